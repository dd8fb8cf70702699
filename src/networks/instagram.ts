import type { ReactionRules } from "../domain/network.ts";

/**
 * Instagram's posts know one reaction, the like (PostPress, `POST /posts/reaction`: "Instagram supports only `like`"). It is called a
 * like and drawn as a heart, so 👍, by which we call it, and ❤️ both are it, and neither is a stand-in for the other: elsewhere a
 * heart is far more than a thumb.
 */
export const INSTAGRAM_POSTS: ReactionRules = {
  allowed: ["👍", "❤️"],
  floor: [],
  custom: false,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: false,
  variationSelector: "qualify",
  abandonedForMs: 30_000,
};
