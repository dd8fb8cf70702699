import type { Emoji } from "../domain/emoji.ts";
import { canonical } from "./canonical.ts";
import { toSlackName } from "./slack.ts";

/**
 * The name of an emoji as Discord's own lists have it, with every variation selector; null where Discord has none. It draws what Slack
 * draws: of what came with Emoji 17 neither has said that it does.
 */
export function toDiscordName(emoji: Emoji): Emoji | null {
  return toSlackName(emoji) === null ? null : canonical(emoji);
}
