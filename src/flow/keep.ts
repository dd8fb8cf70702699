import { withoutTombstones } from "../domain/keeping.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";
import { createHold } from "./hold.ts";

/** Between two rounds; each is short. */
const EVERY_MS = 60_000;
const LEASE_MS = 3 * EVERY_MS;
const AT_ONCE = 100;
/** Other steps have their turn in between. */
const REST_MS = 50;
/** Of so many mirrors the tombstones are looked for in one round. */
const LOOKED_AT = 100;

export interface KeepOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Unique per process. */
  readonly name: string;
  /** For how long what is settled is kept. */
  readonly keptMs: number;
}

export interface Keeping {
  start(): void;
  /** Lets go of what is old, a bounded piece of it. For tests. */
  round(): Promise<void>;
  stop(): Promise<void>;
}

/** Lets go of settled mirrors, and of tombstones in those that live on, once they are old. One process does it for all. */
export function createKeeping({ store, clock, observer, name, keptMs }: KeepOptions): Keeping {
  const hold = createHold({ store, clock, name: "keeping", holder: name, leaseMs: LEASE_MS });
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let after: string | undefined;

  async function round(): Promise<void> {
    let pruned = 0;
    for (let more = AT_ONCE; more === AT_ONCE && !stopping.signal.aborted; ) {
      more = await store.prune(keptMs, AT_ONCE);
      pruned += more;
      if (more === AT_ONCE) await clock.sleep(REST_MS, stopping.signal);
    }
    if (pruned > 0) observer.log.info({ pruned }, "settled mirrors were old and are let go of");
    await look();
  }

  /** The next ones, and from the first again after the last. */
  async function look(): Promise<void> {
    const { mirrors, next } = await store.mirrors({ state: "settled", limit: LOOKED_AT, ...(after === undefined ? {} : { after }) });
    after = next ?? undefined;
    const beforeUs = (clock.now() - keptMs) * 1_000;
    for (const mirror of mirrors) {
      if (withoutTombstones(mirror, beforeUs) === mirror) continue;
      const absorb: Parameters<Store["absorb"]>[1] = (now, nowMs) => ({
        mirror: withoutTombstones(now, (nowMs - keptMs) * 1_000),
        again: false,
        repaired: 0,
      });
      await store.absorb(mirror.id, absorb);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) break;
      try {
        if (await hold.take()) await round();
      } catch (error) {
        observer.log.warn({ error: String(error) }, "letting go of what is old ended early");
      }
    }
    // Whoever comes next need not wait; if this fails, they wait a while.
    await hold.letGo().catch(() => {});
  }

  return {
    round,
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
