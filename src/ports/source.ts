import type { Action } from "../domain/command.ts";
import type { Emoji } from "../domain/emoji.ts";
import type { Person, Reading, SourceEvent } from "../domain/event.ts";
import type { Attachment } from "../domain/heard.ts";
import type { Channel, Message, Platform } from "../domain/message.ts";
import type { Commands } from "./commands.ts";

/**
 * Called for every event. Resolves once it is committed: only then may the source ack it. Rejects when it was not: a source that
 * `resends` must then let the platform send it again; of any other, what it may have missed is read.
 */
export type Receive = (event: SourceEvent) => Promise<void>;

/**
 * What a policy's `who` can name: `members`, `guests`, `external`, `bots`, a user id, `role:…`, `group:…`. Besides, UNKNOWN_GROUPS of
 * the policy, where the source may never know somebody's groups.
 */
export type PersonClass = string;

/** What somebody on a network wrote, for a channel. Texts and names are foreign: they must not ping, format or pass for anything. */
export interface Post {
  /** Under which name it appears, tidied. */
  readonly author: string;
  readonly text: string | null;
  readonly attachments: readonly Attachment[];
  /** The message at the head of the thread that it belongs into; null for the channel itself. */
  readonly thread: string | null;
  /** The message of this channel that it answers; null when it answers none, or none that is known here. */
  readonly quoted: string | null;
}

/** A platform will never take this: the channel is gone, archived or not ours. The message says so, without foreign text. */
export class Unpostable extends Error {
  override readonly name = "Unpostable";
}

/** Where the team reads what the other side writes. All reject when it did not arrive, or nobody can say. */
export interface Board {
  /**
   * Shows a message in a channel, given by its id. `key` stands for it: with `again`, an earlier try may have arrived, and it is
   * looked for first. Resolves with the message. Rejects with Unpostable when there is no point in trying again.
   */
  post(channel: string, post: Post, key: string, again: boolean): Promise<Message>;
  /** Puts another text in its place. `author` and `thread` stay as they were. Done too when it is gone. */
  amend(message: Message, post: Pick<Post, "text" | "attachments">): Promise<void>;
  /** Says that the message was deleted, in place of what it said. Done too when it is gone. */
  withdraw(message: Message): Promise<void>;
  /** Adds one line to the thread of a message, as from the bridge itself; `text` may hold foreign names. `key` and `again` as in `post`. */
  note(message: Message, text: string, key: string, again: boolean): Promise<void>;
  /**
   * Whether people of another organization are in a channel, given by its id. False, too, where the app may not ask. Rejects when it
   * cannot be found out now, with Unpostable where it never will be.
   */
  isShared(channel: string): Promise<boolean>;
  /** Whether our bot could show this emoji as a reaction. */
  shows(emoji: Emoji): boolean;
}

/** Listening to what a platform tells to everybody who listens. */
export interface Listening {
  /** Begins in the background, and keeps at it. What happened since `sinceMs` (milliseconds since 1970) was told to nobody. */
  begin(sinceMs: number): void;
  /** Resolves once nothing is listened to any more. Never rejects. */
  end(): Promise<void>;
}

/** Where people hold reactions. */
export interface Source {
  readonly platform: Platform;
  /** Absent where nothing of the other side can be shown. */
  readonly board?: Board;
  /** Called once, before `start`, with what answers the commands of chat; absent where there are none. */
  take?(commands: Commands): void;
  /** Whether the platform sends an event again that was not acked. */
  readonly resends: boolean;
  /** Present where one process must listen for all, and never two. */
  readonly listening?: Listening;
  /**
   * Resolves when connected (or listening); keeps itself connected from then on. Rejects when the credentials are refused. `aside`: another
   * process listens; then it is connected as soon as it can call, and listens when `listening` says so.
   */
  start(receive: Receive, aside?: boolean): Promise<void>;
  /** Takes no new events and resolves once those taken are acked or abandoned. */
  stop(): Promise<void>;
  connected(): boolean;
  /** The channel with the workspace that the credentials belong to. Throws before `start` resolved. */
  channel(id: string): Channel;
  /** When a message was posted, in milliseconds since 1970, as its id tells; null when this cannot be the id of a message here. */
  postedMs(message: string): number | null;
  /** Who holds what now. Rejects when the message cannot be read: that changes nothing. */
  held(message: Message, signal: AbortSignal): Promise<Reading>;
  /** Every class that this person is in. Rejects when it cannot be found out now; an unknown person is in none. */
  classes(person: Person): Promise<readonly PersonClass[]>;
  /**
   * Tells one person, and nobody else, something about a message, or about a channel where `message` is empty, with a button for each action
   * that it has room for. Rejects when it did not arrive.
   */
  tell(message: Message, person: Person, text: string, actions?: readonly Action[]): Promise<void>;
  /**
   * Says something to everybody in a channel, given by its id. `key` stands for what is said: with `again`, an earlier try may have
   * arrived, and it is looked for first where that is possible. Rejects when it did not arrive, or nobody can say.
   */
  say(channel: string, text: string, key: string, again: boolean): Promise<void>;
  /**
   * Says it as `say` does, and pins it in the place of what it pinned in that channel before. False when it was said but the app may not
   * pin. Absent where there are no pins.
   */
  pin?(channel: string, text: string, key: string, again: boolean): Promise<boolean>;
}
