/** So many calls in so long. Everything with the same `scope` draws from one window. */
export interface Limit {
  /** A credential, or an account; opaque, never a secret itself. */
  readonly scope: string;
  readonly requests: number;
  readonly perMs: number;
  /** Only calls that change what others see of our reactions draw from it; reading, sending and trying do not. */
  readonly reactionsOnly?: true;
}

/** One call: in flight while `endedMs` is null. */
export interface Token {
  readonly id: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
}

/** The calls that the provider may still count, and until when it asked us to stay away. */
export interface Window {
  readonly tokens: readonly Token[];
  readonly blockedUntilMs: number;
}

/** One call in so many is for a mirror whose last call failed. */
const AILING_PART = 10;
/** More are made while no more than one in so many of what the limit allows was made by anybody. */
const SPARE_PART = 3;

/** What calls for mirrors whose last call failed draw from, besides the limit: a tenth of it, in a window of its own. */
export function ailingPart({ scope, requests, perMs, ...limit }: Limit): Limit {
  const perCallMs = Math.ceil((perMs * AILING_PART) / requests);
  return {
    ...limit,
    scope: `${scope} ailing`,
    requests: Math.max(1, Math.floor(requests / AILING_PART)),
    perMs: Math.max(perMs, perCallMs),
  };
}

/**
 * Under which limits a call for such a mirror may go, so that messages that fail for ever leave the rest to all others: within its tenth,
 * or while less than a third of the limit is used. A human pace is used up by the end of a day: of that, nothing is to spare.
 */
export function ailingWays(limits: readonly Limit[]): readonly (readonly Limit[])[] {
  const tenths = [...limits, ...limits.map(ailingPart)];
  const thirds = limits.map((limit) => ({ ...limit, requests: Math.floor(limit.requests / SPARE_PART) }));
  const isToSpare = thirds.every(({ requests, reactionsOnly }) => requests > 0 && reactionsOnly !== true);
  return isToSpare ? [tenths, thirds] : [tenths];
}

export const EMPTY_WINDOW: Window = { tokens: [], blockedUntilMs: 0 };

/** A call whose process died is over by then, at the latest: the request timeout plus what the tolerated clock step can hide. */
const LOST_MS = 20_000;

/** Until one more call fits, in milliseconds; 0 when it fits now. A call counts until one window after it ended. */
export function tokenWaitMs(window: Window, limit: Limit, nowMs: number): number {
  const until = window.tokens.map((token) => countedUntilMs(token, limit)).filter((ms) => ms > nowMs);
  const blockedMs = Math.max(0, window.blockedUntilMs - nowMs);
  if (until.length < limit.requests) return blockedMs;
  const freed = until.sort((a, b) => a - b)[until.length - limit.requests] ?? nowMs;
  return Math.max(blockedMs, freed - nowMs);
}

export function taken(window: Window, limit: Limit, id: string, nowMs: number): Window {
  const tokens = window.tokens.filter((token) => countedUntilMs(token, limit) > nowMs);
  return { ...window, tokens: [...tokens, { id, startedMs: nowMs, endedMs: null }] };
}

/** The call ended; or, when it was never sent, its token is given back. */
export function ended(window: Window, id: string, sent: boolean, nowMs: number): Window {
  if (!sent) return { ...window, tokens: window.tokens.filter((token) => token.id !== id) };
  return { ...window, tokens: window.tokens.map((token) => (token.id === id ? { ...token, endedMs: nowMs } : token)) };
}

export function blocked(window: Window, untilMs: number): Window {
  return { ...window, blockedUntilMs: Math.max(window.blockedUntilMs, untilMs) };
}

function countedUntilMs(token: Token, limit: Limit): number {
  return (token.endedMs ?? token.startedMs + LOST_MS) + limit.perMs;
}
