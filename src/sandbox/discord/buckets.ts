/** At most `requests` within any `perMs`. */
export interface Limit {
  readonly requests: number;
  readonly perMs: number;
}

/** So generous that nobody meets it, and told all the same, as Discord does it. */
const GENEROUS: Limit = { requests: 10_000, perMs: 1_000 };

/** Discord's limits: of each route, apart for each channel, guild or webhook that a path begins with. */
export function createBuckets(now: () => number) {
  const limits = new Map<string, Limit>();
  const arrivals = new Map<string, number[]>();

  return {
    limit(bucket: string, limit: Limit | null): void {
      if (limit) limits.set(bucket, limit);
      else limits.delete(bucket);
    },
    /** Counts a request unless there is no room for it; then `waitMs` says for how long there is none. */
    take(bucket: string, of: string): { readonly waitMs: number; readonly headers: Readonly<Record<string, string>> } {
      const { requests, perMs } = limits.get(bucket) ?? GENEROUS;
      const key = `${bucket}:${of}`;
      const counted = (arrivals.get(key) ?? []).filter((at) => at > now() - perMs);
      const isOver = counted.length >= requests;
      if (!isOver) counted.push(now());
      arrivals.set(key, counted);
      const resetAt = (isOver ? (counted[counted.length - requests] ?? now()) : (counted[0] ?? now())) + perMs;
      const headers = {
        "x-ratelimit-bucket": Buffer.from(bucket).toString("hex").slice(0, 32),
        "x-ratelimit-limit": String(requests),
        "x-ratelimit-remaining": String(Math.max(0, requests - counted.length)),
        "x-ratelimit-reset": (resetAt / 1_000).toFixed(3),
        "x-ratelimit-reset-after": (Math.max(0, resetAt - now()) / 1_000).toFixed(3),
      };
      return { waitMs: isOver ? Math.max(1, resetAt - now()) : 0, headers };
    },
  };
}
