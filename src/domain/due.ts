import type { Mirror } from "./mirror.ts";

const BUSY_MS = 1_000;
const QUIET_MS = 150;
const QUIET_MOST_MS = 2_000;

/**
 * When the change that happens now is to be worked on: `graceMs` after the last change, at most 4 × after the first. A mirror
 * that was called within the last second waits for 150 ms of quiet besides, at most max(4 × grace, 2 s). What is due already is
 * never put off.
 */
export function changed(mirror: Mirror, nowMs: number, graceMs: number): Mirror {
  const before = mirror.change;
  const awake = { ...mirror, parked: false, changedMs: nowMs, ...(mirror.parked ? { attempts: 0, failingSinceMs: null } : {}) };
  if (before !== null && before.dueMs <= nowMs) return awake;
  const firstMs = before?.firstMs ?? nowMs;
  const busy = nowMs - mirror.lastCallMs < BUSY_MS;
  const quietFromMs = before?.quietFromMs ?? (busy ? nowMs : null);
  const graceDueMs = Math.min(nowMs + graceMs, firstMs + 4 * graceMs);
  const quietDueMs = quietFromMs === null ? 0 : Math.min(nowMs + QUIET_MS, quietFromMs + Math.max(4 * graceMs, QUIET_MOST_MS));
  return {
    ...awake,
    change: { firstMs, dueMs: Math.max(graceDueMs, quietDueMs), quietFromMs },
  };
}

/** Due for a reason other than a change; the earliest wins. */
export function woken(mirror: Mirror, atMs: number): Mirror {
  return { ...mirror, wakeMs: mirror.wakeMs === null ? atMs : Math.min(mirror.wakeMs, atMs) };
}
