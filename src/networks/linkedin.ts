import { type Emoji, same } from "../domain/emoji.ts";
import type { ReactionRules } from "../domain/network.ts";
import { pathOf, urlsAt } from "./url.ts";

/**
 * LinkedIn's messaging takes any emoji, several of one account on one message, and names the emoji when it removes one
 * (its own `reactWithEmoji` / `unreactWithEmoji`, per emoji; read in mautrix/linkedin and Beeper's LinkedIn platform, which say
 * the same of it). It wants the fully qualified form ("❤️"). Five at once is our own bound, LinkedIn publishes none.
 * A provider that knows less says so in its own rules: PostPress speaks of "a fixed set" and of replacing.
 */
export const LINKEDIN_MESSAGES: ReactionRules = {
  set: "linkedin-messages",
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
  set: "linkedin-posts",
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

/** With `www`, a country's or a phone's subdomain; the short links of lnkd.in say nothing of where they lead. */
const HOST = /^(?:(?:www|m|mobile|touch|[a-z]{2})\.)?linkedin\.com$/;
/** `/feed/update/urn:li:activity:1`, also embedded. */
const UPDATE = /^\/(?:embed\/)?feed\/update\/urn:li:(activity|share|ugcPost):(\d{1,30})(?!\w)/i;
/** `/posts/somebody_some-words-activity-7332661864792854528-Ab3d`: the last such number, since the words are anybody's. */
const POST = /^\/posts\/(?:[^/]*[-_])?(activity|share|ugcPost)-(\d{8,30})(?!\w)/i;
/** `urn:li:comment:(activity:1,2)`, and `urn:li:fsd_comment:(2,urn:li:activity:1)`. */
const COMMENT = /^urn:li:comment:\((?:urn:li:)?\w+:\d{1,30},(\d{1,30})(?!\w)/i;
const DASH_COMMENT = /^urn:li:fsd_comment:\((\d{1,30}),/i;

/**
 * The first post or comment that a URL in a text names; null for none. `post` is in the form that PostPress's `GET /posts/{post_id}`
 * takes from URLs: the bare number of an activity, the URN of a share or a ugcPost. `comment` is the number in the comment's URN; of
 * a reply, the reply's own.
 */
export function linkedInPostIn(text: string): { readonly post: string; readonly comment: string | null } | null {
  for (const url of urlsAt(text, HOST)) {
    const path = pathOf(url) ?? "";
    const [, kind, number] = UPDATE.exec(path) ?? POST.exec(path) ?? [];
    if (kind === undefined || number === undefined) continue;
    const urn = { activity: number, share: `urn:li:share:${number}`, ugcpost: `urn:li:ugcPost:${number}` }[kind.toLowerCase()];
    if (urn !== undefined) return { post: urn, comment: commentIn(url.searchParams) };
  }
  return null;
}

function commentIn(query: URLSearchParams): string | null {
  const id = (name: string, urn: RegExp) => urn.exec(query.get(name) ?? "")?.[1];
  return (
    id("replyUrn", COMMENT) ?? id("dashReplyUrn", DASH_COMMENT) ?? id("commentUrn", COMMENT) ?? id("dashCommentUrn", DASH_COMMENT) ?? null
  );
}
