import type { Person, Reading, SourceEvent } from "../domain/event.ts";
import type { Channel, Message, Platform } from "../domain/message.ts";

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

/** Where people hold reactions. */
export interface Source {
  readonly platform: Platform;
  /** Whether the platform sends an event again that was not acked. */
  readonly resends: boolean;
  /** Resolves when connected (or listening); keeps itself connected from then on. Rejects when the credentials are refused. */
  start(receive: Receive): Promise<void>;
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
  /** Tells one person, and nobody else, something about a message. Rejects when it did not arrive. */
  tell(message: Message, person: Person, text: string): Promise<void>;
  /**
   * Says something to everybody in a channel, given by its id. `key` stands for what is said: with `again`, an earlier try may have
   * arrived, and it is looked for first where that is possible. Rejects when it did not arrive, or nobody can say.
   */
  say(channel: string, text: string, key: string, again: boolean): Promise<void>;
}
