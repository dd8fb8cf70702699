import type { Failure, FailureKind } from "../domain/failure.ts";
import type { Answer, Fault } from "../http/exchange.ts";
import { retryAfterMs } from "../http/retry-after.ts";
import { ANSWERED, type Answered, type CommonRow, FAULTS, said } from "./common.ts";

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
/** Digits alone could be a phone number. */
const REQUEST_ID = /^(?!\d{7,}$)[\w.:/-]{1,128}$/;
/** As codes look, and never as a phone number does. */
const CODE = /^(?!.*\d{6})[\w.:/ -]{1,64}$/;

/** An answer is not there: a fault of the connection. Ambiguous as soon as the request may have left. */
export function unanswered(title: string, fault: Fault): Failure {
  const row = FAULTS[fault.reason];
  return {
    kind: row.kind,
    ambiguous: row.ambiguous === "sent" ? fault.sent : row.ambiguous,
    connection: true,
    message: said(row, title, 0),
    vendor: { status: 0 },
  };
}

/** We did not ask: the request could not have been made, or not have been meant. */
export function unasked(kind: "rejected" | "gone", message: string): Failure {
  return { kind, ambiguous: false, message, vendor: { status: 0 } };
}

/** The classification of an answer that is no success: the provider's table first, then what its status says by itself. */
export function failureOf(
  title: string,
  rows: readonly FailureRow[],
  answer: Answer,
  reply: Reply,
  answered: Answered = ANSWERED,
): Failure {
  const { status } = answer;
  const vendor = {
    status,
    ...(reply.code !== null && CODE.test(reply.code) && { code: reply.code }),
    ...(reply.requestId !== null && REQUEST_ID.test(reply.requestId) && { requestId: reply.requestId }),
  };
  const failure = (row: FailureRow): Failure => ({ kind: row.kind, ambiguous: row.ambiguous, message: row.message, vendor });
  const common = (row: CommonRow): Failure => ({
    kind: row.kind,
    ambiguous: row.ambiguous === true,
    message: said(row, title, status),
    vendor,
  });

  if (status === 429) return { ...common(answered.limited), retryAfterMs: retryAfterMs(answer, reply.retryAfter) ?? WINDOW_MS };
  if (status >= 200 && status < 300) return common(answered.unsaid);
  const row = rows.find((one) => matches(one, status, reply.code));
  const foreign = answer.body === undefined && !answer.empty;
  // Not the API's own words (a proxy, a wrong base URL): that must neither end a reaction nor pause the account for a reason it has not.
  if (foreign && status !== 401) return common(answered.foreign);
  if (row !== undefined) return failure(row);
  if (status === 404) return common(answered.unknown);
  return common(status >= 400 && status < 500 ? answered.refused : answered.failed);
}

function matches(row: FailureRow, status: number, code: string | null): boolean {
  return (row.status === null || row.status === status) && (row.code === null || row.code === code);
}
