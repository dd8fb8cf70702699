import type { FailureKind } from "../domain/failure.ts";
import type { FaultReason } from "../http/exchange.ts";

/** What an answer means whoever gave it, where the provider's own table has no row for it, and what it means that none came. */
export interface CommonRow {
  /** Which statuses, or "none" where no answer came. */
  readonly status: string;
  /** What tells it from others of that status. */
  readonly sign: string;
  readonly kind: FailureKind;
  /** `sent`: as soon as the request may have left. */
  readonly ambiguous: boolean | "sent";
  /** What the operator reads; `{provider}` and `{status}` stand for what they name. */
  readonly message: string;
}

const answered = (status: string, sign: string, kind: FailureKind, ambiguous: boolean, message: string): CommonRow => ({
  status,
  sign,
  kind,
  ambiguous,
  message,
});

/** By situation. */
export const ANSWERED = {
  limited: answered("429", "any", "rate-limited", false, "{provider} wants fewer requests."),
  unsaid: answered(
    "2xx",
    "does not say that it is done: empty, not JSON, too long, or another thing",
    "transient",
    true,
    "{provider} answered {status} without saying that the reaction was set.",
  ),
  foreign: answered(
    "other",
    "not JSON, 401 apart: a page of a proxy's",
    "transient",
    true,
    "{provider}'s address answered {status} with something that is not its API; is baseUrl right?",
  ),
  unknown: answered("404", "any other", "gone", false, "{provider} does not know this message."),
  refused: answered("4xx", "any other", "rejected", false, "{provider} refused the reaction with status {status}."),
  failed: answered("3xx, 5xx", "any other", "transient", true, "{provider} failed with status {status}."),
} as const satisfies Readonly<Record<string, CommonRow>>;

export type Answered = Readonly<Record<keyof typeof ANSWERED, CommonRow>>;

/** The same where something else than a reaction was asked for. */
export const ASKED: Answered = {
  ...ANSWERED,
  unsaid: { ...ANSWERED.unsaid, message: "{provider} answered {status} without saying that it did what it was asked for." },
  unknown: { ...ANSWERED.unknown, message: "{provider} does not know what it was asked for." },
  refused: { ...ANSWERED.refused, message: "{provider} refused the request with status {status}." },
};

const fault = (sign: string, ambiguous: CommonRow["ambiguous"], message: string): CommonRow => ({
  status: "none",
  sign,
  kind: "transient",
  ambiguous,
  message,
});

/** By what the connection ran into. */
export const FAULTS: Readonly<Record<FaultReason, CommonRow>> = {
  refused: fault("nobody listens", "sent", "{provider} refused the connection."),
  dns: fault("a DNS error", "sent", "{provider} could not be found by its name."),
  tls: fault("a TLS error", "sent", "{provider} could not be reached safely: the TLS connection failed."),
  cut: fault("a cut connection", "sent", "{provider} cut the connection before it answered."),
  garbled: fault("not HTTP", "sent", "{provider} answered something that is not HTTP."),
  timeout: fault("a timeout", "sent", "{provider} gave no answer in time."),
  aborted: fault("the bridge gave up", "sent", "{provider} was given up on before it answered."),
  closed: fault("the bridge is stopping", false, "{provider} was not asked: the bridge is stopping."),
  unsendable: fault(
    "cannot be written as HTTP",
    false,
    "{provider} was not asked: the request cannot be written as HTTP, most likely for a character in the key.",
  ),
};

export function said({ message }: CommonRow, provider: string, status: number): string {
  return message.replace("{provider}", provider).replace("{status}", String(status));
}
