import { randomUUID } from "node:crypto";
import { z } from "zod";
import { handleOf, type Kept, type LinqChats, type LinqPart, reactionsOn } from "./linq-chats.ts";
import { linqErrors } from "./linq-errors.ts";
import { delivered, HEALTHY, iso } from "./linq-events.ts";
import { limitOf, page } from "./pages.ts";
import type { Phone } from "./phone.ts";
import { type Asked, get, post, type Route } from "./route.ts";

const Part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), value: z.string().min(1).max(10_000), text_decorations: z.array(z.unknown()).optional() }),
  z.strictObject({ type: z.literal("link"), value: z.url() }),
  z.strictObject({ type: z.literal("media"), url: z.url().optional(), attachment_id: z.guid().optional() }),
]);
const Sending = z.strictObject({
  message: z.strictObject({
    parts: z
      .array(Part)
      .min(1)
      .max(100)
      .refine((parts) => !parts.some(({ type }, at) => type === "text" && parts[at - 1]?.type === "text"), "two text parts in a row"),
    idempotency_key: z.string().min(1).optional(),
    preferred_service: z.enum(["iMessage", "SMS", "RCS"]).optional(),
    reply_to: z.strictObject({ message_id: z.guid(), part_index: z.int().min(0).optional() }).optional(),
    effect: z.strictObject({ name: z.string(), type: z.enum(["screen", "bubble"]) }).optional(),
  }),
});

interface Around {
  readonly chats: LinqChats;
  readonly phone: Phone;
  readonly successStatus: number;
  readonly now: () => number;
  readonly onSent: (message: Kept) => void;
}

/** Sending texts, and reading messages and chats. An idempotency key is good for ever: no document says how long. */
export function messageRoutes({ chats, phone, successStatus, now, onSent }: Around): readonly Route[] {
  const byKey = (key: string | undefined) => (key === undefined ? undefined : chats.byKey.get(key));

  function read(message: Kept): unknown {
    const isMe = message.author === null;
    const parts = message.parts.map((part, index) => ({ ...delivered(part, index), reactions: reactionsOn(message, index, chats, phone) }));
    return {
      id: message.id,
      chat_id: message.chat,
      ...{ created_at: iso(message.at), updated_at: iso(message.at), sent_at: iso(message.at), delivered_at: null, read_at: null },
      ...{ delivery_status: isMe ? "sent" : "received", is_delivered: false, is_read: false, is_from_me: isMe },
      from_handle: handleOf(message.author?.id ?? chats.line, isMe, message.service),
      service: message.service,
      ...{ effect: null, preferred_service: null, reply_to: message.replyTo, parts },
    };
  }

  function listed(asked: Asked): { readonly limit: number; readonly cursor: string | null } | null {
    const limit = limitOf(asked.query.get("limit"), 100, 20);
    return limit === null ? null : { limit, cursor: asked.query.get("cursor") };
  }

  return [
    post("/v3/chats/:chat/messages", [], Sending, (asked, { message: { parts, idempotency_key: key, reply_to } }) => {
      const chat = asked.param("chat").toLowerCase();
      if (!z.guid().safeParse(chat).success) return asked.invalid("chatId is not a UUID");
      if (!chats.chats.has(chat)) return { answer: linqErrors["2001"] };
      const id = byKey(key)?.id ?? randomUUID();
      const kept = parts.map(keptPart);
      const quoted = reply_to === undefined ? {} : { quoted: reply_to.message_id, quotedPart: reply_to.part_index ?? 0 };
      return {
        answer: { status: successStatus, body: { chat_id: chat, message: queued(id, kept, reply_to ?? null) } },
        apply() {
          if (byKey(key) !== undefined) return;
          const text = kept.flatMap((part) => (part.type === "media" ? [] : [part.value])).join("\n");
          const message = chats.write({
            conversation: chat,
            id,
            parts: kept,
            ...quoted,
            ...(key !== undefined && { idempotencyKey: key }),
          });
          phone.send({ conversation: chat, id, text, quoted: reply_to?.message_id ?? null });
          onSent(message);
        },
      };
    }),
    get("/v3/messages/:message", [], (asked) => {
      const message = chats.messages.get(asked.param("message").toLowerCase());
      return message === undefined ? linqErrors["2002"] : { status: 200, body: read(message) };
    }),
    get("/v3/chats/:chat/messages", ["limit", "cursor"], (asked) => {
      const chat = asked.param("chat").toLowerCase();
      if (!chats.chats.has(chat)) return linqErrors["2001"];
      const range = listed(asked);
      const found = range && page(chats.newest(chat), ({ id }) => id, range.cursor, range.limit);
      if (found === null) return asked.invalid("limit is not between 1 and 100, or no page gave out the cursor").answer;
      return { status: 200, body: { messages: found.items.map(read), next_cursor: found.next } };
    }),
    get("/v3/chats", ["from", "to", "limit", "cursor"], (asked) => {
      const range = listed(asked);
      const [from, to] = [asked.query.get("from"), asked.query.get("to")];
      const lasts = new Map([...chats.messages.values()].map(({ chat, at }) => [chat, at]));
      const all = [...chats.chats.values()]
        .filter(({ people }) => (from === null || from === chats.line) && (to === null || people.has(to)))
        .toSorted((a, b) => (lasts.get(b.id) ?? 0) - (lasts.get(a.id) ?? 0));
      const found = range && page(all, ({ id }) => id, range.cursor, range.limit);
      if (found === null) return asked.invalid("limit is not between 1 and 100, or no page gave out the cursor").answer;
      const items = found.items.map(({ id, group, people, createdAt }) => ({
        ...{ id, display_name: group, service: "iMessage", is_group: group !== null, is_archived: false, health_status: HEALTHY },
        handles: [handleOf(chats.line, true, "iMessage"), ...[...people.keys()].map((handle) => handleOf(handle, false, "iMessage"))],
        ...{ created_at: iso(createdAt), updated_at: iso(lasts.get(id) ?? createdAt) },
      }));
      return { status: 200, body: { chats: items, next_cursor: found.next } };
    }),
  ];

  /** The SDK's `SentMessage`: it is on its way, nothing more. */
  function queued(id: string, parts: readonly LinqPart[], reply_to: unknown): unknown {
    return {
      ...{ id, created_at: iso(now()), delivery_status: "queued", is_read: false, sent_at: null, delivered_at: null },
      parts: parts.map((part, index) => ({ ...delivered(part, index), reactions: null })),
      ...{ from_handle: handleOf(chats.line, true, "iMessage"), service: "iMessage", preferred_service: null, effect: null, reply_to },
    };
  }
}

function keptPart(part: z.output<typeof Part>): LinqPart {
  if (part.type !== "media") return { type: part.type, value: part.value };
  return { type: "media", file: { name: "file", type: "application/octet-stream", url: part.url ?? "" } };
}
