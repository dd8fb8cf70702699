import type { Resolved } from "../domain/fold.ts";
import { isPlatform, type Message, messageKey, networkMessage } from "../domain/message.ts";
import type { Fact, Mirror, Watermark } from "../domain/mirror.ts";
import { slotOn } from "../domain/slot.ts";
import type { Account } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Introduce } from "./introduce.ts";
import { locateItem, type There } from "./locate.ts";
import { type ResolveOptions, termsFrom } from "./resolve.ts";

/** Says which message over there a message of a channel stands for, and the other way round. */
export interface Attach {
  /**
   * Links a channel's message with its target; where calls take other ids than deliveries, once those are found. `seen`: it has been in
   * the channel for a while.
   */
  target(link: string, message: Message, account: Account, there: There, seen: boolean): Promise<void>;
  /** Makes every message of a channel that stands for this one show what people on the network hold on it. */
  back(account: Account, id: string, part: number): Promise<void>;
}

export interface AttachOptions extends ResolveOptions {
  readonly store: Store;
  readonly introduce: Introduce;
  readonly clock: Clock;
  readonly wake: () => void;
}

export function createAttach(options: AttachOptions): Attach {
  const { store, introduce, clock, wake } = options;

  async function back(account: Account, id: string, part: number): Promise<void> {
    const { name, network } = account;
    if (isPlatform(network)) return;
    const there = networkMessage(network, name, id, part);
    const feeds = (await store.mirrorsOn(name, id, part)).flatMap((mirror) => mirror.feeds);
    const mirrors: Mirror[] = [];
    for (const { frozen, link, platform, workspace, channel, message } of feeds) {
      if (!isPlatform(platform) || frozen !== null) continue;
      const linked = await store.link(there, link, slotOn({ platform, workspace, channel, message }));
      if (linked.result === "created") wake();
      if (linked.result !== "conflict") mirrors.push(linked.mirror);
    }
    // What one heard before another was there, or waited for the first of them, is all of theirs.
    const missed = mirrors.flatMap((mirror) => mirrors.flatMap((other) => missing(mirror, other, messageKey(there))));
    for (const resolved of missed.flatMap((one) => retold(account, there, one))) await store.record(resolved, 0);
  }

  /** Whoever can be read is read from the start; whoever cannot is heard, and may have been heard already. */
  async function isHeard({ name, network }: Account, id: string, part: number): Promise<boolean> {
    if (isPlatform(network)) return false;
    if (await store.awaited(networkMessage(network, name, id, part))) return true;
    return (await store.mirrorsOn(name, id, part)).flatMap(({ feeds }) => feeds).length > 1;
  }

  function retold({ name }: Account, message: Message, what: Fact | Watermark): readonly Resolved[] {
    if (!("held" in what)) {
      const { person, atUs } = what;
      return [{ event: { kind: "cleared", message, person, name: what.name, atUs, id: null }, terms: {} }];
    }
    const { person, name: shown, held, emoji, via, atUs, found } = what;
    const told = (isAdd: boolean, us: number): Resolved => ({
      event: { kind: isAdd ? "added" : "removed", message, person, name: shown, emoji, via, atUs: us, id: null },
      terms: isAdd && emoji !== null ? termsFrom(name, emoji, clock.now() - us / 1_000, options) : {},
    });
    if (found === undefined) return [told(held, atUs)];
    const find = { ...told(true, found.byUs), found: true };
    return found.wordUs === 0 ? [find] : [find, told(atUs < found.byUs, found.wordUs)];
  }

  return {
    back,
    async target(link, message, account, there, seen) {
      const { id, part, fromMe, author, conversation } = there;
      if (account.locate !== undefined) {
        await store.send([locateItem(link, message, account.name, there)]);
        return wake();
      }
      await introduce.own(link, message, { id, part, fromMe, author: author?.id ?? null, conversation: conversation.ids[0] }, seen);
      if (account.held !== undefined || (await isHeard(account, id, part))) await back(account, id, part);
    },
  };
}

/** What one mirror knows of a source and another does not. */
function missing(of: Mirror, other: Mirror, source: string): readonly (Fact | Watermark)[] {
  if (of === other) return [];
  const isKnown = (one: Fact | Watermark) => {
    const list: readonly (Fact | Watermark)[] = "held" in one ? other.facts : other.watermarks;
    return list.some((two) => two.source === source && two.person === one.person && two.name === one.name && tells(two, one));
  };
  return [...of.watermarks, ...of.facts].filter((one) => one.source === source && !isKnown(one));
}

/** Whether what one mirror knows leaves out nothing of what another knows of the same. */
function tells(two: Fact | Watermark, one: Fact | Watermark): boolean {
  if (!("held" in two) || !("held" in one)) return two.atUs >= one.atUs;
  if (two.held && one.held) return (two.found?.wordUs ?? two.atUs) >= (one.found?.wordUs ?? one.atUs);
  return (two.found?.byUs ?? two.atUs) >= (one.found?.byUs ?? one.atUs);
}
