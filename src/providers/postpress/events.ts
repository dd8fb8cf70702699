import { createHash } from "node:crypto";
import { z } from "zod";
import type { Attachment, Author, Conversation, Heard } from "../../domain/heard.ts";
import { canonical } from "../../names/index.ts";
import { opaqueId } from "../check.ts";
import { attachment, foreignText, momentUs } from "../foreign.ts";

const text = z.unknown().optional().transform(foreignText);
const id = opaqueId.nullish().catch(null);
/** Numbers in the list of messages, booleans or their names in deliveries. */
const flag = z
  .unknown()
  .optional()
  .transform((said) => (said == null ? null : said === true || said === 1 || said === "true"));
const person = z.object({ attendee_id: id, attendee_provider_id: id, attendee_name: text });

const envelope = z.object({ event: z.string(), account_id: z.string().nullish() });
/** Only what is needed is asked for: the webhook's `data` may leave out the rest. */
const delivery = z.object({
  ...{ message_id: opaqueId, chat_id: id, provider_chat_id: id, timestamp: z.unknown().optional(), message: text, subject: text },
  ...{ reaction: z.string().nullish(), is_sender: flag, is_group: flag, is_event: flag, attachments: z.unknown().optional() },
  account_info: z.object({ user_id: id }).nullish().catch(null),
  sender: person.nullish().catch(null),
  reaction_sender: person.nullish().catch(null),
  attendees: z.array(person.nullable().catch(null)).nullish().catch(null),
  quoted: z.object({ message_id: id, id }).nullish().catch(null),
});
type Delivery = z.output<typeof delivery>;
type Person = z.output<typeof person>;

const OTHER = [{ kind: "other" }] as const;
const MOST_ATTACHMENTS = 50;

/**
 * Reads a delivery (postpress.ai/docs/new-messages-webhook): null for what is none, or leaves out what cannot be done without: whose
 * message it is, and where. `account_info.user_id` is our account's id on its network, by which its own doings are known.
 */
export function toHeard(accountId: string, body: unknown): readonly Heard[] | null {
  const { data: head } = envelope.safeParse(body);
  if (head === undefined) return null;
  if (head.account_id != null && head.account_id !== accountId) return OTHER;
  const read = READERS.get(head.event);
  if (read === undefined) return OTHER;
  const { data } = delivery.safeParse(body);
  const heard = data === undefined ? null : read(data, head.event);
  return heard === null ? null : [heard];
}

/** `message_read`, `message_delivered` and whatever may come are of no use. */
const READERS = new Map<string, (delivery: Delivery, event: string) => Heard | null>([
  ["message_received", toMessage],
  ["message_reaction", toReaction],
  ["message_edited", toEdit],
  ["message_deleted", ({ message_id }) => ({ kind: "deleted", id: message_id })],
]);

function toMessage(data: Delivery): Heard | null {
  if (data.is_event === true) return OTHER[0];
  const author = authorOf(data.sender);
  const conversation = conversationOf(data);
  const fromMe = isOwn(data, data.sender);
  if (author === null || conversation === null || fromMe === null) return null;
  const quoted = data.quoted?.message_id ?? data.quoted?.id ?? null;
  return {
    kind: "message",
    ...{ conversation, id: data.message_id, fromMe, author },
    parts: [{ part: 0, text: data.message, attachments: attachmentsOf(data.attachments) }],
    quoted: quoted === null ? null : { id: quoted, part: 0 },
    atUs: momentUs(data.timestamp),
  };
}

/** Without an emoji, or with an empty one, it was taken back (inferred: no document shows a removal). */
function toReaction(data: Delivery, event: string): Heard | null {
  const sender = data.reaction_sender ?? data.sender;
  const who = authorOf(sender);
  const fromMe = isOwn(data, sender);
  if (who === null || fromMe === null) return null;
  const reaction = data.reaction?.trim() ?? "";
  return {
    kind: "reaction",
    op: reaction === "" ? "remove" : "add",
    ...{ id: data.message_id, part: 0, conversation: conversationOf(data), emoji: canonical(reaction) },
    ...{ fromMe, person: who, atUs: momentUs(data.timestamp) },
    event: eventOf(event, data, reaction, who.id),
  };
}

function toEdit(data: Delivery, event: string): Heard {
  const { message_id, message } = data;
  return message === null ? OTHER[0] : { kind: "edited", id: message_id, part: 0, text: message, event: eventOf(event, data, message) };
}

/** Deliveries have no id of their own. */
function eventOf(event: string, { message_id, timestamp }: Delivery, ...said: readonly string[]): string {
  const whole = JSON.stringify([event, message_id, timestamp ?? null, ...said]);
  return createHash("sha256").update(whole).digest("base64url").slice(0, 22);
}

/** Null where nobody says who we are, or who did it. `is_sender` is about whoever wrote the message. */
function isOwn({ account_info, sender, is_sender }: Delivery, who: Person | null | undefined): boolean | null {
  const [own, theirs] = [account_info?.user_id, who?.attendee_provider_id];
  if (own != null && theirs != null) return own === theirs;
  return who === sender ? is_sender : null;
}

/** By the id on the network, as the list of messages names who reacted (`sender_id`). */
function authorOf(sender: Person | null | undefined): Author | null {
  const own = sender?.attendee_provider_id ?? sender?.attendee_id;
  return own == null ? null : { id: own, name: sender?.attendee_name ?? null };
}

/** Links and calls name a chat by PostPress's id. A LinkedIn message may have a subject too, which is nobody's name. */
function conversationOf(data: Delivery): Conversation | null {
  const ids = [...new Set([data.chat_id, data.provider_chat_id].filter((one) => one != null))];
  const people = [data.sender, data.reaction_sender, ...(data.attendees ?? [])].filter((one) => one != null);
  const others = new Map<string, string | null>();
  for (const one of people) {
    const author = isOwn(data, one) === true ? null : authorOf(one);
    if (author !== null && !others.has(author.id)) others.set(author.id, author.name);
  }
  const isGroup = data.is_group ?? others.size > 1;
  const [name = null] = others.values();
  return ids.length === 0 ? null : { ids, name: isGroup ? data.subject : name, isGroup };
}

const attached = z.object({
  ...{ type: text, mimetype: text, url: z.unknown().optional(), file_name: text, filename: text, name: text, id: z.unknown().optional() },
});

/** Several as a list or by their ids, and one alone. PostPress calls a picture `img`; addresses that only it can open (`att:`) are none. */
function attachmentsOf(raw: unknown): readonly Attachment[] {
  if (typeof raw !== "object" || raw === null) return [];
  const isOne = !Array.isArray(raw) && ["id", "type", "mimetype", "url"].some((key) => Object.hasOwn(raw, key));
  return (isOne ? [raw] : Object.values(raw)).slice(0, MOST_ATTACHMENTS).flatMap((one) => {
    const { data: file } = attached.safeParse(one);
    if (file === undefined) return [];
    const type = file.type === "img" ? "image" : (file.type ?? file.mimetype?.split("/")[0]);
    return [attachment(type, file.file_name ?? file.filename ?? file.name, file.url)];
  });
}
