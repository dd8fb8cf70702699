import type { FailureRow } from "../failure.ts";

const REACTION = "docs.linqapp.com, Add or remove a reaction to a message";
const CODES = "docs.linqapp.com, Error codes";

const row = (status: number | null, code: string | null, kind: FailureRow["kind"], message: string, source = CODES): FailureRow => ({
  status,
  code,
  kind,
  ambiguous: kind === "transient" && status !== 409,
  message,
  source,
});

/** A code counts only beside its documented status; 2018 is documented without one. 1007 and 1015 are 429, which needs no row. */
export const FAILURES: readonly FailureRow[] = [
  row(400, "1001", "rejected", "Linq misses a field in the reaction."),
  row(400, "1002", "rejected", "Linq refused the reaction: it speaks of a phone number that is not in E.164 format.", REACTION),
  row(400, "1003", "rejected", "Linq refused the reaction as malformed."),
  row(400, "1004", "rejected", "Linq does not accept the content of the reaction."),
  row(400, "1005", "rejected", "Linq does not accept a parameter of the reaction."),
  row(409, "1006", "transient", "Linq says that the reaction conflicts with something else that is going on."),
  row(404, "2001", "gone", "Linq does not know the chat."),
  row(404, "2002", "gone", "Linq does not know the message."),
  row(404, "2003", "gone", "Linq does not know the attachment."),
  row(401, "2004", "unauthorized", "Linq does not accept the API key.", REACTION),
  row(403, "2005", "unauthorized", "Linq denies access to this API key."),
  row(403, "2008", "gone", "Linq does not allow anything to be sent to this recipient."),
  row(409, "2015", "gone", "Linq has no line that may send to this conversation."),
  row(null, "2018", "gone", "Linq cannot react here: the message did not go over iMessage or RCS."),
  row(403, "2024", "gone", "The recipient has opted out of messages through Linq."),
  row(500, "3006", "transient", "Linq failed on its side.", REACTION),
  row(401, null, "unauthorized", "Linq does not accept the API key.", REACTION),
  row(403, null, "unauthorized", "Linq denies access to this API key."),
];

/** Of everything else that is asked for, in words that are not about reactions. */
export const ASKED_FAILURES: readonly FailureRow[] = [
  row(400, "1001", "rejected", "Linq misses a field in the request."),
  row(400, "1002", "rejected", "Linq refused the request: it speaks of a phone number that is not in E.164 format."),
  row(400, "1003", "rejected", "Linq refused the request as malformed."),
  row(400, "1004", "rejected", "Linq does not accept the content of the message."),
  row(400, "1005", "rejected", "Linq does not accept a parameter of the request."),
  row(409, "1006", "transient", "Linq says that the request conflicts with something else that is going on."),
  row(null, "2018", "gone", "Linq cannot do this over the service that the conversation goes over."),
  ...FAILURES.filter(({ code }) => code === null || !/^(?:100[1-6]|2018)$/.test(code)),
];
