import { type AccountHealth, afterCall, failsAlone, resumed } from "../domain/account.ts";
import type { Mirror } from "../domain/mirror.ts";
import type { Outcome } from "../domain/pass.ts";
import { ailingPart, ailingWays, type Limit } from "../domain/window.ts";
import type { Served } from "../ports/store.ts";

/** Where a provider limits us and does not say for how long. */
const RETRY_AFTER_MS = 5_000;

/** Work of an account: on mirrors that are ailing, or on all others; when the first of it is ready, and until it may begin. */
export interface Work {
  readonly ailing: boolean;
  readonly earliestMs: number;
  readonly leftMs: number;
}

/** The kinds of work that an account may be served with. */
export function kindsFor({ wellOnly }: Served): readonly boolean[] {
  return wellOnly === true ? [false] : [false, true];
}

/** Whose turn it is within an account: what has been ready for longest of what may begin; where it is only tried, what has not failed. */
export function firstOf<One extends Work>(works: readonly One[], { probeAtMs }: AccountHealth): One | null {
  const failed = ({ ailing }: Work) => Number(probeAtMs !== null && ailing);
  return works.toSorted((a, b) => a.leftMs - b.leftMs || failed(a) - failed(b) || a.earliestMs - b.earliestMs)[0] ?? null;
}

/** What a call draws from: mirrors that are ailing have a part of each limit besides. */
export function drawnFrom({ limits }: Served, health: AccountHealth, work: Kind): readonly Limit[] {
  return isOnlyAPart(health, work) ? [...limits, ...limits.map(ailingPart)] : limits;
}

/** Under which limits a call may go: as soon as all limits of one of these let it. */
export function waysFor({ limits }: Served, health: AccountHealth, work: Kind): readonly (readonly Limit[])[] {
  return isOnlyAPart(health, work) ? ailingWays(limits) : [limits];
}

type Kind = Pick<Work, "ailing" | "earliestMs">;

/**
 * Whether it has to do with the part of what is ailing. Nothing but the limit holds up the breaker's probe, nor what has been waiting
 * since before an outage was over: that failed with its account, as far as anybody knows.
 */
function isOnlyAPart({ probeAtMs, backMs }: AccountHealth, { ailing, earliestMs }: Kind): boolean {
  return ailing && probeAtMs === null && (backMs === null || earliestMs > backMs);
}

/** What a call that ended so says of its account. A call that was never made says nothing. */
export function afterOutcome(health: AccountHealth, mirror: Mirror, outcome: Outcome, nowMs: number): AccountHealth {
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

/** How long the provider asks the account to stay away; null when it does not. `mirror`: what was called, if it was one. */
export function blockedForMs(outcome: Outcome, health: AccountHealth, mirror: Mirror | null): number | null {
  if (outcome.kind !== "failed" || outcome.failure.kind !== "rate-limited") return null;
  if (mirror !== null && failsAlone(health, mirror)) return null;
  return outcome.failure.retryAfterMs ?? RETRY_AFTER_MS;
}
