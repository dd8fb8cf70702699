import { type Emoji, same } from "../domain/emoji.ts";
import type { ReactionRules } from "../domain/network.ts";

/**
 * LinkedIn's messaging takes any emoji, several of one account on one message, and names the emoji when it removes one
 * (its own `reactWithEmoji` / `unreactWithEmoji`, per emoji; read in mautrix/linkedin and Beeper's LinkedIn platform, which say
 * the same of it). It wants the fully qualified form ("❤️"). Five at once is our own bound, LinkedIn publishes none.
 * A provider that knows less says so in its own rules: PostPress speaks of "a fixed set" and of replacing.
 */
export const LINKEDIN_MESSAGES: ReactionRules = {
  allowed: "any",
  floor: [],
  custom: false,
  perMessage: 5,
  replaces: false,
  canRemove: true,
  removesByName: true,
  variationSelector: "qualify",
  abandonedForMs: 30_000,
};

/** The quick picker of LinkedIn's messaging: the only published set, hence what a provider with an unpublished one surely takes. */
export const LINKEDIN_MESSAGE_FLOOR: readonly Emoji[] = ["👏", "👍", "👎", "😊", "😞"];

/**
 * The six reactions to posts and comments, by the names of PostPress's `POST /posts/reaction` (LinkedIn's own API calls them
 * LIKE, PRAISE, APPRECIATION, EMPATHY, INTEREST and ENTERTAINMENT). "Support" is a hand that holds a heart; Unicode has none, 🫶 is nearest.
 */
export const LINKEDIN_POST_REACTIONS = {
  like: "👍",
  celebrate: "👏",
  support: "🫶",
  love: "❤️",
  insightful: "💡",
  funny: "😄",
} as const satisfies Readonly<Record<string, Emoji>>;

export type LinkedInPostReaction = keyof typeof LINKEDIN_POST_REACTIONS;

/** Which of the six this emoji is; null for every other emoji, families included: the ladder has been descended before. */
export function linkedInPostReaction(emoji: Emoji): LinkedInPostReaction | null {
  const types = Object.keys(LINKEDIN_POST_REACTIONS) as LinkedInPostReaction[];
  return types.find((type) => same(LINKEDIN_POST_REACTIONS[type], emoji)) ?? null;
}

/** One actor holds one reaction on a post or comment; a new one takes its place (Microsoft Learn, "Reactions API"). */
export const LINKEDIN_POSTS: ReactionRules = {
  allowed: Object.values(LINKEDIN_POST_REACTIONS),
  floor: [],
  custom: false,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: false,
  variationSelector: "qualify",
  abandonedForMs: 30_000,
};
