import { z } from "zod";
import type { Attachment, Author, Conversation, Heard, HeardReaction, Part } from "../../domain/heard.ts";
import { opaqueId } from "../check.ts";
import { attachment, foreignText, momentUs } from "../foreign.ts";
import { toEmoji, uuid } from "./mappers.ts";

const text = z.unknown().optional().transform(foreignText);
const moment = z.unknown().optional().transform(momentUs);
const id = opaqueId.nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const index = z.int().min(0).max(10_000);
/** `id` is another for each chat: people are known by their number or address. */
const handle = z.object({ handle: id, is_me: flag }).nullish().catch(null);

const envelope = z.object({ event_type: z.string(), event_id: id, created_at: moment, data: z.unknown().optional() });
type Envelope = z.output<typeof envelope>;

const part = z
  .object({ type: z.string(), value: text, filename: text, mime_type: text, url: z.unknown().optional() })
  .catch({ type: "", value: null, filename: null, mime_type: null });
const content = z.object({
  id: uuid,
  parts: z.array(part).nullish(),
  reply_to: z
    .object({ message_id: uuid, part_index: index.nullish().catch(null) })
    .nullish()
    .catch(null),
  sent_at: moment,
});
/** Version 2026-02-03: `data` is the message. */
const message = content.extend({
  chat: z.object({ id: uuid, is_group: flag }),
  direction: z.enum(["inbound", "outbound"]),
  sender_handle: handle,
});
/** Version 2025-01-01: it lies in `data.message`. */
const older = z.object({ message: content, chat_id: uuid, is_from_me: z.boolean(), from_handle: handle, from: id, received_at: moment });

const reaction = z.object({
  ...{ message_id: uuid.nullish(), chat_id: uuid.nullish().catch(null), part_index: index.nullish() },
  ...{ reaction_type: z.string(), custom_emoji: z.string().nullish(), reacted_at: moment },
  ...{ is_from_me: z.boolean(), from_handle: handle, from: id },
});
const edit = z.object({ id: uuid, part: z.object({ index, text }), edited_at: moment });

const OTHER = [{ kind: "other" }] as const;
/** As many as Linq sends at once. */
const MOST_PARTS = 100;
/** Whoever an own doing is by where the delivery does not say: it has no name but that it is ours. */
const ME = "me";

/**
 * Reads a delivery in either version of Linq's webhooks (docs.linqapp.com, Webhook events): null for what is none. An account may have
 * several lines; whatever reaches one of them is the account's.
 */
export function toHeard(body: unknown): readonly Heard[] | null {
  const { data: event } = envelope.safeParse(body);
  if (event === undefined) return null;
  const read = READERS.get(event.event_type);
  const heard = read === undefined ? OTHER[0] : read(event);
  return heard === null ? null : [heard];
}

const READERS = new Map<string, (event: Envelope) => Heard | null>([
  ["message.received", (event) => toMessage(event, false)],
  ["message.sent", (event) => toMessage(event, true)],
  ["message.edited", toEdit],
  ["reaction.added", (event) => toReaction(event, "add")],
  ["reaction.removed", (event) => toReaction(event, "remove")],
]);

function toMessage({ data, created_at }: Envelope, wasSent: boolean): Heard | null {
  const read = message.safeParse(data).data ?? newer(older.safeParse(data).data);
  if (read === null) return null;
  const { chat, direction, sender_handle: sender, parts, reply_to: answered } = read;
  const fromMe = wasSent || direction === "outbound" || sender?.is_me === true;
  const author = authorOf(sender?.handle, fromMe);
  if (author === null) return null;
  const conversation = conversationOf(chat.id, fromMe ? null : author.name, chat.is_group === true);
  const said = (parts ?? []).slice(0, MOST_PARTS).map(toPart);
  return {
    kind: "message",
    ...{ conversation, id: read.id, fromMe, author, parts: said.length > 0 ? said : [{ part: 0, text: null, attachments: [] }] },
    quoted: answered == null ? null : { id: answered.message_id, part: answered.part_index ?? 0 },
    atUs: read.sent_at ?? created_at,
  };
}

/** The older version in the words of the newer one. It does not say whether others are in the chat. */
function newer(read: z.output<typeof older> | undefined): z.output<typeof message> | null {
  if (read === undefined) return null;
  const { message: inside, chat_id, is_from_me, from_handle, from, received_at } = read;
  return {
    ...inside,
    sent_at: inside.sent_at ?? received_at,
    chat: { id: chat_id, is_group: null },
    direction: is_from_me ? "outbound" : "inbound",
    sender_handle: { handle: from_handle?.handle ?? from, is_me: from_handle?.is_me },
  };
}

function toPart({ type, value, filename, mime_type, url }: z.output<typeof part>, at: number): Part {
  const file = (attachments: readonly Attachment[]): Part => ({ part: at, text: null, attachments });
  if (type === "text" || type === "link") return { part: at, text: value, attachments: [] };
  return file([type === "media" ? attachment(mime_type?.split("/")[0], filename, url) : attachment(type, null, url)]);
}

/** Only texts can be edited, and only one part at a time. */
function toEdit({ data, event_id }: Envelope): Heard | null {
  const { data: read } = edit.safeParse(data);
  if (read === undefined) return null;
  const { text: said, index: at } = read.part;
  const event = event_id ?? (read.edited_at === null ? null : String(read.edited_at));
  return said === null || event === null ? OTHER[0] : { kind: "edited", id: read.id, part: at, text: said, event };
}

/** Of a message or a person that it does not name, nothing can be said. A sticker lies beside the emoji: with it, that does not go. */
function toReaction({ data, event_id, created_at }: Envelope, op: HeardReaction["op"]): Heard | null {
  const { data: read } = reaction.safeParse(data);
  if (read === undefined) return null;
  const { message_id: about, chat_id: chat, from_handle: handed, part_index } = read;
  const fromMe = read.is_from_me || handed?.is_me === true;
  const person = authorOf(handed?.handle ?? read.from, fromMe);
  if (about == null || person === null || (op === "remove" && read.reaction_type === "sticker")) return OTHER[0];
  const conversation = chat == null ? null : conversationOf(chat, null, false);
  const emoji = toEmoji(read.reaction_type, read.custom_emoji);
  const said = { id: about, part: part_index ?? 0, conversation, emoji, fromMe, person, event: event_id ?? null };
  return { kind: "reaction", op, ...said, atUs: read.reacted_at ?? created_at };
}

/** Linq knows no names: people are called what they are reached by. */
function authorOf(called: string | null | undefined, fromMe: boolean): Author | null {
  if (called != null) return { id: called, name: called };
  return fromMe ? { id: ME, name: null } : null;
}

function conversationOf(chat: string, name: string | null, isGroup: boolean): Conversation {
  return { ids: [chat], name: isGroup ? null : name, isGroup };
}
