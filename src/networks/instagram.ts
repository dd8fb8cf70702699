import type { Emoji } from "../domain/emoji.ts";
import type { ReactionRules } from "../domain/network.ts";

/**
 * Instagram's posts know one reaction, the like (PostPress, `POST /posts/reaction`: "Instagram supports only `like`"). Its own
 * button is a heart, yet what it says is "I like this": 👍 stands for it here, as it does for LinkedIn's like, and ❤️ reaches it by its family.
 */
export const INSTAGRAM_LIKE: Emoji = "👍";

export const INSTAGRAM_POSTS: ReactionRules = {
  allowed: [INSTAGRAM_LIKE],
  floor: [],
  custom: false,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: false,
  variationSelector: "qualify",
  abandonedForMs: 30_000,
};
