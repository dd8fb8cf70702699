import { z } from "zod";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds } from "./limits.ts";
import type { Phone } from "./phone.ts";
import { postPressError as error } from "./postpress-errors.ts";
import { get, post } from "./route.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface PostPressMessage {
  readonly id: string;
  readonly network: "whatsapp" | "linkedin" | "instagram";
  readonly conversation?: string;
  /** What somebody else shows on it. */
  readonly theirs?: readonly string[];
}

export interface PostPressPost {
  /** The `social_id` (LinkedIn) or `provider_id` (Instagram). */
  readonly id: string;
  readonly network: "linkedin" | "instagram";
  readonly comments?: readonly string[];
}

export interface PostPressOptions extends StandInOptions {
  /** The accounts behind the key, with their networks. */
  readonly accounts: Readonly<Record<string, PostPressMessage["network"]>>;
  /** The ids of the organizations that they administer. */
  readonly organizations?: readonly string[];
  /** Both are documented; `/v1` of itself. */
  readonly prefix?: "/v1" | "/api/v1";
  /** The fixed set that LinkedIn messages accept, which no document lists; any emoji of itself. */
  readonly fixedSet?: readonly string[];
}

export interface PostPress extends StandIn {
  /** Puts a message on the phone. */
  message(message: PostPressMessage): void;
  post(post: PostPressPost): void;
}

const Reaction = z.strictObject({ reaction: z.string().refine(isOneEmoji, "not exactly one emoji") });
const PostReaction = z.strictObject({
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

/** PostPress: messages on WhatsApp and LinkedIn, posts on LinkedIn and Instagram. A new reaction replaces ours; nothing removes it. */
export async function openPostPress(options: PostPressOptions): Promise<PostPress> {
  const messages = new Map<string, PostPressMessage>();
  const posts = new Map<string, PostPressPost>();

  const describe = (phone: Phone): Vendor => ({
    prefix: options.prefix ?? "/v1",
    credential: (headers) => [headers["x-api-key"]].flat()[0],
    refuse: {
      unauthenticated: (detail) => error(401, "missing_credentials", detail),
      forged: (detail) => error(401, "invalid_credentials", detail),
      unknown: (detail) => error(404, "resource_not_found", detail),
      invalid: (detail) => error(400, "invalid_parameters", detail),
    },
    limited: ({ waitMs }) => error(429, "too_many_requests", undefined, { "retry-after": inSeconds(waitMs) }),
    routes: [
      post("/messages/:message/reaction", [], Reaction, (asked, { reaction }) => {
        const message = messages.get(asked.param("message"));
        if (message === undefined) return { answer: error(404, "resource_not_found") };
        if (message.network === "instagram") return { answer: error(403, "account_mismatch") };
        const fault = formFault(reaction, message.network === "whatsapp" ? "bare" : "qualified");
        if (fault !== null) asked.note(fault);
        const fixed = message.network === "linkedin" ? options.fixedSet?.map(qualified) : undefined;
        if (fixed?.includes(qualified(reaction)) === false) return { answer: error(422, "unprocessable_entity", "reaction not supported") };
        return {
          answer: { status: 200, body: { object: "MessageReactionAdded", success: true } },
          apply: () => phone.set(message.id, {}, [reaction]),
        };
      }),
      post(
        "/posts/reaction",
        [],
        PostReaction,
        (asked, { account_id: account, post_id, comment_id: comment, reaction_type, as_organization: organization }) => {
          const network = options.accounts[account];
          if (network === undefined) return { answer: error(403, "resource_access_restricted", "unknown account") };
          if (network === "whatsapp") return asked.invalid("the account's network has no posts");
          if (network === "instagram" && organization !== undefined) return asked.invalid("as_organization is for LinkedIn only");
          if (network === "instagram" && reaction_type !== "like") return asked.invalid("Instagram supports only like");
          const target = posts.get(post_id);
          const commented = comment === undefined || target?.comments?.includes(comment);
          if (target?.network !== network || !commented) return { answer: error(404, "resource_not_found") };
          if (organization !== undefined && !options.organizations?.includes(organization))
            return { answer: error(403, "insufficient_permissions") };
          const place = { account, ...(comment && { comment }), ...(organization && { organization }) };
          return {
            answer: { status: 201, body: { object: "ReactionAdded" } },
            apply: () => phone.set(post_id, place, [ON_POSTS[reaction_type].emoji]),
          };
        },
      ),
      get("/posts/:post", ["account_id"], (asked) => {
        const name = asked.param("post");
        const found = posts.get(name) ?? [...posts.values()].find(({ id }) => id.endsWith(`:${name}`));
        if (found === undefined) return error(404, "resource_not_found");
        const [mine] = phone.shown(found.id, { account: asked.query.get("account_id") ?? "" });
        const user_reacted = Object.values(ON_POSTS).find(({ emoji }) => emoji === mine)?.read;
        const permissions = { can_react: true, can_share: true, can_post_comments: true };
        return {
          status: 200,
          body: { object: "Post", social_id: found.id, provider_id: found.id, permissions, ...(user_reacted && { user_reacted }) },
        };
      }),
      get("/chats/:chat/messages", ["cursor", "before", "after", "limit", "sender_id"], (asked) => {
        const items = [...messages.values()]
          .filter(({ conversation }) => conversation === asked.param("chat"))
          .map((message) => read(message, phone));
        return { status: 200, body: { object: "MessageList", items, cursor: null } };
      }),
      get("/chats", ["limit", "cursor", "account_id"], () => ({ status: 200, body: { object: "ChatList", items: [], cursor: null } })),
      get("/webhooks", ["limit", "cursor"], () => ({ status: 200, body: { object: "WebhookList", items: [] } })),
    ],
  });

  return {
    ...(await openStandIn(options, describe)),
    message: (message) => void messages.set(message.id, message),
    post: (one) => void posts.set(one.id, one),
  };
}

/** A message as the list shows it: `is_sender` is a number on the message and a boolean in its reactions. */
function read(message: PostPressMessage, phone: Phone): unknown {
  const reaction = (value: string, mine: boolean) => ({ value, sender_id: mine ? "att_us" : "att_them", is_sender: mine });
  const reactions = [
    ...(message.theirs ?? []).map((emoji) => reaction(emoji, false)),
    ...phone.shown(message.id).map((emoji) => reaction(emoji, true)),
  ];
  return { object: "Message", id: message.id, chat_id: message.conversation, is_sender: 0, text: "…", reactions };
}
