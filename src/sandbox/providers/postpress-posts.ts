import { z } from "zod";
import type { Phone } from "./phone.ts";
import type { PostPressNetwork } from "./postpress-chats.ts";
import { postPressError as error } from "./postpress-errors.ts";
import { get, post, type Route } from "./route.ts";

export interface PostPressPost {
  /** The `social_id` (LinkedIn) or `provider_id` (Instagram). */
  readonly id: string;
  readonly network: "linkedin" | "instagram";
  readonly comments?: readonly string[];
  /** Under what else it can be looked up: the bare number of its URL, `urn:li:ugcPost:…`, `urn:li:share:…`, Instagram's shortcode. */
  readonly names?: readonly string[];
  /** Whether our accounts may react to it; they may of themselves. */
  readonly canReact?: boolean;
}

const Reaction = z.strictObject({
  account_id: z.string().min(1),
  post_id: z.string().min(1),
  comment_id: z.string().min(1).optional(),
  reaction_type: z.enum(["like", "celebrate", "support", "love", "insightful", "funny"]).default("like"),
  as_organization: z.string().min(1).optional(),
});
/** The documented type, what the phone shows, and how the post's own reading spells it. */
const ON_POSTS = {
  like: { emoji: "👍", read: "LIKE" },
  celebrate: { emoji: "👏", read: "PRAISE" },
  support: { emoji: "🫶", read: "APPRECIATION" },
  love: { emoji: "❤️", read: "EMPATHY" },
  insightful: { emoji: "💡", read: "INTEREST" },
  funny: { emoji: "😄", read: "ENTERTAINMENT" },
} as const;
const ACTIVITY = "urn:li:activity:";

interface Around {
  readonly posts: ReadonlyMap<string, PostPressPost>;
  readonly accounts: Readonly<Record<string, PostPressNetwork>>;
  readonly organizations: readonly string[];
  readonly phone: Phone;
}

/** `posts-react` and `posts-get` of the reference. */
export function postRoutes({ posts, accounts, organizations, phone }: Around): readonly Route[] {
  /** Of an activity its URL shows the bare number alone. */
  const find = (name: string) =>
    posts.get(name) ?? [...posts.values()].find(({ id, names = [] }) => id === `${ACTIVITY}${name}` || names.includes(name));

  return [
    post("/posts/reaction", [], Reaction, (asked, { account_id: account, post_id, ...body }) => {
      const { comment_id: comment, reaction_type, as_organization: organization } = body;
      const network = accounts[account];
      if (network === undefined) return { answer: error(403, "resource_access_restricted", "unknown account") };
      if (network === "whatsapp") return asked.invalid("the account's network has no posts");
      if (network === "instagram" && organization !== undefined) return asked.invalid("as_organization is for LinkedIn only");
      if (network === "instagram" && reaction_type !== "like") return asked.invalid("Instagram supports only like");
      const target = posts.get(post_id);
      const commented = comment === undefined || target?.comments?.includes(comment);
      if (target?.network !== network || !commented) return { answer: error(404, "resource_not_found") };
      if (target.canReact === false) return { answer: error(403, "insufficient_permissions") };
      if (organization !== undefined && !organizations.includes(organization)) return { answer: error(403, "insufficient_permissions") };
      const place = { account, ...(comment && { comment }), ...(organization && { organization }) };
      return {
        answer: { status: 201, body: { object: "ReactionAdded" } },
        apply: () => phone.set(post_id, place, [ON_POSTS[reaction_type].emoji]),
      };
    }),
    get("/posts/:post", ["account_id"], (asked) => {
      const account = asked.query.get("account_id");
      if (account === null) return asked.invalid("account_id is missing").answer;
      const found = find(asked.param("post"));
      if (found === undefined || accounts[account] !== found.network) return error(404, "resource_not_found");
      const [mine] = phone.shown(found.id, { account });
      const user_reacted = Object.values(ON_POSTS).find(({ emoji }) => emoji === mine)?.read;
      const permissions = { can_react: found.canReact ?? true, can_share: true, can_post_comments: true };
      const ids =
        found.network === "linkedin"
          ? { provider: "LINKEDIN", id: found.id.split(":").at(-1), social_id: found.id }
          : { provider: "INSTAGRAM", id: `${found.id}_0`, provider_id: found.id };
      const counters = { reaction_counter: 0, comment_counter: found.comments?.length ?? 0, repost_counter: 0, impressions_counter: 0 };
      const body = { object: "Post", ...ids, text: "…", ...counters, permissions, is_repost: false, ...(user_reacted && { user_reacted }) };
      return { status: 200, body };
    }),
  ];
}
