import { ApiError } from "./state.ts";

/** What Discord answers, by its code (discord.com/developers/docs/topics/opcodes-and-status-codes). */
const ERRORS = {
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownEmoji: [400, 10014, "Unknown Emoji"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownApplication: [404, 10002, "Unknown Application"],
  unknownCommand: [404, 10063, "Unknown application command"],
  tooManyPins: [400, 30003, "Maximum number of pins reached for the channel (250)"],
  tooManyEmoji: [400, 30010, "Maximum number of reactions reached (20)"],
  tooManyWebhooks: [400, 30007, "Maximum number of webhooks reached (15)"],
  alreadyAnswered: [400, 40060, "Interaction has already been acknowledged."],
  missingAccess: [403, 50001, "Missing Access"],
  notTheAuthor: [403, 50005, "Cannot edit a message authored by another user"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  closedToUs: [403, 50007, "Cannot send messages to this user"],
  notText: [400, 50008, "Cannot send messages in a non-text channel"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  invalidWebhookToken: [401, 50027, "Invalid Webhook Token"],
  systemMessage: [403, 50021, "Cannot execute action on a system message"],
  wrongChannelType: [400, 50024, "Cannot execute action on this channel type"],
  archived: [400, 50083, "Thread is archived"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  reactionBlocked: [403, 90001, "Reaction was blocked"],
  hasThread: [400, 160004, "A thread has already been created for this message"],
  threadLocked: [400, 160005, "Thread is locked"],
  unauthorized: [401, 0, "401: Unauthorized"],
  notFound: [404, 0, "404: Not Found"],
  wrongMethod: [405, 0, "405: Method Not Allowed"],
} as const satisfies Readonly<Record<string, readonly [number, number, string]>>;

export function refusal(why: keyof typeof ERRORS): ApiError {
  const [status, code, message] = ERRORS[why];
  return new ApiError(status, code, message);
}

/** A body or query that does not fit: code 50035, with the reason where it is. `path` leads to it. */
export function invalidForm(
  reasons: readonly { readonly path: readonly PropertyKey[]; readonly code: string; readonly message: string }[],
) {
  const errors: Record<string, unknown> = {};
  for (const { path, code, message } of reasons) {
    const place = path.reduce<Record<string, unknown>>((at, key) => {
      const name = String(key);
      at[name] ??= {};
      return at[name] as Record<string, unknown>;
    }, errors);
    place["_errors"] = [...((place["_errors"] as unknown[] | undefined) ?? []), { code, message }];
  }
  return new ApiError(400, 50035, "Invalid Form Body", errors);
}
