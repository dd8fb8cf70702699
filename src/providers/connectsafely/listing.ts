import { z } from "zod";
import type { Conversation } from "../../domain/heard.ts";
import { segment } from "../../http/segment.ts";
import type { Call, Told } from "../call.ts";
import { opaqueId } from "../check.ts";
import { foreignText } from "../foreign.ts";
import { toAnswer } from "./mappers.ts";
import { keyOf } from "./urn.ts";

const id = opaqueId.optional().catch(undefined);

/** A page of a list; `next` leads to the one after it, and is null on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** `POST /conversations/send`. */
export function toSend(accountId: string, urn: string, text: string): Call {
  return { path: "/conversations/send", json: { conversationUrn: urn, message: text, accountId } };
}

const sent = z.object({
  sentMessage: z.object({ messageUrn: id }).optional().catch(undefined),
});

export function toSent(body: unknown): Told<{ readonly id: string | null }> {
  return { reply: toAnswer(body), value: { id: sent.safeParse(body).data?.sentMessage?.messageUrn ?? null } };
}

/** `GET /conversations`, the newest first. */
export function toConversationsCall(accountId: string, next: string | null): Call {
  const query = new URLSearchParams({ accountId, count: "20", ...(next !== null && { nextCursor: next }) });
  return { method: "GET", path: `/conversations?${query}` };
}

const cursor = z.string().min(1).nullish().catch(null);
const participant = z.object({ name: z.unknown() });
const conversation = z.object({
  conversationUrn: opaqueId,
  conversationId: id,
  participants: z.array(z.unknown()).catch([]),
});
const conversations = z.object({
  conversations: z.array(z.unknown()),
  nextCursor: cursor,
  hasMore: z.boolean().optional().catch(undefined),
});

/** Whether our own account is among the participants is not documented: two of them may be one other person, or two. */
function toConversation(listed: unknown): readonly Conversation[] {
  const read = conversation.safeParse(listed).data;
  if (read === undefined) return [];
  const { conversationUrn: urn, conversationId, participants } = read;
  const names = participants.map((one) => foreignText(participant.safeParse(one).data?.name)).filter((name) => name !== null);
  const ids = [urn, ...(conversationId === undefined ? [] : [conversationId]), keyOf(urn)];
  return [{ ids: [...new Set(ids)], name: names.length === 0 ? null : names.join(", "), isGroup: participants.length > 2 }];
}

export function toConversations(body: unknown): Told<Page<Conversation>> {
  const { data } = conversations.safeParse(body);
  const value = data && {
    items: data.conversations.flatMap(toConversation),
    next: data.hasMore === false ? null : (data.nextCursor ?? null),
  };
  return { reply: toAnswer(body), value: value ?? null };
}

/** `GET /conversations/{conversationUrn}/messages`, the newest first. */
export function toMessagesCall(accountId: string, urn: string, next: string | null): Call | null {
  const name = segment(urn);
  const query = new URLSearchParams({ accountId, count: "50", ...(next !== null && { cursor: next }) });
  return name === null ? null : { method: "GET", path: `/conversations/${name}/messages?${query}` };
}

const listed = z.object({ messageUrn: opaqueId });
const messages = z.object({
  messages: z.array(z.unknown()),
  cursor: z
    .union([z.string().min(1), z.number().transform(String)])
    .nullish()
    .catch(null),
  hasMore: z.boolean().optional().catch(undefined),
});

/** The URNs of the messages. */
export function toMessages(body: unknown): Told<Page<string>> {
  const { data } = messages.safeParse(body);
  const items = data?.messages.map((one) => listed.safeParse(one).data?.messageUrn).filter((urn) => urn !== undefined);
  const next = data === undefined || data.hasMore === false ? null : (data.cursor ?? null);
  return { reply: toAnswer(body), value: items === undefined ? null : { items, next } };
}
