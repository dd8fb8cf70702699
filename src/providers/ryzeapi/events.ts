import { createHash } from "node:crypto";
import { z } from "zod";
import type { Author, Conversation, Heard, HeardMessage, HeardReaction } from "../../domain/heard.ts";
import { canonical } from "../../names/index.ts";
import { opaqueId } from "../check.ts";
import { foreignText, momentUs } from "../foreign.ts";
import { contentOf, type Exchange, exchangeOf } from "./exchange.ts";
import { idsOf, isGroup, personId, toJid } from "./jid.ts";

const envelope = z.object({
  event: z.string(),
  data: z.unknown().optional(),
  /** Its `token` opens the instance: it is not even read. */
  instanceData: z
    .object({ instance: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const OTHER = [{ kind: "other" }] as const;

/**
 * Reads an envelope as webhook and WebSocket deliver it (docs.ryzeapi.cloud/en/api/events/catalog): null where it is none, or where its
 * message says neither who wrote it nor where. Nothing but messages of this instance is of use.
 */
export function toHeard(instance: string, body: unknown): readonly Heard[] | null {
  const { data: read } = envelope.safeParse(body);
  if (read === undefined) return null;
  if (read.event !== "message.exchange" || (read.instanceData?.instance ?? instance) !== instance) return OTHER;
  const exchange = exchangeOf(read.data);
  return exchange === null ? null : heardIn(exchange, instance);
}

function heardIn(exchange: Exchange, instance: string): readonly Heard[] | null {
  const { id, chat, direction, sender, type = "", isEdit, edit, revoke } = exchange;
  const jids = jidsOf(chat);
  if (jids === null) return OTHER;
  const first = jids[0];
  if (id === undefined || first === undefined || direction === undefined) return null;
  const fromMe = direction === "outgoing";
  const inGroup = isGroup(first);
  const name = foreignText(sender?.name);
  const chatName = foreignText(chat?.name) ?? foreignText(chat?.groupName);
  const conversation = { ids: idsOf(jids), name: chatName ?? (inGroup || fromMe ? null : name), isGroup: inGroup };
  const person = personIn(sender) ?? (fromMe ? instance : inGroup ? null : first);
  if (person === null) return null;
  const author = { id: person, name: name ?? (inGroup || fromMe ? null : chatName) };

  if (type === "message_revoke") return [{ kind: "deleted", id: revoke ?? id }];
  if (type === "message_edit" || isEdit === true || edit !== undefined) return edited(exchange, edit ?? id);
  if (isReaction(exchange)) return [reactionIn(exchange, conversation, author, fromMe) ?? OTHER[0]];
  return [messageIn(exchange, id, conversation, author, fromMe) ?? OTHER[0]];
}

/** Phone and hidden JID of a chat; null for one that is neither of a person nor of a group. Empty where there is none at all. */
function jidsOf(chat: Exchange["chat"]): readonly string[] | null {
  if (chat?.type === "newsletter") return null;
  const jid = chat?.jid === undefined ? undefined : toJid(chat.jid, chat.type === "group" ? "group" : "person");
  const lid = chat?.lid === undefined ? undefined : toJid(chat.lid, "hidden");
  return jid === null || (jid === undefined && lid === null) ? null : [jid, lid].filter((one) => one != null);
}

/** Who wrote, as the reaction call wants to hear it (`participant`). */
function personIn(sender: Exchange["sender"]): string | null {
  const jids = [toJid(sender?.jid ?? ""), toJid(sender?.lid ?? "", "hidden")];
  return jids.find((jid) => jid !== null && personId.safeParse(jid).success) ?? null;
}

/** That a message was edited is documented, not which field names it; the delivery's own id is what remains. */
function edited(exchange: Exchange, id: string): readonly Heard[] {
  const { text } = contentOf(exchange);
  if (text === null) return OTHER;
  const event = createHash("sha256").update(JSON.stringify([exchange.id, exchange.timestamp, text]));
  return [{ kind: "edited", id, part: 0, text, event: event.digest("base64url") }];
}

/** An empty one beside a text is a field that was left empty. */
function isReaction(exchange: Exchange): boolean {
  const { reaction, type } = exchange;
  return type === "reaction" || (reaction !== undefined && (reaction.text !== "" || contentOf(exchange).text === null));
}

/** Not documented; integrators find it in one of two places. An emoji and a message, or it is none; an empty emoji takes it back. */
function reactionIn(exchange: Exchange, conversation: Conversation, person: Author, fromMe: boolean): HeardReaction | null {
  const { reaction, reply, type, id: own, timestamp } = exchange;
  const target = opaqueId.safeParse(reaction?.id ?? (type === "reaction" ? reply : undefined)).data;
  const emoji = (reaction?.text ?? (type === "reaction" ? (contentOf(exchange).text ?? "") : "")).trim();
  const shown = emoji === "" ? null : canonical(emoji);
  if (target === undefined || (emoji !== "" && shown === null)) return null;
  const event = own === undefined || own === target ? null : own;
  const said = { kind: "reaction", id: target, part: 0, conversation, fromMe, person, atUs: momentUs(timestamp), event } as const;
  return { ...said, op: shown === null ? "remove" : "add", emoji: shown };
}

function messageIn(exchange: Exchange, id: string, conversation: Conversation, author: Author, fromMe: boolean): HeardMessage | null {
  const { text, attachments } = contentOf(exchange);
  if (text === null && attachments.length === 0) return null;
  const quoted = exchange.reply === undefined ? null : { id: exchange.reply, part: 0 };
  const parts = [{ part: 0, text, attachments }];
  return { kind: "message", conversation, id, fromMe, author, parts, quoted, atUs: momentUs(exchange.timestamp) };
}
