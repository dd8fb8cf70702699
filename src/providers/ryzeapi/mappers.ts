import { z } from "zod";
import type { Slot } from "../../domain/slot.ts";
import { segment } from "../../http/segment.ts";
import type { Outgoing } from "../../ports/calls.ts";
import type { Call, Told } from "../call.ts";
import { opaqueId } from "../check.ts";
import type { Reply } from "../failure.ts";
import { chatId, isGroup } from "./jid.ts";

/** What we sign our reactions and texts with; RyzeAPI hands it back in its events. */
const SOURCE = "reacji-bridge";

const REMOVE = "remove";

/** `POST /api/message/reaction/{instance}`; null when RyzeAPI could not find the message by what the slot says. */
export function toCall(instance: string, slot: Slot, reaction: string | null): Call | null {
  const name = segment(instance);
  const { conversation, fromMe, author } = slot;
  if (name === null || conversation === null || slot.message === "" || fromMe === null) return null;
  const foreign = isGroup(conversation) && !fromMe;
  if (foreign && author === null) return null;
  return {
    path: `/api/message/reaction/${name}`,
    json: {
      number: conversation,
      messageId: slot.message,
      reaction: reaction ?? REMOVE,
      fromMe,
      ...(foreign && { participant: author }),
      source: SOURCE,
    },
  };
}

/** `POST /api/message/text/{instance}`; null where the conversation is none. */
export function toSend(instance: string, { conversation, text }: Pick<Outgoing, "conversation" | "text">): Call | null {
  const name = segment(instance);
  if (name === null || !chatId.safeParse(conversation).success) return null;
  return { path: `/api/message/text/${name}`, json: { number: conversation, message: text, source: SOURCE } };
}

const answer = z.object({
  success: z.boolean().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  error: z
    .object({ message: z.string().optional().catch(undefined), status: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** The document's "internal status", which is not promised on the wire, by the sentence that it stands beside; no sentence is kept. */
const SENTENCES: readonly (readonly [sentence: RegExp, code: string])[] = [
  [/^Invalid request body/, "Invalid request body"],
  [/^Reaction is required/, "Reaction is required"],
  [/^Invalid phone number format/, "invalid_number"],
  [/^Participant is required/, "missing_participant"],
  [/^Failed to send\b/, "send_failed"],
  [/^Instance is not connected/, "disconnected"],
  [/^Instance not found/, "Instance not found"],
  [/^Instance name is required/, "Instance name is required"],
  [/^Number is required/, "Number is required"],
  [/^MessageID is required/, "MessageID is required"],
  // The document gives no sentence here, only that it is the reason why the messageId is invalid.
  [/\bmessage ?id\b/i, "invalid_message_id"],
];

const STATUSES: readonly string[] = ["invalid_number", "invalid_message_id", "missing_participant", "send_failed", "disconnected"];

export function toReply(body: unknown): Reply {
  const { data } = answer.safeParse(body);
  const sentence = data?.error?.message ?? "";
  const status = data?.error?.status ?? data?.status ?? null;
  const known = SENTENCES.find(([pattern]) => pattern.test(sentence));
  return {
    success: data?.success === true,
    code: status !== null && STATUSES.includes(status) ? status : (known?.[1] ?? status),
    requestId: null,
    retryAfter: null,
  };
}

const sent = z.object({
  messageId: opaqueId.optional().catch(undefined),
  data: z
    .object({ messageId: opaqueId.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** The document shows the message's id under `data`; its prose names it without. */
export function toSent(body: unknown): Told<{ readonly id: string | null }> {
  const { data } = sent.safeParse(body);
  return { reply: toReply(body), value: { id: data?.data?.messageId ?? data?.messageId ?? null } };
}

/** `GET /api/instance/list`, of this instance alone. */
export function toProbe(instance: string): Call | null {
  const query = segment(instance);
  return query === null ? null : { path: `/api/instance/list?instanceName=${query}` };
}

const listed = z.object({ instances: z.array(z.object({ name: z.string() })) });

/** A list without this instance is as good as its documented "Instance not found". */
export function toProbeReply(instance: string, body: unknown): Reply {
  const { data } = listed.safeParse(body);
  if (data === undefined) return toReply(body);
  const success = data.instances.some(({ name }) => name === instance);
  return { success, code: success ? null : "Instance not found", requestId: null, retryAfter: null };
}
