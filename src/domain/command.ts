import type { Emoji } from "./emoji.ts";
import type { Person, Via } from "./event.ts";
import type { Channel, Message } from "./message.ts";
import type { Direction } from "./policy.ts";

/** An emoji as its platform names it in events, and what it is in Unicode; null for a custom one. */
export interface NamedEmoji {
  readonly name: string;
  readonly emoji: Emoji | null;
}

/** What can be asked for in chat. `turn` to null is "on": what the file says. */
export type Command =
  | { readonly kind: "react"; readonly emoji: NamedEmoji }
  | { readonly kind: "act"; readonly does: Doing; readonly emoji: NamedEmoji; readonly via: Via }
  /** Null: every emoji that this person holds there by command. */
  | { readonly kind: "remove"; readonly emoji: NamedEmoji | null }
  | { readonly kind: "clear" | "who" | "allowed" | "legend" | "status" | "list" }
  | { readonly kind: "turn"; readonly to: Direction | null }
  | { readonly kind: "link"; readonly account: string; readonly conversation: string }
  /** Null: the only link of the channel that was made in chat. */
  | { readonly kind: "unlink"; readonly link: string | null };

/**
 * Which message a command is about. `newest`: the newest one from the other side; asked for in a thread that stands for a conversation
 * (`head` is the message at its head), of that conversation. `post`: the post or comment at an address, through an account where somebody names one.
 */
export type Place =
  | { readonly kind: "newest"; readonly head?: Message }
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "post"; readonly url: string; readonly account?: string };

/** Somebody asks the bridge for something, in a channel. */
export interface Asking {
  /** The trigger's or the interaction's id: asked twice under one id is asked once. */
  readonly id: string;
  readonly person: Person;
  readonly channel: Channel;
  readonly command: Command;
  readonly place: Place;
}

/** Plain text, foreign names among it, and people who are shown by name. Whoever shows it escapes the texts and pings nobody. */
export type Said = readonly (string | { readonly person: Person })[];

/** What takes an answer back; the same person asks for it. */
export interface Undo {
  readonly message: Message;
  readonly emoji: NamedEmoji;
}

/**
 * What can be done by a button about one's own press: let it out that waits for that, or not; take it back at the other side; or hear of
 * such no more.
 */
export const DOINGS = ["send", "keep", "take-back", "hush"] as const;

export type Doing = (typeof DOINGS)[number];

/** A button below what a person is told. The same person presses it, or it does nothing. */
export interface Action {
  readonly does: Doing;
  readonly label: string;
  readonly message: Message;
  readonly emoji: NamedEmoji;
  readonly via: Via;
}

/** One emoji that somebody can choose, and as what it would go out; null where it would stay inside. */
export interface Choice {
  readonly emoji: Emoji;
  readonly goesAs: Emoji | null;
}

/** A conversation that a channel could be linked with. `title` is foreign. */
export interface Offer {
  readonly account: string;
  readonly conversation: string;
  readonly title: string;
}
