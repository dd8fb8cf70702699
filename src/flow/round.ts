import type { Feed } from "../domain/mirror.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";
import { createHold } from "./hold.ts";
import { createPace } from "./pace.ts";
import type { Repair } from "./repair.ts";
import { createSweep } from "./sweep.ts";

/** After an error of the store's: what was missed must not wait until the next sweep. */
const TROUBLE_MS = 10_000;
/** Between two tries to sweep in another's place, and between two signs of life. */
const NAP_MS = 5_000;

export interface RoundOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly wake: () => void;
  /** Unique per process. */
  readonly name: string;
  readonly repair: Repair;
  readonly stopping: AbortSignal;
  /** A platform, or `networks`. */
  readonly of: string;
  /** Between the beginnings of two readings. */
  readonly paceMs: number;
  /** Between two sweeps. */
  readonly everyMs: number;
  /** How long one reading may take. */
  readonly withinMs: number;
  /** Whether this process can read any of them now. */
  readonly canRead: () => boolean;
  readonly picks: (feed: Feed) => boolean;
}

/** One kind of feeds, swept over at its own pace, by one process at a time. */
export interface Round {
  readonly of: string;
  /** Sweeps again and again; resolves once it is stopped. */
  run(): Promise<void>;
  /** One sweep, whoever sweeps besides; resolves with how much was repaired. */
  sweep(): Promise<number>;
  /** Resolves when what cannot wait for a sweep may be read, with whether it still may. */
  soon(): Promise<boolean>;
  /** Events may have been missed: whoever sweeps begins again, from the newest. */
  missed(): void;
  /** The same on behalf of another process. False: this one does not sweep. */
  missedElsewhere(): Promise<boolean>;
}

export function createRound(options: RoundOptions): Round {
  const { store, clock, observer, of, canRead, paceMs, stopping } = options;
  // A sign of life comes before each reading: whoever ends without a word is followed by another process soon after.
  const leaseMs = options.withinMs + paceMs + NAP_MS;
  const hold = createHold({ store, clock, name: `resync ${of}`, holder: options.name, leaseMs });
  const pace = createPace(clock, paceMs);
  const sweep = createSweep(options);
  /** Events may have been missed, and no sweep has begun since. */
  let isMissed = false;
  let passedOn = 0;
  /** Aborted when it is to begin again. */
  let hurry = new AbortController();

  async function mayRead(again: boolean): Promise<boolean> {
    const signal = AbortSignal.any([stopping, hurry.signal]);
    await (again ? pace.soon(signal) : pace.turn(signal));
    return !signal.aborted && canRead() && (await hold.take());
  }

  /** Another process sweeps, or could. */
  async function passOn(): Promise<void> {
    if (!canRead()) await hold.letGo();
    if (!isMissed) return;
    passedOn += 1;
    // Each is one of its own: what was missed since a sweep began is not in it.
    await store.send([{ key: `gap ${of} ${options.name} ${passedOn}`, kind: "gap", payload: of }]);
    options.wake();
  }

  async function rest(ms: number): Promise<void> {
    const signal = AbortSignal.any([stopping, hurry.signal]);
    // Counted, not looked up: a clock that is set back makes no rest longer.
    for (let leftMs = ms; !signal.aborted && leftMs > 0; leftMs -= NAP_MS) {
      await clock.sleep(Math.min(NAP_MS, leftMs), signal);
      // A sign of life; whether it was heard is asked before the next sweep.
      if (!signal.aborted && hold.isOurs()) await hold.take().catch(() => false);
    }
  }

  /** Resolves with how long to rest. */
  async function turn(): Promise<number> {
    if (!canRead() || !(await hold.take())) {
      await passOn();
      return NAP_MS;
    }
    const { repaired, isWhole } = await sweep(mayRead);
    if (repaired > 0) observer.log.info({ repaired }, "reactions were put right by reading");
    return isWhole ? options.everyMs : NAP_MS;
  }

  function missed(): void {
    isMissed = true;
    hurry.abort();
  }

  return {
    of,
    async run() {
      while (!stopping.aborted) {
        const mine = new AbortController();
        hurry = mine;
        let restMs = Math.min(TROUBLE_MS, options.everyMs);
        try {
          restMs = await turn();
          isMissed &&= mine.signal.aborted;
        } catch (error) {
          observer.log.warn({ error: String(error) }, "a sweep ended early");
        }
        await rest(restMs);
      }
      // Whoever comes next need not wait; if this fails, they wait a while.
      await hold.letGo().catch(() => {});
    },
    async sweep() {
      const { repaired } = await sweep(async (again) => {
        await (again ? pace.soon(stopping) : pace.turn(stopping));
        return !stopping.aborted && canRead();
      });
      return repaired;
    },
    async soon() {
      await pace.soon(stopping);
      return !stopping.aborted;
    },
    missed,
    async missedElsewhere() {
      const isOurs = canRead() && (await hold.take());
      if (isOurs) missed();
      return isOurs;
    },
  };
}
