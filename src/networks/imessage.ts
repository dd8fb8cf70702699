import { type Emoji, same } from "../domain/emoji.ts";
import type { ReactionRules } from "../domain/network.ts";

/**
 * The six classic tapbacks with the emoji that each one means, by the names of Linq's `POST /v3/messages/{id}/reactions`
 * (its document lists the pairs; iMessage itself numbers them 2000 to 2005). Since iOS 18 any other emoji goes as `custom`.
 */
export const TAPBACKS = {
  love: "❤️",
  like: "👍",
  dislike: "👎",
  laugh: "😂",
  emphasize: "‼️",
  question: "❓",
} as const satisfies Readonly<Record<string, Emoji>>;

export type Tapback = keyof typeof TAPBACKS;

/** Which tapback this emoji is; null for every other emoji, which then is a `custom` one. */
export function tapback(emoji: Emoji): Tapback | null {
  const types = Object.keys(TAPBACKS) as Tapback[];
  return types.find((type) => same(TAPBACKS[type], emoji)) ?? null;
}

/**
 * One sender holds one tapback on each part of a message, and a new one takes its place; the removal repeats the very tapback
 * that was added (iMessage's removal codes are the added one's plus 1000; Linq: "type must match what was added").
 */
export const IMESSAGE_MESSAGES: ReactionRules = {
  set: "imessage-tapbacks",
  allowed: Object.values(TAPBACKS),
  floor: [],
  custom: true,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: true,
  variationSelector: "qualify",
  abandonedForMs: 30_000,
};
