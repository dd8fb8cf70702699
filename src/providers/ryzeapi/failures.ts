import type { FailureRow } from "../failure.ts";

const REACTION = "docs.ryzeapi.cloud/en/api/messages/reaction";
const ERRORS = "docs.ryzeapi.cloud/en/guide/errors";

const badTarget = (code: string, message: string): FailureRow => ({
  status: 400,
  code,
  kind: "gone",
  ambiguous: false,
  message,
  source: REACTION,
});

const malformed = (code: string | null, message: string): FailureRow => ({
  status: 400,
  code,
  kind: "rejected",
  ambiguous: false,
  message,
  source: REACTION,
});

/** RyzeAPI's bodies carry a sentence and no code; the mapper knows each sentence of the document by its beginning. */
export const FAILURES: readonly FailureRow[] = [
  {
    status: 400,
    code: "Instance name is required",
    kind: "unauthorized",
    ambiguous: false,
    message: "RyzeAPI was given no instance: set `instance` in the account's configuration.",
    source: REACTION,
  },
  malformed("Invalid request body", "RyzeAPI cannot read the request."),
  badTarget("Number is required", "RyzeAPI needs the conversation that the message is in."),
  badTarget("MessageID is required", "RyzeAPI needs the id of the message."),
  malformed("Reaction is required", "RyzeAPI misses the emoji in the request."),
  badTarget("invalid_number", "RyzeAPI does not accept the conversation: it must be a phone number or a WhatsApp JID."),
  badTarget("invalid_message_id", "RyzeAPI does not accept the id of the message."),
  badTarget("missing_participant", "RyzeAPI needs the author of a group message that somebody else sent."),
  malformed(null, "RyzeAPI refused the reaction as malformed."),
  { status: 401, code: null, kind: "unauthorized", ambiguous: false, message: "RyzeAPI does not accept the token.", source: ERRORS },
  {
    status: 403,
    code: null,
    kind: "unauthorized",
    ambiguous: false,
    message: "RyzeAPI says that the token does not belong to this instance.",
    source: ERRORS,
  },
  {
    status: 404,
    code: "Instance not found",
    kind: "unauthorized",
    ambiguous: false,
    message: "RyzeAPI knows no instance of this name.",
    source: REACTION,
  },
  {
    status: 500,
    code: "send_failed",
    kind: "transient",
    ambiguous: true,
    message: "RyzeAPI could not send the reaction to WhatsApp.",
    source: REACTION,
  },
  {
    status: 503,
    code: "disconnected",
    kind: "transient",
    ambiguous: false,
    message: "RyzeAPI's instance is not connected to WhatsApp: open its dashboard and connect the phone again if this lasts.",
    source: REACTION,
  },
];
