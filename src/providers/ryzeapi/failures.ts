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

const TEXT = "docs.ryzeapi.cloud/en/api/messages/text";

const other = (status: number, code: string | null, kind: FailureRow["kind"], message: string, source = ERRORS): FailureRow => ({
  status,
  code,
  kind,
  ambiguous: kind === "transient" && code !== "disconnected",
  message,
  source,
});

/** As for a reaction: they are about the account. */
const CREDENTIALS = FAILURES.filter(({ kind, status }) => kind === "unauthorized" && status !== 400);
const NOT_CONNECTED = "RyzeAPI's instance is not connected to WhatsApp: open its dashboard and connect the phone again if this lasts.";

/** For texts. The page on errors gives a 400 too to an instance that is not connected. */
export const SEND_FAILURES: readonly FailureRow[] = [
  other(400, "disconnected", "transient", NOT_CONNECTED),
  other(400, "Number is required", "gone", "RyzeAPI needs the conversation that the message is for.", TEXT),
  other(400, "invalid_number", "gone", "RyzeAPI does not accept the conversation: it must be a phone number or a WhatsApp JID.", TEXT),
  other(400, null, "rejected", "RyzeAPI refused the message as malformed.", TEXT),
  ...CREDENTIALS,
  other(500, null, "transient", "RyzeAPI could not send the message to WhatsApp."),
  other(503, "disconnected", "transient", NOT_CONNECTED),
];

/** For the settings of webhooks and of the WebSocket. */
export const SETTINGS_FAILURES: readonly FailureRow[] = [
  other(400, null, "rejected", "RyzeAPI refused the settings as malformed.", "docs.ryzeapi.cloud/en/api/events/webhook-configure"),
  ...CREDENTIALS,
  other(409, null, "rejected", "RyzeAPI has three webhooks for this instance already: switch one off in its dashboard.", ERRORS),
  other(500, null, "transient", "RyzeAPI failed to read or to keep its settings."),
];
