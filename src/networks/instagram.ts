import { type Emoji, same } from "../domain/emoji.ts";
import type { ReactionRules } from "../domain/network.ts";

/** By this emoji we call Instagram's like. */
const INSTAGRAM_LIKE: Emoji = "👍";

/** And as this one Instagram draws it. */
const DRAWN_LIKE: Emoji = "❤️";

/** What an emoji is on Instagram, by PostPress's name; null for every emoji but the two that are the like. */
export function instagramReaction(emoji: Emoji): "like" | null {
  return same(emoji, INSTAGRAM_LIKE) || same(emoji, DRAWN_LIKE) ? "like" : null;
}

/**
 * Instagram's posts know one reaction, the like (PostPress, `POST /posts/reaction`: "Instagram supports only `like`"). It is called a
 * like and drawn as a heart, so both emoji are it here, and neither is a stand-in for the other: elsewhere a heart is far more than a thumb.
 */
export const INSTAGRAM_POSTS: ReactionRules = {
  allowed: [INSTAGRAM_LIKE, DRAWN_LIKE],
  floor: [],
  custom: false,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: false,
  variationSelector: "qualify",
  abandonedForMs: 30_000,
};
