import { Unpostable } from "../../ports/source.ts";
import { codeOf, DiscordError } from "./errors.ts";

const MISSING = "the bot lacks a permission there";
const FULL = "there is no room for another";

/** Answers after which there is no point in trying again (docs.discord.com, JSON Error Codes). */
const REASONS: Readonly<Record<number, string>> = {
  10003: "there is no such channel, or the bot may not see it",
  10004: "the bot is not in this server any more",
  10008: "the message is gone",
  10015: "the webhook is gone",
  30033: FULL,
  50001: "the bot may not see the channel",
  50005: "somebody else wrote it",
  50008: "a channel of this kind holds no messages",
  50013: MISSING,
  50024: "a channel of this kind holds no messages",
  50027: "the webhook is gone",
  50035: "Discord does not take a message like this",
  50068: "a message of this kind cannot be changed",
  50083: "the thread is archived",
  160005: "the thread is locked",
  160006: FULL,
  160007: FULL,
};

/** Discord's own filters: of what it takes for dangerous, of what the server's moderation forbids, of what is for adults. */
const FILTERED: readonly (number | null)[] = [20009, 200000, 200001, 240000];
/** What was sent is not made as Discord wants it. */
const MALFORMED = 50035;

export function isFiltered(error: unknown): boolean {
  return FILTERED.includes(codeOf(error));
}

export function isMalformed(error: unknown): boolean {
  return codeOf(error) === MALFORMED;
}

/** Whether a message is gone that was there. */
export function isGone(error: unknown): boolean {
  return codeOf(error) === 10008;
}

/** Whether Discord does not let us do it, whoever may see the channel. */
export function isForbidden(error: unknown): boolean {
  return error instanceof DiscordError && error.status === 403 && !isFiltered(error);
}

/** Resolves and rejects as `call` does, but with Unpostable where Discord will never take it. */
export async function orUnpostable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const code = codeOf(error);
    const reason = code === null ? undefined : REASONS[code];
    // Without its cause: that may tell what was asked for.
    throw reason === undefined ? error : new Unpostable(`Discord answers ${code}: ${reason}`);
  }
}
