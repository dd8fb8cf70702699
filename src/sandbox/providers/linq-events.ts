import { randomBytes, randomUUID } from "node:crypto";
import type { Deliveries } from "./deliveries.ts";
import { handleOf, type Kept, type LinqChats, type LinqPart } from "./linq-chats.ts";
import { type Mark, markOf } from "./linq-marks.ts";
import type { Shown } from "./phone.ts";

interface Around {
  readonly chats: LinqChats;
  readonly deliveries: Deliveries;
  readonly now: () => number;
}

/** Makes deliveries of version 2026-02-03: `MessageEventV2`, `MessageEditedWebhookEvent` and `ReactionEventBase` of the SDK. */
export function createLinqEvents({ chats, deliveries, now }: Around) {
  const { line } = chats;

  /** The nine digits of a second are as Linq sends them. */
  function emit(event: string, data: unknown): void {
    const id = randomUUID();
    const body = {
      api_version: "v3",
      webhook_version: "2026-02-03",
      event_type: event,
      event_id: id,
      created_at: iso(now()).replace("Z", "000000Z"),
      trace_id: randomBytes(16).toString("hex"),
      partner_id: "7ac8224b-c41a-54fb-96ed-e28a94f97ff6",
      data,
    };
    deliveries.emit(event, body, { account: line, id });
  }

  const chatOf = ({ chat, service }: Kept) => ({
    id: chat,
    is_group: (chats.chats.get(chat)?.group ?? null) !== null,
    owner_handle: handleOf(line, true, service),
    health_status: HEALTHY,
  });
  const directed = (message: Kept) => ({
    direction: message.author === null ? "outbound" : "inbound",
    sender_handle: handleOf(message.author?.id ?? line, message.author === null, message.service),
  });

  function react(operation: "added" | "removed", message: Kept, part: number, handle: string, { type, custom_emoji, sticker }: Mark): void {
    const isMe = handle === line;
    emit(`reaction.${operation}`, {
      is_from_me: isMe,
      reaction_type: type,
      ...(type === "custom" && { custom_emoji }),
      ...(type === "sticker" && { sticker }),
      chat_id: message.chat,
      message_id: message.id,
      part_index: part,
      reacted_at: iso(now()),
      service: message.service,
      from_handle: handleOf(handle, isMe, message.service),
    });
  }

  return {
    react,
    /** `message.received` of others, `message.sent` of our own line. */
    message(message: Kept): void {
      emit(message.author === null ? "message.sent" : "message.received", {
        id: message.id,
        chat: chatOf(message),
        ...directed(message),
        parts: message.parts.map(delivered),
        service: message.service,
        sent_at: iso(message.at),
        ...{ delivered_at: null, read_at: null, effect: null, preferred_service: null },
        reply_to: message.replyTo,
        idempotency_key: message.idempotencyKey,
      });
    },
    edited(message: Kept, index: number, text: string): void {
      emit("message.edited", { id: message.id, chat: chatOf(message), ...directed(message), edited_at: iso(now()), part: { index, text } });
    },
    /** Our own reaction, by a request or with a thumb. What was replaced is not told of: no document says that it would be. */
    ours({ message: id, place: { part = 0 }, emoji, before }: Shown): void {
      const message = chats.messages.get(id);
      const [added] = emoji;
      const [removed] = before;
      if (message === undefined) return;
      if (added !== undefined) react("added", message, part, line, markOf(added));
      else if (removed !== undefined) react("removed", message, part, line, markOf(removed));
    },
  };
}

export const HEALTHY = {
  status: "healthy",
  doc_url: "https://docs.linqapp.com/guides/chats/chat-health#healthy",
  updated_at: "2026-01-01T00:00:00.000Z",
};

/** A part as deliveries show it; readings add its reactions. */
export function delivered(part: LinqPart, index: number): Readonly<Record<string, unknown>> {
  if (part.type !== "media") return { type: part.type, value: part.value, ...(part.type === "text" && { text_decorations: null }) };
  const { name, type, url } = part.file;
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  return { type: "media", id, filename: name, mime_type: type, size_bytes: 1_024, url };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
