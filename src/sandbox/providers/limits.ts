/** At most `requests` within any `perMs`: of one credential every request counts, of one account its writes. */
export interface Limit {
  readonly of: "credential" | "account";
  readonly requests: number;
  readonly perMs: number;
}

export interface Window {
  readonly limit: Limit;
  readonly remaining: number;
  /** Until there is room for one more, in milliseconds; 0 when there is. */
  readonly waitMs: number;
  /** When everything counted now is forgotten, in milliseconds since 1970. */
  readonly resetAt: number;
  readonly over: boolean;
}

/** Sliding windows as the provider sees them: by arrival. What is refused does not count. */
export function createWindows(limits: readonly Limit[], now: () => number) {
  const arrivals = new Map<string, number[]>();

  /** The tightest window after counting this request, or the first that has no room for it; null without any limit. */
  return function take(subjects: Readonly<Record<Limit["of"], string | null>>): Window | null {
    const at = now();
    const windows = limits.flatMap((limit, index) => {
      const subject = subjects[limit.of];
      if (subject === null) return [];
      const key = `${index}:${subject}`;
      const counted = (arrivals.get(key) ?? []).filter((then) => then > at - limit.perMs);
      arrivals.set(key, counted);
      return [{ limit, counted, over: counted.length >= limit.requests }];
    });
    const over = windows.find((window) => window.over);
    if (over === undefined) for (const { counted } of windows) counted.push(at);
    const shown = over ?? windows.toSorted((a, b) => a.limit.requests - a.counted.length - (b.limit.requests - b.counted.length))[0];
    if (shown === undefined) return null;
    const { limit, counted } = shown;
    const oldest = counted.at(-limit.requests);
    return {
      limit,
      remaining: Math.max(0, limit.requests - counted.length),
      waitMs: oldest === undefined ? 0 : oldest + limit.perMs - at,
      resetAt: (counted.at(-1) ?? at) + limit.perMs,
      over: shown.over,
    };
  };
}

/** Whole seconds, never too few: the form of `Retry-After`. */
export function inSeconds(ms: number): string {
  return String(Math.ceil(ms / 1000));
}
