import { z } from "zod";
import type { Emoji } from "../../domain/emoji.ts";
import type { Slot } from "../../domain/slot.ts";
import { segment } from "../../http/segment.ts";
import type { Calls, HeldThere, Outgoing } from "../../ports/calls.ts";
import type { Asker, Call, Told } from "../call.ts";
import { opaqueId } from "../check.ts";
import { beforeUs, ifReadable } from "../reading.ts";
import { toEmoji, toReply, uuid } from "./mappers.ts";

/** `POST /v3/chats/{chatId}/messages`; two with one `idempotency_key` are one message. */
function toSend({ conversation, text, key }: Outgoing): Call | null {
  const chat = segment(conversation);
  const message = { parts: [{ type: "text", value: text }], idempotency_key: key };
  return chat === null ? null : { path: `/v3/chats/${chat}/messages`, json: { message } };
}

function toSent(body: unknown): Told<{ readonly id: string }> {
  const { data } = z.object({ message: z.object({ id: uuid }) }).safeParse(body);
  return { reply: toReply(body), value: data === undefined ? null : { id: data.message.id } };
}

/** `GET /v3/messages/{messageId}`. */
function toRead(id: string): Call | null {
  const message = segment(id);
  return message === null ? null : { method: "GET", path: `/v3/messages/${message}` };
}

const message = z.object({ id: uuid, parts: z.array(z.object({ reactions: z.array(z.unknown()).nullish() })).nullish() });
const reaction = z.object({
  handle: z.object({ handle: opaqueId }).optional().catch(undefined),
  is_me: z.boolean(),
  type: z.string(),
  custom_emoji: z.string().nullish(),
});
type Reaction = z.output<typeof reaction>;

/** Everything on one part, and whether that is all of it; null where the part or its reactions are not in the answer. */
interface OnPart {
  readonly found: { readonly reactions: readonly Reaction[]; readonly complete: boolean } | null;
}

function toOnPart(body: unknown, part: number): Told<OnPart> {
  const reply = toReply(body);
  const { data } = message.safeParse(body);
  if (data === undefined) return { reply, value: null };
  const raw = data.parts?.[part]?.reactions;
  if (raw === undefined) return { reply, value: { found: null } };
  const reactions = (raw ?? []).map((one) => reaction.safeParse(one).data).filter((one) => one !== undefined);
  return { reply, value: { found: { reactions, complete: reactions.length === (raw?.length ?? 0) } } };
}

/** What our account shows on a part of a message. A sticker of its own is no emoji, and lies beside it. */
export async function shownOnPart(ask: Asker, { message: id, part }: Slot, signal: AbortSignal): Promise<readonly Emoji[] | null> {
  const read = await ifReadable(ask(toRead(id), (body) => toOnPart(body, part), signal));
  if (read?.found?.complete !== true) return null;
  return read.found.reactions.flatMap(({ is_me, type, custom_emoji }) => (is_me ? (toEmoji(type, custom_emoji) ?? []) : []));
}

/** What a Linq account can be asked for besides reactions. */
export function createCalls(ask: Asker): Calls {
  return {
    sendsOnce: true,
    async send(outgoing, permit, signal) {
      const call = toSend(outgoing);
      if (call !== null) await permit();
      return ask(call, toSent, signal);
    },
    async held({ id, part }, permit, signal) {
      const call = toRead(id);
      if (call !== null) await permit();
      const begunMs = Date.now();
      const read = (body: unknown, atUs: number): Told<HeldThere> => {
        const { reply, value } = toOnPart(body, part);
        return { reply, value: value === null ? null : heldBy(value, atUs) };
      };
      return ask(call, (body, answer) => read(body, beforeUs(answer, begunMs)), signal);
    },
  };
}

/** The others, by what they are reached by, as deliveries name them. */
function heldBy({ found }: OnPart, atUs: number): HeldThere {
  let complete = found?.complete === true;
  const reactions = (found?.reactions ?? []).flatMap(({ is_me, handle, type, custom_emoji }) => {
    const emoji = is_me ? null : toEmoji(type, custom_emoji);
    if (emoji === null) return [];
    if (handle === undefined) complete = false;
    return handle === undefined ? [] : [{ person: handle.handle, emoji }];
  });
  return { reactions, complete, atUs };
}
