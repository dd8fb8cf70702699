import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Emoji } from "../../domain/emoji.ts";
import type { Slot } from "../../domain/slot.ts";
import { segment } from "../../http/segment.ts";
import { canonical } from "../../names/index.ts";
import type { Calls, HeldThere, Outgoing } from "../../ports/calls.ts";
import type { Asker, Call, Told } from "../call.ts";
import { opaqueId } from "../check.ts";
import { beforeUs, ifReadable } from "../reading.ts";
import { toReply } from "./mappers.ts";

/** The most that the list of messages gives at once, and as much as that can be. */
const MOST_MESSAGES = 250;
const MOST_BYTES = 4 * 1_024 * 1_024;

/** `POST /chats/{chat_id}/messages`. The quickstart alone knows the `Idempotency-Key`: it does no harm, and nothing relies on it. */
function toSend(account: string, { conversation, text, key }: Outgoing): Call | null {
  const chat = segment(conversation);
  if (chat === null) return null;
  const headers = { "idempotency-key": encodeURIComponent(key.toWellFormed()) };
  return { path: `/chats/${chat}/messages`, headers, body: form({ account_id: account, text }) };
}

/** `multipart/form-data`, by hand: what builds it of itself changes the text's line breaks. */
function form(fields: Readonly<Record<string, string>>): NonNullable<Call["body"]> {
  const boundary = `----reacji-bridge-${randomUUID()}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${boundary}`, text: `${parts.join("")}--${boundary}--\r\n` };
}

/** "message_id" may be null: then the message's own delivery tells. */
function toSent(body: unknown): Told<{ readonly id: string | null }> {
  const { data } = z.object({ message_id: opaqueId.nullish().catch(null) }).safeParse(body);
  return { reply: toReply(body, ({ object }) => object === "MessageSent"), value: { id: data?.message_id ?? null } };
}

/** `GET /chats/{chat_id}/messages`, the newest. */
function toList(conversation: string | null): Call | null {
  const chat = conversation === null ? null : segment(conversation);
  return chat === null ? null : { method: "GET", path: `/chats/${chat}/messages?limit=${MOST_MESSAGES}`, maxBytes: MOST_BYTES };
}

/** `is_sender` is a boolean here, and a number on the message itself. */
const reaction = z.object({
  value: z.string(),
  sender_id: opaqueId.optional().catch(undefined),
  is_sender: z.union([z.boolean(), z.literal([0, 1]).transform((one) => one === 1)]),
});
const list = z.object({ items: z.array(z.unknown()) });
const message = z.object({ id: z.string(), reactions: z.array(z.unknown()) });

interface Shown {
  readonly emoji: Emoji;
  /** Null for our own account. */
  readonly person: string | null;
}

/** What is shown on a message; nothing about it where it is not in the list, or cannot be read there. */
interface Listed {
  readonly shown: readonly Shown[] | null;
  /** Whether every reaction could be read. */
  readonly complete: boolean;
}

const UNLISTED: Listed = { shown: null, complete: false };

function toListed(body: unknown, id: string): Told<Listed> {
  const reply = toReply(body, ({ object }) => object === "MessageList");
  const items = list.safeParse(body).data?.items;
  if (items === undefined) return { reply, value: null };
  const found = items.map((item) => message.safeParse(item).data).find((item) => item?.id === id);
  return { reply, value: found === undefined ? UNLISTED : listed(found.reactions) };
}

function listed(reactions: readonly unknown[]): Listed {
  let complete = true;
  const shown = reactions.flatMap((one): readonly Shown[] => {
    const { data } = reaction.safeParse(one);
    const emoji = canonical(data?.value ?? "");
    const person = data?.is_sender === true ? null : data?.sender_id;
    if (emoji !== null && person !== undefined) return [{ emoji, person }];
    complete = false;
    return [];
  });
  return { shown, complete };
}

/** What our account shows on a message, by the one list of its chat that one call can ask for: null when it is older than that. */
export async function shownOnMessage(ask: Asker, { message, conversation }: Slot, signal: AbortSignal): Promise<readonly Emoji[] | null> {
  const call = toList(conversation);
  if (call === null) return null;
  const read = await ifReadable(ask(call, (body) => toListed(body, message), signal));
  return read?.complete === true ? ownOf(read.shown ?? []) : null;
}

function ownOf(shown: readonly Shown[]): readonly Emoji[] {
  return shown.flatMap(({ emoji, person }) => (person === null ? [emoji] : []));
}

/** What else the messages of an account can be asked for. */
export function createMessageCalls(ask: Asker, account: string): Calls {
  return {
    sendsOnce: false,
    async send(outgoing, permit, signal) {
      const call = toSend(account, outgoing);
      if (call !== null) await permit();
      return ask(call, toSent, signal);
    },
    async held({ id, conversation }, permit, signal): Promise<HeldThere> {
      const call = toList(conversation);
      if (call === null) return { reactions: [], complete: false, atUs: 0 };
      await permit();
      const begunMs = Date.now();
      const told = (body: unknown, atUs: number): Told<HeldThere> => {
        const { reply, value } = toListed(body, id);
        const reactions = (value?.shown ?? []).flatMap(({ emoji, person }) => (person === null ? [] : [{ emoji, person }]));
        return { reply, value: value === null ? null : { reactions, complete: value.complete, atUs } };
      };
      return ask(call, (body, answer) => told(body, beforeUs(answer, begunMs)), signal);
    },
  };
}
