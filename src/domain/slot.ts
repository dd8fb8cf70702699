import { isPlatform, type Message, messageKey } from "./message.ts";

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

/** Where our bot shows reactions on a message of a channel: on the way back, platforms are accounts, by their own names. */
export function slotOn(message: Message): Slot {
  return {
    ...{ account: message.platform, message: messageKey(message), part: 0, comment: null, organization: null, post: false },
    ...{ conversation: message.channel, fromMe: null, author: null },
  };
}

/** The message of a channel that such a slot is on; null for every other slot. */
export function messageOn({ account, message: key }: Pick<Slot, "account" | "message">): Message | null {
  const [platform, workspace, channel, message] = key.split(":");
  const isThere = platform !== undefined && isPlatform(platform) && platform === account;
  return isThere && workspace !== undefined && channel !== undefined && message !== undefined
    ? { platform, workspace, channel, message }
    : null;
}
