import type { Emoji } from "../domain/emoji.ts";

/** What the networks call their own reactions: iMessage's tapbacks, and LinkedIn's reactions by their labels and as its API has them. */
export const WORDS: Readonly<Record<string, Emoji>> = {
  love: "❤️",
  like: "👍",
  dislike: "👎",
  laugh: "😂",
  haha: "😂",
  emphasize: "‼️",
  emphasise: "‼️",
  question: "❓",
  celebrate: "👏",
  praise: "👏",
  support: "🫶",
  appreciation: "🫶",
  empathy: "❤️",
  insightful: "💡",
  interest: "💡",
  funny: "😄",
  entertainment: "😄",
};
