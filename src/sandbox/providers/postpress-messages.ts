import { z } from "zod";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { Answer } from "./faults.ts";
import { limitOf, page } from "./pages.ts";
import type { Phone } from "./phone.ts";
import { type Kept, madeUpId, type PostPressChats, providerId, reactionsOn } from "./postpress-chats.ts";
import { postPressError as error } from "./postpress-errors.ts";
import { attachment } from "./postpress-events.ts";
import { type Asked, get, post, postForm, type Route } from "./route.ts";

const Reaction = z.strictObject({ reaction: z.string().refine(isOneEmoji, "not exactly one emoji") });
const Blob = z.strictObject({ name: z.string(), type: z.string(), size: z.number() });
const Sending = z.strictObject({
  text: z.string().min(1).optional(),
  account_id: z.string().optional(),
  thread_id: z.string().optional(),
  quote_id: z.string().optional(),
  voice_message: Blob.optional(),
  video_message: Blob.optional(),
  attachments: z.union([Blob, z.array(Blob)]).optional(),
  typing_duration: z.string().regex(/^\d+$/).optional(),
});
const RANGE = ["cursor", "before", "after", "limit", "sender_id"];

interface Around {
  readonly chats: PostPressChats;
  readonly phone: Phone;
  readonly fixedSet: readonly string[] | undefined;
  /** Whether the answer to a text says the id of the message. */
  readonly tellsId: boolean;
  readonly onSent: (message: Kept) => void;
}

/** Reacting to messages, reading them, and sending texts: `messages-react`, `messages-list`, `messages-get`, `chats-*` of the reference. */
export function messageRoutes({ chats, phone, fixedSet, tellsId, onSent }: Around): readonly Route[] {
  function list(asked: Asked, is: (message: Kept) => boolean): Answer {
    const { query } = asked;
    const [before, after, sender] = [query.get("before"), query.get("after"), query.get("sender_id")];
    const limit = limitOf(query.get("limit"), 250, 100);
    if (limit === null) return asked.invalid("limit is not between 1 and 250").answer;
    if ([before, after].some((moment) => moment !== null && !z.iso.datetime().safeParse(moment).success)) {
      return asked.invalid("before or after is no ISO 8601 datetime in UTC").answer;
    }
    const all = chats.newest(
      (message) =>
        is(message) &&
        (before === null || message.at < Date.parse(before)) &&
        (after === null || message.at > Date.parse(after)) &&
        (sender === null || (message.author ?? chats.owner(message.account)).id === sender),
    );
    const found = page(all, ({ id }) => id, query.get("cursor"), limit);
    if (found === null) return asked.invalid("a cursor that no page gave out").answer;
    return { status: 200, body: { object: "MessageList", items: found.items.map(read), cursor: found.next } };
  }

  /** `is_sender` is a number on the message and a boolean in its reactions. */
  function read(message: Kept): unknown {
    const owner = chats.owner(message.account);
    const sender = message.author ?? owner;
    return {
      object: "Message",
      id: message.id,
      account_id: message.account,
      chat_id: message.chat,
      chat_provider_id: `${message.chat}@${message.network}`,
      provider_id: providerId(message),
      sender_id: sender.id,
      sender_attendee_id: `att_${sender.id}`,
      text: message.deleted ? null : message.text,
      timestamp: new Date(message.at).toISOString(),
      is_sender: message.author === null ? 1 : 0,
      attachments: message.files.map(attachment),
      reactions: reactionsOn(message, chats, phone),
      ...{ seen: 0, seen_by: {}, hidden: 0, deleted: Number(message.deleted), edited: Number(message.edited) },
      ...{ is_event: 0, delivered: 1, behavior: null, original: "" },
    };
  }

  return [
    post("/messages/:message/reaction", [], Reaction, (asked, { reaction }) => {
      const message = chats.messages.get(asked.param("message"));
      if (message === undefined) return { answer: error(404, "resource_not_found") };
      if (message.network === "instagram") return { answer: error(403, "account_mismatch") };
      const fault = formFault(reaction, message.network === "whatsapp" ? "bare" : "qualified");
      if (fault !== null) asked.note(fault);
      const fixed = message.network === "linkedin" ? fixedSet?.map(qualified) : undefined;
      if (fixed?.includes(qualified(reaction)) === false) return { answer: error(422, "unprocessable_entity", "reaction not supported") };
      return {
        answer: { status: 200, body: { object: "MessageReactionAdded", success: true } },
        apply: () => phone.set(message.id, {}, [reaction]),
      };
    }),
    postForm("/chats/:chat/messages", [], Sending, (asked, { text, account_id, quote_id, attachments }) => {
      const chat = chats.chats.get(asked.param("chat"));
      if (text === undefined && attachments === undefined) return asked.invalid("neither a text nor an attachment");
      if (chat === undefined) return { answer: error(404, "resource_not_found") };
      if (account_id !== undefined && account_id !== chat.account) return { answer: error(403, "account_mismatch") };
      const quoted = quote_id === undefined ? {} : { quoted: quote_id };
      if (quote_id !== undefined && !chats.messages.has(quote_id)) return { answer: error(404, "resource_not_found") };
      const id = madeUpId("msg");
      return {
        answer: { status: 201, body: { object: "MessageSent", message_id: tellsId ? id : null } },
        apply() {
          const message = chats.write({ id, conversation: chat.id, text: text ?? "", ...quoted });
          phone.send({ conversation: chat.id, id, text: text ?? "", quoted: quote_id ?? null });
          onSent(message);
        },
      };
    }),
    get("/messages/:message", [], (asked) => {
      const message = chats.messages.get(asked.param("message"));
      return message === undefined ? error(404, "resource_not_found") : { status: 200, body: read(message) };
    }),
    get("/messages", [...RANGE, "account_id"], (asked) => {
      const account = asked.query.get("account_id");
      return list(asked, (message) => account === null || message.account === account);
    }),
    get("/chats/:chat/messages", RANGE, (asked) => {
      const chat = asked.param("chat");
      return chats.chats.has(chat) ? list(asked, (message) => message.chat === chat) : error(404, "resource_not_found");
    }),
  ];
}
