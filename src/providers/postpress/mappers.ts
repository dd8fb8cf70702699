import { z } from "zod";
import { type Emoji, includes, inForm } from "../../domain/emoji.ts";
import type { Slot } from "../../domain/slot.ts";
import { segment } from "../../http/segment.ts";
import { INSTAGRAM_POSTS } from "../../networks/instagram.ts";
import { linkedInPostReaction } from "../../networks/linkedin.ts";
import type { Call } from "../call.ts";
import type { Reply } from "../failure.ts";
import { referenceType } from "./failures.ts";

/** `POST /messages/{message_id}/reaction`. */
export function toMessageCall(slot: Slot, emoji: Emoji, variationSelector: "strip" | "qualify"): Call | null {
  const message = segment(slot.message);
  return message === null ? null : { path: `/messages/${message}/reaction`, json: { reaction: inForm(emoji, variationSelector) } };
}

/** One of the names of `reaction_type`; null for an emoji that is none of them, since leaving it out would mean `like`. */
export function toReactionType(network: "linkedin" | "instagram", emoji: Emoji): string | null {
  if (network === "linkedin") return linkedInPostReaction(emoji);
  // Whatever Instagram's posts take is the like: it has no other name.
  const { allowed } = INSTAGRAM_POSTS;
  return typeof allowed !== "string" && includes(allowed, emoji) ? "like" : null;
}

/** `POST /posts/reaction`, for a post or, with `comment_id`, for a comment below it. */
export function toPostCall(account: string, slot: Slot, reactionType: string): Call | null {
  if (slot.message === "" || slot.comment === "") return null;
  return {
    path: "/posts/reaction",
    json: {
      account_id: account,
      post_id: slot.message,
      reaction_type: reactionType,
      ...(slot.comment !== null && { comment_id: slot.comment }),
      ...(slot.organization !== null && { as_organization: slot.organization }),
    },
  };
}

const text = z.string().optional().catch(undefined);

/** The reference's envelope, and that of the quickstart, which differs (`error`). */
const answer = z.object({
  object: text,
  success: z.boolean().optional().catch(undefined),
  type: text,
  instance: text,
  error: z.object({ code: text, request_id: text }).optional().catch(undefined),
});

type Answered = z.infer<typeof answer>;

/** Both envelopes; `success` tells the success that the document promises. */
export function toReply(body: unknown, success: (said: Answered) => boolean): Reply {
  const { data } = answer.safeParse(body);
  const code = data?.error?.code;
  return {
    success: data !== undefined && success(data),
    code: data?.type ?? (code === undefined ? null : referenceType(code)),
    requestId: data?.instance ?? data?.error?.request_id ?? null,
    retryAfter: null,
  };
}

/** Success is the object's name and `success: true`; the status (200 by the document) is not looked at more closely. */
export function toMessageReply(body: unknown): Reply {
  return toReply(body, (said) => said.object === "MessageReactionAdded" && said.success === true);
}

/** Success is the object's name (with 201 by the document). */
export function toPostReply(body: unknown): Reply {
  return toReply(body, (said) => said.object === "ReactionAdded" && said.success !== false);
}

/** `GET /webhooks`: of the reads that the reference documents, the one that touches nobody's messages. */
export const PROBE = { path: "/webhooks" } as const;

export function toProbeReply(body: unknown): Reply {
  return toReply(body, (said) => said.object === "WebhookList");
}
