import { createDeliveries } from "./deliveries.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds } from "./limits.ts";
import type { Authored, Person } from "./people.ts";
import type { Phone, Shown } from "./phone.ts";
import {
  createPostPressChats,
  type Kept,
  type PostPressChat,
  type PostPressMessage,
  type PostPressNetwork,
  type PostPressWriting,
} from "./postpress-chats.ts";
import { type PostPressAddress, postPressScheme } from "./postpress-deliveries.ts";
import { postPressError as error } from "./postpress-errors.ts";
import { createPostPressEvents } from "./postpress-events.ts";
import { listChats } from "./postpress-list.ts";
import { messageRoutes } from "./postpress-messages.ts";
import { type PostPressPost, postRoutes } from "./postpress-posts.ts";
import { webhookRoutes } from "./postpress-webhooks.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export type { PostPressMessage } from "./postpress-chats.ts";
export type { PostPressPost } from "./postpress-posts.ts";

export interface PostPressOptions extends StandInOptions {
  /** The accounts behind the key, with their networks. */
  readonly accounts: Readonly<Record<string, PostPressNetwork>>;
  /** The ids of the organizations that they administer. */
  readonly organizations?: readonly string[];
  /** Both are documented; `/v1` of itself. */
  readonly prefix?: "/v1" | "/api/v1";
  /** The fixed set that LinkedIn messages accept, which no document lists; any emoji of itself. */
  readonly fixedSet?: readonly string[];
  /** Whether the answer to a text says the message's id, which is documented as nullable; it does of itself. */
  readonly tellsSentId?: boolean;
  /** What a delivery says in place of an emoji that was taken back. No document tells; an empty text of itself. */
  readonly removals?: "empty" | "absent";
  /** Whether a delivery names the message that is answered by its `message_id` too. The original's SDK has none; it does not of itself. */
  readonly quotesSayId?: boolean;
}

export interface PostPress extends StandIn<PostPressAddress> {
  /** Puts a message on the phone. */
  message(message: PostPressMessage): void;
  post(post: PostPressPost): void;
  chat(chat: PostPressChat): void;
  /** Who an account is on its network. */
  owner(account: string): Person;
  /** Somebody over there writes. Answers the message's id. */
  writes(writing: PostPressWriting & Authored): string;
  /** The owner of the account writes, with the network's own app. */
  writesFromPhone(writing: PostPressWriting): string;
  edits(message: string, text: string): void;
  deletes(message: string): void;
  /** Null takes back what they show. On WhatsApp a new emoji takes the place of the old, on LinkedIn it stands beside it. */
  reacts(person: Person, message: string, emoji: string | null): void;
}

/** PostPress: messages on WhatsApp and LinkedIn, posts on LinkedIn and Instagram. A new reaction replaces ours; nothing removes it. */
export async function openPostPress(options: PostPressOptions): Promise<PostPress> {
  const { accounts, organizations = [], fixedSet, tellsSentId: tellsId = true, now = Date.now, echoes = false } = options;
  const { removals = "empty", quotesSayId = false } = options;
  const chats = createPostPressChats(accounts, now);
  const posts = new Map<string, PostPressPost>();
  const deliveries = createDeliveries(postPressScheme, options);
  const events = createPostPressEvents({ chats, deliveries, now, removals, quotesSayId });
  const onSent = (message: Kept) => {
    if (echoes) events.tell("message_received", message);
  };
  const onShown = (shown: Shown) => {
    options.onShown?.(shown);
    if (echoes || shown.by === "owner") events.ours(shown);
  };

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
      ...messageRoutes({ chats, phone, fixedSet, tellsId, onSent }),
      ...postRoutes({ posts, accounts, organizations, phone }),
      ...webhookRoutes({ accounts, deliveries }),
      listChats(chats),
    ],
  });

  function known(id: string): Kept {
    const message = chats.messages.get(id);
    if (message === undefined) throw new Error("no such message");
    return message;
  }
  function write(writing: PostPressWriting & Partial<Authored>): string {
    const message = chats.write(writing);
    events.tell("message_received", message);
    return message.id;
  }

  return {
    ...(await openStandIn({ ...options, onShown }, describe, { deliveries })),
    message: chats.put,
    post: (one) => void posts.set(one.id, one),
    chat: (chat) => void chats.chat(chat),
    owner: chats.owner,
    writes: write,
    writesFromPhone: write,
    edits(id, text) {
      const message = known(id);
      Object.assign(message, { text, edited: true });
      events.tell("message_edited", message);
    },
    deletes(id) {
      const message = known(id);
      message.deleted = true;
      events.tell("message_deleted", message);
    },
    reacts(person, id, emoji) {
      const message = known(id);
      const before = chats.crowd.show(id, 0, person, emoji, message.network === "linkedin");
      if (emoji !== null || before.length > 0) events.react(message, person, emoji);
    },
  };
}
