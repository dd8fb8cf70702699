import type { Failure, FailureKind } from "../domain/failure.ts";
import type { Answer, Fault, FaultReason } from "../http/exchange.ts";
import { retryAfterMs } from "../http/retry-after.ts";

/** One line of a provider's table of failures: which answers it is about, and what they mean to us. */
export interface FailureRow {
  /** Null for every status: the code alone tells. */
  readonly status: number | null;
  /** As the mapper reads it from the body; null for every answer with this status. Rows with a code go before rows without. */
  readonly code: string | null;
  readonly kind: Exclude<FailureKind, "rate-limited">;
  /** True when the request may have been carried out all the same, or may still be. */
  readonly ambiguous: boolean;
  /** What the operator reads. One sentence of ours: what a vendor says can hold phone numbers. */
  readonly message: string;
  /** The document that lists it. */
  readonly source: string;
}

/** What a mapper reads from the body of an answer. */
export interface Reply {
  /** The body says, as documented, that what was asked is done. */
  readonly success: boolean;
  readonly code: string | null;
  readonly requestId: string | null;
  /** The body's own word on how long to wait, in any form that `retryAfterMs` reads. */
  readonly retryAfter: unknown;
}

/** The window of every limit that a provider documents; used when a 429 does not say how long to wait. */
const WINDOW_MS = 60_000;
const REQUEST_ID = /^[\w.:/-]{1,128}$/;
/** As codes look, and never as a phone number does. */
const CODE = /^(?!.*\d{6})[\w.:/ -]{1,64}$/;

const FAULTS: Readonly<Record<FaultReason, string>> = {
  refused: "refused the connection",
  dns: "could not be found by its name",
  tls: "could not be reached safely: the TLS connection failed",
  cut: "cut the connection before it answered",
  garbled: "answered something that is not HTTP",
  timeout: "gave no answer in time",
  aborted: "was given up on before it answered",
  closed: "was not asked: the bridge is stopping",
  unsendable: "was not asked: the request cannot be written as HTTP, most likely for a character in the key",
};

/** An answer is not there: a fault of the connection. Ambiguous as soon as the request may have left. */
export function unanswered(title: string, fault: Fault): Failure {
  const message = `${title} ${FAULTS[fault.reason]}.`;
  return { kind: "transient", ambiguous: fault.sent, connection: true, message, vendor: { status: 0 } };
}

/** We did not ask: the request could not have been made, or not have been meant. */
export function unasked(kind: "rejected" | "gone", message: string): Failure {
  return { kind, ambiguous: false, message, vendor: { status: 0 } };
}

/** The classification of an answer that is no success: the provider's table first, then what its status says by itself. */
export function failureOf(title: string, rows: readonly FailureRow[], answer: Answer, reply: Reply): Failure {
  const { status } = answer;
  const vendor = {
    status,
    ...(reply.code !== null && CODE.test(reply.code) && { code: reply.code }),
    ...(reply.requestId !== null && REQUEST_ID.test(reply.requestId) && { requestId: reply.requestId }),
  };
  const failure = (kind: FailureKind, ambiguous: boolean, message: string): Failure => ({ kind, ambiguous, message, vendor });

  if (status === 429) {
    const waitMs = retryAfterMs(answer, reply.retryAfter) ?? WINDOW_MS;
    return { ...failure("rate-limited", false, `${title} wants fewer requests.`), retryAfterMs: waitMs };
  }
  if (status >= 200 && status < 300) {
    return failure("transient", true, `${title} answered ${status} without saying that the reaction was set.`);
  }
  const row = rows.find((one) => matches(one, status, reply.code));
  const foreign = answer.body === undefined && !answer.empty;
  // Not the API's own words (a proxy, a wrong base URL): that must neither end a reaction nor pause the account for a reason it has not.
  if (foreign && status !== 401) {
    return failure("transient", true, `${title}'s address answered ${status} with something that is not its API; is baseUrl right?`);
  }
  if (row !== undefined) return failure(row.kind, row.ambiguous, row.message);
  if (status === 404) return failure("gone", false, `${title} does not know this message.`);
  if (status >= 400 && status < 500) return failure("rejected", false, `${title} refused the reaction with status ${status}.`);
  return failure("transient", true, `${title} failed with status ${status}.`);
}

function matches(row: FailureRow, status: number, code: string | null): boolean {
  return (row.status === null || row.status === status) && (row.code === null || row.code === code);
}
