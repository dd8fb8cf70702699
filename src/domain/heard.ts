import type { Emoji } from "./emoji.ts";

/** A conversation as a delivery names it. */
export interface Conversation {
  /** Every id that the delivery gives it, in the form that links and calls use, the one that calls want first. At least one. */
  readonly ids: readonly string[];
  /** The group's name, or the other person's; null when the delivery does not say. Foreign text. */
  readonly name: string | null;
  readonly isGroup: boolean;
}

/** Somebody on a network. */
export interface Author {
  /** On the network or at the provider, as the provider's calls want to hear it. Never logged. */
  readonly id: string;
  /** Foreign text; null when the delivery does not say. */
  readonly name: string | null;
}

/** Named and pointed to, never fetched. All of it is foreign. */
export interface Attachment {
  /** The file's name; null when there is none. */
  readonly name: string | null;
  /** A word for what it is: `image`, `audio`, `file`. */
  readonly type: string;
  /** http(s); null when the delivery has none. */
  readonly url: string | null;
}

/** What is reacted to as one: a whole message, or one of a Linq message's parts. */
export interface Part {
  readonly part: number;
  /** Foreign text; null when there is none. */
  readonly text: string | null;
  readonly attachments: readonly Attachment[];
}

/** Somebody wrote in a conversation of an account, or the account itself did, from its phone or through the API. */
export interface HeardMessage {
  readonly kind: "message";
  readonly conversation: Conversation;
  /** The provider's id of the message, as its webhook gives it. */
  readonly id: string;
  readonly fromMe: boolean;
  readonly author: Author;
  /** At least one; more than one where parts are reacted to one by one. */
  readonly parts: readonly Part[];
  readonly quoted: { readonly id: string; readonly part: number } | null;
  /** In microseconds since 1970, by the network's clock; null when the delivery does not say. */
  readonly atUs: number | null;
}

export interface HeardEdit {
  readonly kind: "edited";
  readonly id: string;
  readonly part: number;
  readonly text: string;
  /** What tells a redelivery from another edit: the delivery's id, or its moment. */
  readonly event: string;
}

export interface HeardDeletion {
  readonly kind: "deleted";
  readonly id: string;
}

/** Somebody reacted to a message, or took it back. */
export interface HeardReaction {
  readonly kind: "reaction";
  readonly op: "add" | "remove";
  /** The message that was reacted to. */
  readonly id: string;
  readonly part: number;
  /** Null when the delivery does not say. */
  readonly conversation: Conversation | null;
  /** Canonical. Null on a removal: whatever this person showed; on an add: something that is no emoji (a sticker). */
  readonly emoji: Emoji | null;
  /** Our own account did, through the API or on its phone. */
  readonly fromMe: boolean;
  readonly person: Author;
  readonly atUs: number | null;
  /** What tells a redelivery from a new event; null where its time is enough. */
  readonly event: string | null;
}

/** An event that the bridge has no use for. */
export interface HeardOther {
  readonly kind: "other";
}

/** What one delivery of a provider tells, in the bridge's words. */
export type Heard = HeardMessage | HeardEdit | HeardDeletion | HeardReaction | HeardOther;
