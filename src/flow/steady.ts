import type { Clock } from "../ports/clock.ts";

/** By so much more, and the machine was asleep, or its clock was set. */
const JUMP_MS = 1_000;

export type TwoTimes = Pick<Clock, "now" | "uptimeMs">;

/**
 * Time by which spans are measured: never less has passed than really has. The time of day may be set back, and a process's own stands
 * still while its machine sleeps.
 */
export function createSteady(clock: TwoTimes): () => number {
  let nowMs = clock.now();
  let uptimeMs = clock.uptimeMs();
  let steadyMs = nowMs;
  return () => {
    const [nowBeforeMs, uptimeBeforeMs] = [nowMs, uptimeMs];
    nowMs = clock.now();
    uptimeMs = clock.uptimeMs();
    const passedMs = uptimeMs - uptimeBeforeMs;
    const moreMs = nowMs - nowBeforeMs - passedMs;
    steadyMs += passedMs + (moreMs > JUMP_MS ? moreMs : 0);
    return steadyMs;
  };
}
