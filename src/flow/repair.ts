import { sideAt } from "../domain/link.ts";
import { channelName, isPlatform, type Message, messageKey } from "../domain/message.ts";
import type { Mirror, MirrorId } from "../domain/mirror.ts";
import { type Absorbed, absorb, type Read } from "../domain/reading.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import type { ReadThere } from "./read-there.ts";
import { type ResolveOptions, termsAt } from "./resolve.ts";
import { share } from "./share.ts";

const AGAIN_MS = 3_000;
const AGAIN_MOST = 3;

export interface RepairOptions extends ResolveOptions {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly observer: Observer;
  readonly wake: () => void;
  readonly there: ReadThere;
  /** How long one reading may take. */
  readonly withinMs: number;
  readonly stopping: AbortSignal;
}

/** `unsure`: it could not be read, or somebody was missing in it, and a later reading may know more; `stopped`: it was not to be read. */
export interface Repaired {
  readonly repaired: number;
  readonly end: "sure" | "unsure" | "stopped";
}

/** Asked before each reading; `again`: of a message that was read a moment ago. */
export type MayRead = (again: boolean) => Promise<boolean>;

/** Reads what people hold on one message, and puts right what is known of it. Never rejects. */
export type Repair = (mirror: Pick<Mirror, "id" | "version">, message: Message, mayRead: MayRead) => Promise<Repaired>;

type Found = Pick<Absorbed, "again" | "repaired"> & { readonly unsure: boolean };

const NOTHING: Found = { again: false, repaired: 0, unsure: false };

export function createRepair(options: RepairOptions): Repair {
  const { store, sources, clock, observer, links, there, withinMs, stopping } = options;

  async function once(id: MirrorId, message: Message): Promise<Found> {
    const source = sources.find(({ platform }) => platform === message.platform);
    const mirror = await store.mirror(id);
    const feed = mirror?.feeds.find((one) => one.key === messageKey(message));
    if (feed === undefined || feed.frozen !== null) return NOTHING;
    if (!isPlatform(message.platform)) {
      const found = await there.read(feed);
      return found === null ? NOTHING : absorbed(id, found.key, () => found.read);
    }
    if (source === undefined) return NOTHING;
    const askedMs = clock.now();
    const reading = await source.held(message, AbortSignal.any([stopping, AbortSignal.timeout(withinMs)]));
    // A reading only ever pauses: it may be older than what was told since.
    if (reading.shared === true) await share(message, true, options);
    const link = links.named(feed.link);
    const side = link === undefined ? null : sideAt(link, channelName(message));
    if (side === null) return NOTHING;
    // What was pressed before anybody looked is as old as its message may be; what a sweep finds is news.
    const ageMs = feed.unread ? clock.now() - (source.postedMs(message.message) ?? 0) : 0;
    const reactions: Read["reactions"][number][] = [];
    for (const one of reading.reactions) {
      const classes = await source.classes(one.person);
      const terms = termsAt(side, { name: one.name, emoji: one.emoji, ageMs, classes }, options);
      if (terms === null) return NOTHING;
      // Nobody is told of what they pressed before there was a link.
      reactions.push({ ...one, terms: feed.unread ? { ...terms, notify: false } : terms });
    }
    // By the store's clock: the process's own may differ, and a moment that is too late would take away what was pressed since.
    const atUs = (nowMs: number) => reading.atUs ?? Math.floor((nowMs - (clock.now() - askedMs)) * 1_000);
    return absorbed(id, feed.key, (nowMs) => ({ ...reading, reactions, atUs: atUs(nowMs) }), reading.incomplete.length > 0);
  }

  async function absorbed(id: MirrorId, key: string, read: (nowMs: number) => Read, unsure = false): Promise<Found> {
    const result = await store.absorb(id, (now, nowMs) => absorb(now, key, read(nowMs), nowMs));
    if (result === null) return NOTHING;
    if (result.repaired > 0) observer.repaired(result.repaired);
    options.wake();
    return { ...result, unsure };
  }

  return async ({ id, version }, message, mayRead) => {
    let repaired = 0;
    try {
      for (let round = 1; ; round += 1) {
        if (!(await mayRead(round > 1))) return { repaired, end: "stopped" };
        const result = await once(id, message);
        repaired += result.repaired;
        if (!result.again || round === AGAIN_MOST) return { repaired, end: result.unsure ? "unsure" : "sure" };
        await clock.sleep(AGAIN_MS, stopping);
      }
    } catch (error) {
      const fields = { mirror: id, version, platform: message.platform, error: String(error) };
      observer.log.debug(fields, "a message could not be read, nothing changes");
      return { repaired, end: "unsure" };
    }
  };
}
