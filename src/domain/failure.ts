/** Who owns a failure: `transient` the engine, `rate-limited` the clock, `unauthorized` the operator, `rejected` and `gone` the person. */
export type FailureKind = "transient" | "rate-limited" | "unauthorized" | "rejected" | "gone";

/** What the provider itself said, kept for the operator and for support requests. Never message text, numbers or secrets. */
export interface VendorAnswer {
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  /** The vendor's own error name or number, as its document spells it (`errors/provider_error`, `1007`, `send_failed`). */
  readonly code?: string;
  /** The vendor's request id (`instance`, `trace_id`), to be quoted to its support. */
  readonly requestId?: string;
}

export interface Failure {
  readonly kind: FailureKind;
  /** True when the request may have been carried out, or may still be. */
  readonly ambiguous: boolean;
  /** True when no answer came: refused, cut, timed out, TLS or DNS. */
  readonly connection?: boolean;
  /** One sentence for the operator. */
  readonly message: string;
  /** Only for `rate-limited`: how long to wait, in milliseconds, from now. */
  readonly retryAfterMs?: number;
  readonly vendor: VendorAnswer;
}

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MOST_MS = 10 * 60_000;

/** The wait before attempt `attempts + 1`: full of jitter, never over 2 s at first, never over 10 min. `random` is in [0, 1). */
export function backoffMs(attempts: number, random: number): number {
  const ceiling = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}
