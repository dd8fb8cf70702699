import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../src/ports/clock.ts";

export interface VirtualClock extends Clock {
  /** Lets time pass, from one thing that waits to the next, until it is so. */
  run(isOver: () => boolean): Promise<void>;
}

/** Time that passes only when nothing is left to do in it. */
export function createVirtualClock(startMs: number): VirtualClock {
  const waiting = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  let nowMs = startMs;
  return {
    now: () => nowMs,
    uptimeMs: () => nowMs - startMs,
    random: () => 0.5,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const wake = () => {
          waiting.delete(timer);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const timer = { atMs: nowMs + Math.max(0, ms), wake };
        waiting.add(timer);
        signal?.addEventListener("abort", wake);
      }),
    async run(isOver) {
      for (;;) {
        // Everything that this moment brings about comes before the next moment.
        await turn();
        if (isOver()) return;
        const next = [...waiting].reduce((first, one) => (one.atMs < first.atMs ? one : first));
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
    },
  };
}
