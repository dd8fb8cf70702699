import type { OwnEvent, SourceEvent } from "../domain/event.ts";
import type { Resolved } from "../domain/fold.ts";
import { sideAt } from "../domain/link.ts";
import { type Channel, channelName } from "../domain/message.ts";
import { slotOn } from "../domain/slot.ts";
import { targetOf } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Receive, Source } from "../ports/source.ts";
import type { Introduce } from "./introduce.ts";
import { type RecordOptions, record } from "./record.ts";
import { type ResolveOptions, resolve } from "./resolve.ts";
import { share } from "./share.ts";
import { type SpeakOptions, speak } from "./speak.ts";

export interface ReceiveOptions extends RecordOptions, ResolveOptions, SpeakOptions {
  readonly clock: Clock;
  readonly introduce: Introduce;
  /** Called when a source may have missed events. */
  readonly gap: (source: Source) => void;
}

/** What a source calls for each event: resolves once it is committed, rejects when it was not. */
export function createReceive(source: Source, options: ReceiveOptions): Receive {
  const { observer, store, links, clock } = options;
  return async (event: SourceEvent) => {
    try {
      await take(event);
    } catch (error) {
      observer.event(source.platform, event.kind, "failed");
      if (!source.resends) missed(event);
      throw error;
    }
  };

  /** Nobody will tell of it again: what people hold has to be read. */
  function missed({ kind }: SourceEvent): void {
    observer.log.warn({ platform: source.platform, kind }, "an event was not stored and will not come again: reading instead");
    options.gap(source);
  }

  async function take(event: SourceEvent): Promise<void> {
    switch (event.kind) {
      case "gap":
        observer.log.info({ platform: source.platform, reason: event.reason }, "events may have been missed, reading again");
        return options.gap(source);
      case "left":
        return left(event.channel, event.reason, event.atUs);
      case "shared":
      case "unshared":
        return share(event.channel, event.kind === "shared", options);
      case "own":
        return own(event);
      case "declared":
        return options.introduce.declared(event);
      case "spoken":
        return observer.event(source.platform, "spoken", await speak(event, source, options));
      default: {
        const resolved = await resolve(event, source, clock.now(), options);
        if (resolved === null) return observer.event(source.platform, event.kind, "unlinked");
        const result = await record(resolved, options);
        if (result === "changed" || result === "folded") count(resolved);
      }
    }
  }

  /** An echo of our bot's reaction, or somebody who may took it off. It is told once: what was missed is read. */
  async function own({ op, message, emoji }: OwnEvent): Promise<void> {
    const target = targetOf(options.accounts, { account: source.platform, post: false });
    if (target === null) return;
    const { account, message: key, part } = slotOn(message);
    const nowMs = clock.now();
    const echo = { op, emoji, atUs: nowMs * 1_000 };
    const result = await store.echo(account, key, part, echo, `${key} ${op} ${emoji} ${nowMs}`, target.rules);
    observer.event(source.platform, "own", result);
    if (result === "owner") options.wake();
  }

  function count({ event, terms }: Resolved): void {
    for (const [name, { denied }] of Object.entries(terms)) {
      const link = links.named(name);
      const side = link === undefined ? null : sideAt(link, channelName(event.message));
      if (denied !== null && side !== null) observer.unsendable(side.account, denied);
    }
  }

  async function left(channel: Channel, reason: string, atUs: number | null): Promise<void> {
    const frozen = links.ofChannel(channelName(channel)).length === 0 ? 0 : await store.freeze(channel, reason, atUs);
    observer.event(source.platform, "left", frozen === 0 ? "known" : "changed");
  }
}
