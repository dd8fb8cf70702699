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
