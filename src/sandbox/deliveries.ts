import { setTimeout as sleep } from "node:timers/promises";

/** How far something on its way has come. */
export interface Progress {
  /** How often it was sent. */
  attempts: number;
  acked: boolean;
  /** When it was (`performance.now`); null before. */
  ackedMs: number | null;
  /** Nobody tries any more. */
  lost: boolean;
}

/** What an attempt came to: it arrived, the next of the schedule is due, or there is no other. */
export type Attempted = "acked" | "again" | "never";

export interface Courier<D extends Progress> {
  /** In the order in which they came about. */
  readonly all: readonly D[];
  /** Sends what `make` makes, as often as `duplicate` asks for; `make` is told which copy it is, from 0. */
  add(make: (copy: number) => D): void;
  /** From now on everything is sent so many times. */
  duplicate(copies: number): void;
  /** Everything waits until `release`, which sends it in the order that it makes of it. */
  hold(): void;
  release(order?: (waiting: readonly D[]) => readonly D[]): void;
  close(): Promise<void>;
}

/** Sends again after each of `retryAfterMs`; what has not arrived by then is lost for good. `attempt` is 0 at first. */
export function createCourier<D extends Progress>(
  send: (delivery: D, attempt: number) => Promise<Attempted>,
  retryAfterMs: readonly number[],
): Courier<D> {
  const all: D[] = [];
  const closing = new AbortController();
  const under = new Set<Promise<void>>();
  let held: D[] | null = null;
  let copies = 1;

  async function deliver(delivery: D): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      delivery.attempts += 1;
      const attempted = await send(delivery, attempt);
      if (attempted === "acked") {
        delivery.acked = true;
        delivery.ackedMs = performance.now();
      }
      if (delivery.acked) return;
      const waitMs = retryAfterMs[attempt];
      if (attempted === "never" || waitMs === undefined) break;
      await sleep(waitMs, undefined, { signal: closing.signal }).catch(() => {});
    }
    delivery.lost = true;
  }

  function go(delivery: D): void {
    const work = deliver(delivery).finally(() => under.delete(work));
    under.add(work);
  }

  return {
    all,
    add(make) {
      for (let copy = 0; copy < copies; copy += 1) {
        const delivery = make(copy);
        all.push(delivery);
        if (held) held.push(delivery);
        else go(delivery);
      }
    },
    duplicate(times) {
      copies = times;
    },
    hold() {
      held ??= [];
    },
    release(order = (waiting) => waiting) {
      const waiting = held ?? [];
      held = null;
      for (const delivery of order(waiting)) go(delivery);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(under);
    },
  };
}
