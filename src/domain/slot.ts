/**
 * The place on a target message that one of our accounts fills. `account`, `message`, `part`, `comment` and `organization` say
 * which place it is; the rest is what a provider wants to hear besides.
 */
export interface Slot {
  readonly account: string;
  /** The provider's id of the target message, or of the post. */
  readonly message: string;
  /** Linq: the index of the message's part; 0 everywhere else. */
  readonly part: number;
  /** A comment below a post. */
  readonly comment: string | null;
  /** The organization in whose name the account reacts. */
  readonly organization: string | null;
  /** True when the target is a post (or a comment below it) and not a message. */
  readonly post: boolean;
  /** The provider's id of the conversation; null for posts. */
  readonly conversation: string | null;
  /** Whether our account sent the target message; null when nobody said. */
  readonly fromMe: boolean | null;
  /** The author's id on the network (RyzeAPI's `participant`). */
  readonly author: string | null;
}

/** Unique per slot. Opaque: nobody parses it, and it must not be logged (ids of people can be part of it). */
export function slotKey(slot: Slot): string {
  return JSON.stringify([slot.account, slot.post ? "post" : "message", slot.message, slot.part, slot.comment, slot.organization]);
}
