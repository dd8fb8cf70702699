import { Unpostable } from "../../ports/source.ts";
import { codeOf } from "./errors.ts";

const FORBIDDEN = "a setting of the workspace or of the channel forbids it";
const UNFIT = "Slack does not take a message like this";
const FIXED = "it cannot be changed any more";

/** Answers after which there is no point in trying again: docs.slack.dev, chat.postMessage and chat.update, Errors. */
const REASONS: Readonly<Record<string, string>> = {
  channel_not_found: "there is no such channel, or the bot may not see it",
  not_in_channel: "the bot is not in the channel: invite it there",
  is_archived: "the channel is archived",
  is_inactive: "the channel is archived or was deleted",
  restricted_action: FORBIDDEN,
  message_not_found: "the message is gone",
  cannot_reply_to_message: "messages like this have no thread",
  cant_update_message: FIXED,
  edit_window_closed: FIXED,
  msg_blocks_too_long: UNFIT,
  invalid_blocks: UNFIT,
  invalid_blocks_format: UNFIT,
  msg_too_long: UNFIT,
  no_text: UNFIT,
};

/** Whether Slack took offence at how a message is made, and not at where it should go. */
export function isUnfit(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && REASONS[code] === UNFIT;
}

/** Resolves and rejects as `call` does, but with Unpostable where Slack will never take it. */
export async function orUnpostable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const code = codeOf(error);
    const known = code?.startsWith("restricted_action") ? "restricted_action" : code;
    const reason = known !== null && Object.hasOwn(REASONS, known) ? REASONS[known] : undefined;
    // Without its cause: that holds what was asked for.
    throw reason === undefined ? error : new Unpostable(`Slack answers ${code}: ${reason}`);
  }
}
