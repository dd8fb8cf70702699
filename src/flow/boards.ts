import type { Emoji } from "../domain/emoji.ts";
import type { Board, Source } from "../ports/source.ts";

/** Where messages of a channel, as links name it, appear; undefined where nothing of the other side can be shown. */
export function boardOf(sources: readonly Source[], channel: string): Board | undefined {
  return sources.find(({ platform }) => channel.startsWith(`${platform}:`))?.board;
}

/** Whether our bot could show an emoji anywhere. */
export function isShowable(sources: readonly Source[], emoji: Emoji): boolean {
  return sources.some(({ board }) => board?.shows(emoji) === true);
}
