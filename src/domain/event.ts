import type { Emoji } from "./emoji.ts";
import type { Channel, Message } from "./message.ts";

/** `slack:T0ACME:U0DANA`; opaque but for the platform that made it. */
export type Person = string;

/** Somebody on a network, as one of our accounts knows them by the provider's id. */
export function personOn(account: string, id: string): Person {
  return `${account}:${id}`;
}

/** How a person came to hold a reaction: by reacting, or by asking the bridge (`/react`, the API). */
export type Via = "reaction" | "command";

/** One person reacted, or took it back. */
export interface ReactionEvent {
  readonly kind: "added" | "removed";
  readonly message: Message;
  readonly person: Person;
  /** The emoji as the source names it, tone included (`+1::skin-tone-2`); each name is its own reaction. */
  readonly name: string;
  /** What it is in Unicode, canonical; null for a custom emoji that stands for none. */
  readonly emoji: Emoji | null;
  readonly via: Via;
  /** When it happened by the source's clock, in microseconds since 1970; null where the source does not say. */
  readonly atUs: number | null;
  /** What tells a redelivery from a new event where there is no time of its own; null where folding by time is enough. */
  readonly id: string | null;
}

/**
 * Many reactions went at once and no event of their own tells of each: of everybody, of one person, or of one emoji. On a network
 * where a person has one slot, a source tells of a new emoji as two events: the person is cleared one microsecond before the add.
 */
export interface ClearedEvent {
  readonly kind: "cleared";
  readonly message: Message;
  readonly person: Person | null;
  readonly name: string | null;
  readonly atUs: number | null;
  readonly id: string | null;
}

/** The message is gone or can no longer be reacted to. Deleting is not withdrawing. */
export interface DeletedEvent {
  readonly kind: "deleted";
  readonly message: Message;
  readonly atUs: number | null;
}

/** The channel was archived or deleted, or our bot was removed from it. */
export interface LeftEvent {
  readonly kind: "left";
  readonly channel: Channel;
  readonly reason: "archived" | "deleted" | "removed";
  readonly atUs: number | null;
}

/**
 * People of another organization came into the channel, or the last of them left it (Slack Connect). Told before anything that
 * happens in a shared channel, however often.
 */
export interface SharedEvent {
  readonly kind: "shared" | "unshared";
  readonly channel: Channel;
}

/** Whoever posted the message says which target it stands for (Slack message metadata). `target` is not yet validated. */
export interface DeclaredEvent {
  readonly kind: "declared";
  readonly message: Message;
  readonly link: string;
  readonly target: unknown;
}

/** Somebody wrote in a channel, or asks that a message of theirs be sent to the other side. Never our own bot. */
export interface SpokenEvent {
  readonly kind: "spoken";
  readonly message: Message;
  /** The message at the head of its thread; null when it is in none, or is the head itself. */
  readonly thread: string | null;
  readonly person: Person;
  /** As the platform's people read it: plain text, mentions by name, standard emoji in Unicode. */
  readonly text: string;
  /** How many files are attached. */
  readonly files: number;
  /** Somebody asked by hand for this message to be sent ("Send to customer"): who, which may be another than its author. */
  readonly askedBy: Person | null;
}

/**
 * Our bot's own reaction came or went, where the platform tells of it and others may take it off: an echo of what we did, or not. A removal
 * without an emoji is of all.
 */
export interface OwnEvent {
  readonly kind: "own";
  readonly op: "add" | "remove";
  readonly message: Message;
  readonly emoji: Emoji | null;
}

/** Events may have been lost: what this source's linked messages hold must be read again. */
export interface GapEvent {
  readonly kind: "gap";
  readonly reason: string;
}

export type SourceEvent =
  | ReactionEvent
  | ClearedEvent
  | DeletedEvent
  | LeftEvent
  | SharedEvent
  | DeclaredEvent
  | SpokenEvent
  | OwnEvent
  | GapEvent;

/** What a source answers when asked who holds what on a message. */
export interface Reading {
  /** In the platform's order. Our own bot's reactions are never part of it. */
  readonly reactions: readonly { readonly person: Person; readonly name: string; readonly emoji: Emoji | null }[];
  /** Names whose list of people was cut short: a person missing there may still hold it. `all`: of every name. */
  readonly incomplete: readonly string[] | "all";
  /** The latest moment certainly before the snapshot, in microseconds since 1970; null where the source has no times: when it was asked. */
  readonly atUs: number | null;
  /** People of another organization are in the channel. */
  readonly shared?: boolean;
}
