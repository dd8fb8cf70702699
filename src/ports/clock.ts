/** Time as the process knows it. Spans, not moments, cross the other ports: the store's clock decides. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** How long this process has been running, in milliseconds; nobody sets it. */
  uptimeMs(): number;
  /** Resolves after `ms`, soon when that is not above 0, or at once when `signal` is aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}
