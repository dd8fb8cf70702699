import type { Answer } from "./exchange.ts";

const LEAST_MS = 1_000;
const MOST_MS = 24 * 3_600_000;

/** Below the first a number is a span in seconds, below the second a moment in seconds since 1970, else one in milliseconds. */
const SECONDS_SINCE_1970 = 1e9;
const MILLISECONDS_SINCE_1970 = 1e11;

const NUMBER = /^\d+(\.\d+)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}T/;
const HTTP_DATE = /^[A-Z][a-z]+, .+ GMT$/;

/** A wait as vendors write it: seconds, an HTTP or ISO date, or a Unix time in seconds or milliseconds; null when it is none of these. */
export function spanMs(value: unknown, nowMs: number): number | null {
  if (typeof value === "number") {
    if (!Number.isFinite(value) || value < 0) return null;
    if (value < SECONDS_SINCE_1970) return value * 1_000;
    return (value < MILLISECONDS_SINCE_1970 ? value * 1_000 : value) - nowMs;
  }
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (NUMBER.test(text)) return spanMs(Number(text), nowMs);
  if (!ISO.test(text) && !HTTP_DATE.test(text)) return null;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : moment - nowMs;
}

/**
 * How long to wait after a 429, from now, in milliseconds: `Retry-After`, else what the body said (`inBody`, in any of the
 * same forms), else `X-RateLimit-Reset`; null when nothing readable is there. Moments are measured by the server's own clock
 * where it sent its `Date`. At least 1 s, at most 24 h.
 */
export function retryAfterMs(answer: Pick<Answer, "headers" | "atMs">, inBody: unknown): number | null {
  const one = (name: string) => [answer.headers[name]].flat()[0];
  const date = Date.parse(one("date") ?? "");
  const nowMs = Number.isNaN(date) ? answer.atMs : date;
  for (const value of [one("retry-after"), inBody, one("x-ratelimit-reset")]) {
    const span = spanMs(value, nowMs);
    if (span !== null) return Math.min(MOST_MS, Math.max(LEAST_MS, Math.ceil(span)));
  }
  return null;
}
