import { z } from "zod";
import { type Emoji, same } from "../../domain/emoji.ts";
import type { Slot } from "../../domain/slot.ts";
import { segment } from "../../http/segment.ts";
import type { Call } from "../call.ts";
import type { Reply } from "../failure.ts";

/** `POST /conversations/{conversationUrn}/messages/{messageUrn}/react`; null when the slot lacks one of the URNs. */
export function toCall(account: string, slot: Slot, emoji: string, react: boolean): Call | null {
  const conversation = slot.conversation === null ? null : segment(slot.conversation);
  const message = segment(slot.message);
  const query = segment(account);
  if (conversation === null || message === null || query === null) return null;
  return {
    path: `/conversations/${conversation}/messages/${message}/react?accountId=${query}`,
    json: { emoji, react },
  };
}

const answer = z.object({
  success: z.boolean().optional().catch(undefined),
  emoji: z.string().optional().catch(undefined),
  react: z.boolean().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  /** A sentence, or what its validator threw. */
  error: z.object({ name: z.string() }).optional().catch(undefined),
  holdUntil: z.unknown().optional(),
});

/** A success is one only for the emoji and the direction that were asked for. */
export function toReply(body: unknown, asked: { readonly emoji: Emoji; readonly react: boolean }): Reply {
  const { data } = answer.safeParse(body);
  const isIt = (data?.emoji === undefined || same(data.emoji, asked.emoji)) && (data?.react ?? asked.react) === asked.react;
  const reply = toAnswer(body);
  return { ...reply, success: reply.success && isIt };
}

/** `GET /conversations`: asks for no more than one, and looks into none. */
export function toProbe(account: string): Call | null {
  const query = segment(account);
  return query === null ? null : { path: `/conversations?accountId=${query}&count=1` };
}

/** Of every call alike. */
export function toAnswer(body: unknown): Reply {
  const { data } = answer.safeParse(body);
  return {
    success: data?.success === true,
    code: data?.code ?? data?.error?.name ?? null,
    requestId: null,
    retryAfter: data?.holdUntil ?? null,
  };
}
