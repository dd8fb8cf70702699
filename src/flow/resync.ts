import { isPlatform, type Message } from "../domain/message.ts";
import type { Mirror } from "../domain/mirror.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import type { Handler } from "./outbox.ts";
import { createReadThere } from "./read-there.ts";
import { createRepair } from "./repair.ts";
import type { ResolveOptions } from "./resolve.ts";
import { createRound, type RoundOptions } from "./round.ts";

/** Reading a network draws from what its reactions need: one in twelve seconds leaves most of every limit to them. */
const NETWORK_PACE_MS = 12_000;
/** Discord tells of people emoji by emoji, a few in a second. */
const READ_TIMEOUT_MS = 15_000;
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
  /** Between the beginnings of two readings, so that the platform's own limits are kept. */
  readonly paceMs: number;
  /** Between two sweeps over everything recent. */
  readonly everyMs: number;
}

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
  const there = createReadThere(options);
  const stopping = new AbortController();
  const within = { withinMs: READ_TIMEOUT_MS, stopping: stopping.signal };
  const repair = createRepair({ ...options, ...within, there });
  const round = (its: Pick<RoundOptions, "of" | "paceMs" | "canRead" | "picks">) => createRound({ ...options, ...within, ...its, repair });
  // Side by side: what a platform missed must not wait for what networks are asked slowly.
  const platforms = options.sources.map((source) =>
    round({
      ...{ of: source.platform, paceMs: options.paceMs, canRead: () => source.connected() },
      picks: ({ platform }) => platform === source.platform,
    }),
  );
  const networks = round({
    ...{ of: "networks", paceMs: NETWORK_PACE_MS, canRead: () => true },
    picks: (feed) => !isPlatform(feed.platform) && there.canRead(feed),
  });
  const rounds = [...options.accounts.values()].some(({ held }) => held !== undefined) ? [...platforms, networks] : platforms;
  let running: Promise<unknown> = Promise.resolve();

  const roundOf = ({ platform }: Pick<Message, "platform">) => rounds.find(({ of }) => of === platform);

  return {
    async sweep() {
      let repaired = 0;
      for (const one of rounds) repaired += await one.sweep();
      return repaired;
    },
    start() {
      running = Promise.all(rounds.map((one) => one.run()));
    },
    gap(source) {
      roundOf(source)?.missed();
    },
    handlers: {
      gap: {
        tries: PASSED_ON,
        failed: "a gap could not be passed on to whoever sweeps",
        async handle({ payload, attempts }) {
          const isTaken = (await rounds.find(({ of }) => of === payload)?.missedElsewhere()) === true;
          return isTaken || attempts >= PASSED_ON ? null : 1_000;
        },
      },
    },
    async read(mirror, message) {
      // Whoever reads a network asks the account's own limits.
      const mayRead = roundOf(message)?.soon ?? (async () => !stopping.signal.aborted);
      await repair(mirror, message, mayRead);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
