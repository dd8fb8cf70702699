import type { Clock } from "../ports/clock.ts";
import { createSteady, type TwoTimes } from "./steady.ts";

/** A minute, and what a request may take longer on its way than the one before. */
const WINDOW_MS = 61_000;
/** So many more than a sweep reads within that time may be read at once. */
const SPARE = 3;

/** How fast something may be read: so that its own limit is kept, whoever asks. */
export interface Pace {
  /** Resolves when whoever sweeps may read once more, and counts that as begun. Aborted, it resolves at once. */
  turn(signal: AbortSignal): Promise<void>;
  /** The same for what goes before a sweep: at once, unless much was read within the last minute. */
  soon(signal: AbortSignal): Promise<void>;
}

/** `everyMs` lie between the beginnings of two readings of a sweep. */
export function createPace(clock: TwoTimes & Pick<Clock, "sleep">, everyMs: number): Pace {
  const swept = Math.ceil(WINDOW_MS / everyMs);
  const most = swept + SPARE;
  const now = createSteady(clock);
  /** When the latest readings began, or will; in order. */
  let times: readonly number[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;

  /** When there is room for one more, so many within the window. */
  const freeMs = (many: number) => (times.at(-many) ?? Number.NEGATIVE_INFINITY) + WINDOW_MS;

  function begin(atMs: number): void {
    if (everyMs > 0) times = [...times, atMs].toSorted((a, b) => a - b).filter((one) => one > now() - WINDOW_MS);
  }

  return {
    async turn(signal) {
      while (!signal.aborted) {
        const atMs = Math.max(lastMs + everyMs, freeMs(swept));
        if (atMs <= now()) {
          lastMs = now();
          return begin(lastMs);
        }
        await clock.sleep(atMs - now(), signal);
      }
    },
    async soon(signal) {
      const atMs = Math.max(now(), freeMs(most));
      begin(atMs);
      if (atMs > now()) await clock.sleep(atMs - now(), signal);
    },
  };
}
