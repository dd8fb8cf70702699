import { type Emoji, includes } from "./emoji.ts";
import type { Failure } from "./failure.ts";
import type { Mirror, MirrorId } from "./mirror.ts";

const IN_A_ROW = 5;
const MIRRORS = 3;
const PROBE_MS = 30_000;
/** Sets that nobody publishes grow. */
const REFUSED_FOR_MS = 30 * 86_400_000;

export const ACCOUNT_STATES = ["healthy", "limited", "failing", "paused"] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

/** An emoji that a target refused, and when it did so last. */
export interface Refused {
  readonly emoji: Emoji;
  readonly atMs: number;
}

/** What calls through one account have shown of its health. */
export interface AccountHealth {
  /** Why the operator is wanted; null when not paused. */
  readonly paused: string | null;
  /** Failures since the last success. */
  readonly failures: number;
  /** The mirrors of these failures. */
  readonly failing: readonly MirrorId[];
  /** Connection failures and timeouts since the last success. */
  readonly cuts: number;
  /** When the first call failed since the last success; null since then. */
  readonly sinceMs: number | null;
  /** When its last outage was over; null when there was none. */
  readonly backMs: number | null;
  /** The breaker is open: only one probe may go, from this moment on; null when closed. */
  readonly probeAtMs: number | null;
  readonly lastFailure: string | null;
  /** What the target refused while a lower rung worked (`discover`), some of it long ago. */
  readonly refused: readonly Refused[];
}

export const HEALTHY: AccountHealth = {
  paused: null,
  failures: 0,
  failing: [],
  cuts: 0,
  sinceMs: null,
  backMs: null,
  probeAtMs: null,
  lastFailure: null,
  refused: [],
};

/** A mirror that is called. */
type Called = Pick<Mirror, "id" | "failingSinceMs">;

/** Its failures are its own, and say nothing of the account, which has worked since the first of them. */
export function failsAlone({ sinceMs }: AccountHealth, { failingSinceMs }: Called): boolean {
  return failingSinceMs !== null && failingSinceMs < (sinceMs ?? Number.POSITIVE_INFINITY);
}

/** After a call. Five failures in a row on at least three mirrors, or five cut connections, open the breaker; a success closes it. */
export function afterCall(health: AccountHealth, mirror: Called, failure: Failure | null, nowMs: number): AccountHealth {
  if (failure === null) return isWell(health) ? health : worked(health, nowMs);
  if (failure.kind === "unauthorized") return { ...health, paused: failure.message, lastFailure: failure.message };
  // A refusal is an answer: whoever refuses is back.
  if (failure.kind === "rejected" || failure.kind === "gone") return afterCall(health, mirror, null, nowMs);
  if (failsAlone(health, mirror)) return health;
  const sinceMs = health.sinceMs ?? nowMs;
  if (failure.kind !== "transient") return { ...health, sinceMs };
  const failures = health.failures + 1;
  const failing = health.failing.includes(mirror.id) ? health.failing : [...health.failing, mirror.id].slice(-MIRRORS);
  const cuts = failure.connection === true ? health.cuts + 1 : health.cuts;
  const open = health.probeAtMs !== null || (failures >= IN_A_ROW && failing.length >= MIRRORS) || cuts >= IN_A_ROW;
  return { ...health, failures, failing, cuts, sinceMs, probeAtMs: open ? nowMs + PROBE_MS : null, lastFailure: failure.message };
}

function worked({ paused, refused, backMs, probeAtMs }: AccountHealth, nowMs: number): AccountHealth {
  return { ...HEALTHY, paused, refused, backMs: probeAtMs === null ? backMs : nowMs };
}

function isWell({ failures, sinceMs, probeAtMs }: AccountHealth): boolean {
  return failures === 0 && sinceMs === null && probeAtMs === null;
}

/**
 * Until a call may go, as far as that is the account's; 0 when it may, null when only a person can tell. What has not failed is not held
 * back by a mirror or two that have.
 */
export function closedForMs({ paused, failing, probeAtMs }: AccountHealth, ailing: boolean, nowMs: number): number | null {
  if (paused !== null) return null;
  if (probeAtMs === null || (!ailing && failing.length < MIRRORS)) return 0;
  return Math.max(0, probeAtMs - nowMs);
}

/** The breaker's one probe is taken: the next may go in 30 s. */
export function probing(health: AccountHealth, nowMs: number): AccountHealth {
  return health.probeAtMs === null ? health : { ...health, probeAtMs: nowMs + PROBE_MS };
}

/** What was refused just now is known from now on; what was refused too long ago is forgotten on the way. */
export function learned(health: AccountHealth, refused: readonly Emoji[], nowMs: number): AccountHealth {
  if (refused.length === 0) return health;
  const others = knownRefused(health, nowMs).filter(({ emoji }) => !includes(refused, emoji));
  return { ...health, refused: [...others, ...refused.map((emoji) => ({ emoji, atMs: nowMs }))] };
}

/** What is not tried again yet. */
export function knownRefused({ refused }: AccountHealth, nowMs: number): readonly Refused[] {
  return refused.filter((one) => triedAgainMs(one) > nowMs);
}

/** When an emoji that was refused is tried again. */
export function triedAgainMs({ atMs }: Refused): number {
  return atMs + REFUSED_FOR_MS;
}

/** As operators see it. `limitedMs`: until its limits let a call through. */
export function accountState({ paused, probeAtMs }: AccountHealth, limitedMs: number): AccountState {
  if (paused !== null) return "paused";
  if (probeAtMs !== null) return "failing";
  return limitedMs > 0 ? "limited" : "healthy";
}

/** An operator, or a check that passed, says that the account works again. */
export function resumed(health: AccountHealth): AccountHealth {
  return { ...HEALTHY, sinceMs: health.sinceMs, backMs: health.backMs, refused: health.refused };
}
