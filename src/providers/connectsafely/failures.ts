import type { FailureRow } from "../failure.ts";

const REACT = "connectsafely.ai/docs, React or unreact to a message";
const ERRORS = "connectsafely.ai/docs, Errors";

/** ConnectSafely's error bodies differ from page to page and none has a documented code for this call: the status tells. */
export const FAILURES: readonly FailureRow[] = [
  {
    status: 400,
    code: null,
    kind: "rejected",
    ambiguous: false,
    message: "ConnectSafely says that LinkedIn did not take this reaction.",
    source: REACT,
  },
  { status: 401, code: null, kind: "unauthorized", ambiguous: false, message: "ConnectSafely does not accept the API key.", source: REACT },
  {
    status: 403,
    code: null,
    kind: "unauthorized",
    ambiguous: false,
    message: "ConnectSafely says that the trial is over or there is no subscription.",
    source: ERRORS,
  },
  {
    status: 404,
    code: null,
    kind: "unauthorized",
    ambiguous: false,
    message: "ConnectSafely knows no LinkedIn account with this accountId.",
    source: REACT,
  },
  { status: 500, code: null, kind: "transient", ambiguous: true, message: "ConnectSafely failed on its side.", source: REACT },
];

const row = (status: number, kind: FailureRow["kind"], message: string, source: string): FailureRow => ({
  ...{ status, code: null, kind, ambiguous: kind === "transient", message, source },
});

/** As for a reaction: they are about the key and the account. */
const CREDENTIALS = FAILURES.filter(({ kind }) => kind === "unauthorized");
const SEND = "connectsafely.ai/docs, Send message";
const MESSAGES = "connectsafely.ai/docs, Get conversation messages";

export const SEND_FAILURES: readonly FailureRow[] = [
  row(400, "rejected", "ConnectSafely says that LinkedIn did not take this message.", SEND),
  ...CREDENTIALS,
  row(500, "transient", "ConnectSafely failed on its side.", SEND),
];

export const CONVERSATIONS_FAILURES: readonly FailureRow[] = [
  ...CREDENTIALS,
  row(500, "transient", "ConnectSafely failed on its side.", "connectsafely.ai/docs, List conversations"),
];

/** Here a 404 is not about the account. */
export const MESSAGES_FAILURES: readonly FailureRow[] = [
  ...CREDENTIALS.filter(({ status }) => status !== 404),
  row(404, "gone", "ConnectSafely does not know this conversation.", MESSAGES),
  row(500, "transient", "ConnectSafely failed on its side.", MESSAGES),
];
