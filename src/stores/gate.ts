import { type AccountHealth, afterCall, resumed } from "../domain/account.ts";
import type { MirrorId } from "../domain/mirror.ts";
import type { Outcome } from "../domain/pass.ts";

/** Where a provider limits us and does not say for how long. */
const RETRY_AFTER_MS = 5_000;

/** Until an account's health lets a call through; 0 when it does, null when only a person can tell. */
export function gateMs(health: AccountHealth, nowMs: number): number | null {
  if (health.paused !== null) return null;
  return Math.max(0, (health.probeAtMs ?? nowMs) - nowMs);
}

/** What a call that ended so says of its account. A call that was never made says nothing. */
export function afterOutcome(health: AccountHealth, mirror: MirrorId, outcome: Outcome, nowMs: number): AccountHealth {
  // Who can be read may refuse to be written to all the same: a reading closes no breaker.
  if (outcome.kind === "unsent" || outcome.kind === "read") return health;
  return afterCall(health, mirror, outcome.kind === "failed" ? outcome.failure : null, nowMs);
}

/** What a call that was no mirror's says of its account: whether it is let in. Failures of any other kind are not the account's. */
export function afterProbe(health: AccountHealth, outcome: Outcome): AccountHealth {
  if (outcome.kind === "done") return health.paused === null ? health : resumed(health);
  const isRefused = outcome.kind === "failed" && outcome.failure.kind === "unauthorized";
  return isRefused ? { ...health, paused: outcome.failure.message, lastFailure: outcome.failure.message } : health;
}

/** How long the provider asks us to stay away; null when it does not. */
export function blockedForMs(outcome: Outcome): number | null {
  if (outcome.kind !== "failed" || outcome.failure.kind !== "rate-limited") return null;
  return outcome.failure.retryAfterMs ?? RETRY_AFTER_MS;
}
