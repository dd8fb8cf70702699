import { sideAt } from "../domain/link.ts";
import { channelName, isPlatform, type Message } from "../domain/message.ts";
import type { Feed, Mirror, MirrorId } from "../domain/mirror.ts";
import { type Absorbed, absorb, type Read } from "../domain/reading.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import { createHold, type Hold } from "./hold.ts";
import type { Handler } from "./outbox.ts";
import { createReadThere } from "./read-there.ts";
import { type ResolveOptions, termsAt } from "./resolve.ts";
import { share } from "./share.ts";

const RECENT_MS = 7 * 86_400_000;
const PAGE = 100;
/** Reading a network draws from what its reactions need: one in twelve seconds leaves most of every limit to them. */
const NETWORK_PACE_MS = 12_000;
const AGAIN_MS = 3_000;
const AGAIN_MOST = 3;
const READ_TIMEOUT_MS = 10_000;
/** After an error of the store's: what was missed must not wait until the next sweep. */
const TROUBLE_MS = 10_000;
/** Between two tries to sweep in another's place, and between two signs of life. */
const NAP_MS = 5_000;
/** Gaps of several processes within it are one. */
const ONE_GAP_MS = 10_000;
/** A gap is passed on for so long, a second apart, to whoever sweeps. */
const PASSED_ON = 120;

export interface ResyncOptions extends ResolveOptions {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly observer: Observer;
  readonly wake: () => void;
  /** Unique per process. */
  readonly name: string;
  /** Between two readings, so that the platform's own limits are kept. */
  readonly paceMs: number;
  /** Between two sweeps over everything recent. */
  readonly everyMs: number;
}

/** One kind of feeds, swept over at its own pace, by one process at a time. */
interface Round {
  /** A platform, or `networks`. */
  readonly of: string;
  readonly paceMs: number;
  /** Whether this process can read any of them now. */
  readonly canRead: () => boolean;
  readonly reads: (feed: Feed) => boolean;
  readonly hold: Hold;
  /** Events may have been missed, and no sweep has begun since. */
  missed: boolean;
  /** Aborted when it is to begin again, from the newest. */
  hurry: AbortController;
}

type Repair = Pick<Absorbed, "again" | "repaired">;

const NOTHING: Repair = { again: false, repaired: 0 };

