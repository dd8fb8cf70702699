import { type Emoji, same } from "../domain/emoji.ts";
import type { ReactionRules } from "../domain/network.ts";
import { pathOf, urlsAt } from "./url.ts";

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
  set: "instagram-posts",
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

const HOST = /^(?:(?:www|m)\.)?instagram\.com$/;
/** `/p/CODE`, `/reel/CODE`, `/tv/CODE`, also below a user; what lies below `/share/` is the code of a short link, and of no post. */
const POST =
  /^\/(?:(?!share\/)[\w.]+\/)?(?:p|reels?|tv)\/(?!audio\/)([\w-]{1,64})(?:\/(?:c\/(\d{1,30})(?!\w)(?:\/r\/(\d{1,30})(?!\w))?)?|\W*$)/;

/** The first post or comment that a URL in a text names, by the code and the number in it; null for none. Of a reply, the reply's own. */
export function instagramPostIn(text: string): { readonly post: string; readonly comment: string | null } | null {
  for (const url of urlsAt(text, HOST)) {
    const [, post, comment, reply] = POST.exec(pathOf(url) ?? "") ?? [];
    if (post !== undefined) return { post, comment: reply ?? comment ?? null };
  }
  return null;
}
