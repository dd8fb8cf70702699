import { z } from "zod";
import { type Emoji, inForm } from "../../domain/emoji.ts";
import { own } from "../../domain/own.ts";
import type { Slot } from "../../domain/slot.ts";
import { segment } from "../../http/segment.ts";
import { canonical } from "../../names/index.ts";
import { TAPBACKS, tapback } from "../../networks/imessage.ts";
import type { Call } from "../call.ts";
import type { Reply } from "../failure.ts";

/** UUIDs, in small letters so that one message has one name. */
export const uuid = z
  .guid({ error: (issue) => (issue.input === undefined ? "is required" : "must be a UUID") })
  .transform((id) => id.toLowerCase());

/**
 * `POST /v3/messages/{messageId}/reactions`. A removal repeats type, custom emoji and part of what was added. Stickers are never
 * sent: the type exists, the field for its picture does not.
 */
export function toCall(slot: Slot, emoji: Emoji, operation: "add" | "remove"): Call | null {
  const message = segment(slot.message);
  if (message === null) return null;
  const type = tapback(emoji);
  const reaction = type === null ? { type: "custom", custom_emoji: inForm(emoji, "qualify") } : { type };
  return { path: `/v3/messages/${message}/reactions`, json: { operation, ...reaction, part_index: slot.part } };
}

/** The way back: null for a sticker, and for what is no emoji. */
export function toEmoji(type: string, custom: string | null | undefined): Emoji | null {
  return type === "custom" ? canonical(custom ?? "") : (own<Emoji>(TAPBACKS, type) ?? null);
}

/** `GET /v3/chats`, where every filter may be left out. Asks for no more than one, and looks into none. */
export const PROBE = { path: "/v3/chats?limit=1" } as const;

const answer = z.object({
  success: z.boolean().optional().catch(undefined),
  trace_id: z.string().optional().catch(undefined),
  error: z.unknown().optional(),
});
const fault = z.object({ code: z.union([z.int(), z.string()]).optional().catch(undefined), retry_after: z.unknown().optional() });

/** All fields of the success are optional (`status: "accepted"` is the example's), so a JSON object without an error says it. */
export function toReply(body: unknown): Reply {
  const { data } = answer.safeParse(body);
  const error = fault.safeParse(data?.error).data;
  return {
    success: data !== undefined && data.success !== false && data.error == null,
    code: error?.code === undefined ? null : String(error.code),
    requestId: data?.trace_id ?? null,
    retryAfter: error?.retry_after ?? null,
  };
}

export function toProbeReply(body: unknown): Reply {
  const reply = toReply(body);
  return { ...reply, success: reply.success && z.object({ chats: z.array(z.unknown()) }).safeParse(body).success };
}