export interface Resync {
  /** Sweeps over every recent mirror now, and slowly for ever. */
  start(): void;
  /** A source may have missed events: whoever sweeps over it begins again, from the newest. */
  gap(source: Pick<Source, "platform">): void;
  /** What another process left in the outbox for whoever sweeps. */
  readonly handlers: Readonly<Record<"gap", Handler>>;
  /** Reads one message, as when it was linked. Never rejects: what could not be read stays to be read. */
  read(mirror: Pick<Mirror, "id" | "version">, message: Message): Promise<void>;
  /** One sweep; resolves with how much was repaired. */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/** Puts right what events did not bring. Reads only add what is not recorded and remove what is gone. */
export function createResync(options: ResyncOptions): Resync {
  const { store, sources, clock, observer, links } = options;
  const there = createReadThere(options);
  const stopping = new AbortController();
  // Side by side: what a platform missed must not wait for what networks are asked slowly.
  const platforms = sources.map((source) =>
    roundOf(source.platform, options.paceMs, source.connected, ({ platform }) => platform === source.platform && source.connected()),
  );
  const networks = roundOf("networks", NETWORK_PACE_MS, () => true, readsNetwork);
  const rounds = [...options.accounts.values()].some(({ held }) => held !== undefined) ? [...platforms, networks] : platforms;
  let running: Promise<unknown> = Promise.resolve();

  function roundOf(of: string, paceMs: number, canRead: () => boolean, reads: (feed: Feed) => boolean): Round {
    // A sign of life comes before each reading: whoever ends without a word is followed by another process soon after.
    const leaseMs = READ_TIMEOUT_MS + paceMs + NAP_MS;
    const hold = createHold({ store, clock, name: `resync ${of}`, holder: options.name, leaseMs });
    return { of, paceMs, canRead, reads, hold, missed: false, hurry: new AbortController() };
  }

  async function once(id: MirrorId, message: Message): Promise<Repair> {
    const source = sources.find(({ platform }) => platform === message.platform);
    const mirror = await store.mirror(id);
    const feed = mirror?.feeds.find((one) => isOf(one, message));
    if (feed === undefined || feed.frozen !== null) return NOTHING;
    if (!isPlatform(message.platform)) {
      const found = await there.read(feed);
      return found === null ? NOTHING : absorbed(id, found.key, () => found.read);
    }
    if (source === undefined) return NOTHING;
    const askedMs = clock.now();
    const reading = await source.held(message, AbortSignal.any([stopping.signal, AbortSignal.timeout(READ_TIMEOUT_MS)]));
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
    return absorbed(id, feed.key, (nowMs) => ({ ...reading, reactions, atUs: atUs(nowMs) }));
  }

  async function absorbed(id: MirrorId, key: string, read: (nowMs: number) => Read): Promise<Repair> {
    const result = await store.absorb(id, (now, nowMs) => absorb(now, key, read(nowMs), nowMs));
    if (result === null) return NOTHING;
    if (result.repaired > 0) observer.repaired(result.repaired);
    options.wake();
    return result;
  }

  async function read({ id, version }: Pick<Mirror, "id" | "version">, message: Message): Promise<number> {
    let repaired = 0;
    try {
      for (let round = 0; round < AGAIN_MOST && !stopping.signal.aborted; round += 1) {
        const result = await once(id, message);
        repaired += result.repaired;
        if (!result.again) break;
        await clock.sleep(AGAIN_MS, stopping.signal);
      }
    } catch (error) {
      const fields = { mirror: id, version, platform: message.platform, error: String(error) };
      observer.log.debug(fields, "a message could not be read, nothing changes");
    }
    return repaired;
  }

  async function sweep({ hurry, paceMs, reads }: Round, mayGoOn: () => Promise<boolean>): Promise<number> {
    let repaired = 0;
    let after: string | undefined;
    do {
      const page = await store.mirrors({ changedWithinMs: RECENT_MS, limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const mirror of page.mirrors) {
        for (const feed of mirror.feeds.filter((one) => one.frozen === null && reads(one))) {
          if (stopping.signal.aborted || hurry.signal.aborted || !(await mayGoOn())) return repaired;
          repaired += await read(mirror, feed);
          await clock.sleep(paceMs, AbortSignal.any([stopping.signal, hurry.signal]));
        }
      }
      after = page.next ?? undefined;
    } while (after !== undefined && !stopping.signal.aborted);
    return repaired;
  }

  function readsNetwork(feed: Feed): boolean {
    return !isPlatform(feed.platform) && there.canRead(feed);
  }

  async function run(round: Round): Promise<void> {
    while (!stopping.signal.aborted) {
      const hurry = new AbortController();
      round.hurry = hurry;
      let restMs = NAP_MS;
      try {
        if (round.canRead() && (await round.hold.take())) {
          const repaired = await sweep(round, round.hold.take);
          if (repaired > 0) observer.log.info({ repaired }, "reactions were put right by reading");
          restMs = options.everyMs;
        } else await passOn(round);
        round.missed &&= hurry.signal.aborted;
      } catch (error) {
        observer.log.warn({ error: String(error) }, "a sweep ended early");
        restMs = Math.min(TROUBLE_MS, options.everyMs);
      }
      await rest(round, restMs);
    }
    // Whoever comes next need not wait; if this fails, they wait a while.
    await round.hold.letGo().catch(() => {});
  }

  /** Another process sweeps, or could. */
  async function passOn({ of, missed, hold, canRead }: Round): Promise<void> {
    if (!canRead()) await hold.letGo();
    if (!missed) return;
    await store.send([{ key: `gap ${of}`, perMs: ONE_GAP_MS, kind: "gap", payload: of }]);
    options.wake();
  }

  async function rest({ hurry, hold }: Round, ms: number): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, hurry.signal]);
    const untilMs = clock.now() + ms;
    while (!signal.aborted && clock.now() < untilMs) {
      await clock.sleep(Math.min(NAP_MS, untilMs - clock.now()), signal);
      // A sign of life; whether it was heard is asked before the next sweep.
      if (!signal.aborted && hold.isOurs()) await hold.take().catch(() => false);
    }
  }

  function missed(round: Round): void {
    round.missed = true;
    round.hurry.abort();
  }

  return {
    async sweep() {
      let repaired = 0;
      for (const round of rounds) repaired += await sweep(round, async () => true);
      return repaired;
    },
    start() {
      running = Promise.all(rounds.map(run));
    },
    gap({ platform }) {
      for (const round of platforms) if (round.of === platform) missed(round);
    },
    handlers: {
      gap: {
        tries: PASSED_ON,
        failed: "a gap could not be passed on to whoever sweeps",
        async handle({ payload, attempts }) {
          const round = rounds.find(({ of }) => of === payload);
          const isOurs = round?.canRead() === true && (await round.hold.take());
          if (isOurs) missed(round);
          return isOurs || attempts >= PASSED_ON ? null : 1_000;
        },
      },
    },
    async read(mirror, message) {
      await read(mirror, message);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function isOf(feed: Feed, message: Message): boolean {
  return (
    feed.platform === message.platform &&
    feed.workspace === message.workspace &&
    feed.channel === message.channel &&
    feed.message === message.message
  );
}
