import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../src/ports/clock.ts";

/** Time that passes `speed` times as fast; at `originMs` it was what it is, so that processes with the same origin agree. */
export function createTimeLapse(speed: number, originMs: number): Clock {
  return {
    now: () => originMs + (Date.now() - originMs) * speed,
    uptimeMs: () => performance.now() * speed,
    sleep: (ms, signal) => sleep(ms / speed, undefined, { ...(signal && { signal }) }).catch(() => {}),
    random: Math.random,
  };
}
