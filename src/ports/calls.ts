import type { Emoji } from "../domain/emoji.ts";
import type { Conversation } from "../domain/heard.ts";

/**
 * Awaited before each request, for its token of the account's limits. Rejects with a TargetError (`rate-limited`) while there is
 * none: what was asked for is then to be asked for again.
 */
export type Permit = () => Promise<void>;

/** A text of the team's for a conversation. */
export interface Outgoing {
  readonly conversation: string;
  readonly text: string;
  /** Stands for this text: the same for each try. */
  readonly key: string;
}

/** A post or a comment, as its URL names it. */
export interface PostName {
  /** What `GET /posts/{id}` takes. */
  readonly post: string;
  readonly comment: string | null;
}

/** A post as the provider knows it. */
export interface FoundPost {
  /** What reactions take: `social_id`, or `provider_id`. */
  readonly id: string;
  readonly comment: string | null;
  readonly canReact: boolean;
  /** What our own account shows there, never an organization; null for nothing, or where nobody says. */
  readonly shown: Emoji | null;
}

/** What other people show on a message. */
export interface HeldThere {
  readonly reactions: readonly { readonly person: string; readonly emoji: Emoji }[];
  /** Whether that is everybody. */
  readonly complete: boolean;
  /** The latest moment certainly before the snapshot, in microseconds since 1970. */
  readonly atUs: number;
}

/**
 * What an account can be asked for besides reactions. Each is there only where its provider documents the call. All throw nothing
 * but TargetError, await the permit before each request, never repeat one, and give up when `signal` is aborted.
 */
export interface Calls {
  /** Sends a text. `id` is null where the answer does not say it: the message's own delivery will. */
  send?(outgoing: Outgoing, permit: Permit, signal: AbortSignal): Promise<{ readonly id: string | null }>;
  /** Whether the provider promises that the same `key` is not sent twice. */
  readonly sendsOnce?: boolean;
  /** The ids that calls take for a message that a delivery named by others; null while the provider does not list it. */
  locate?(
    message: { readonly id: string; readonly conversation: string },
    permit: Permit,
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly conversation: string } | null>;
  /** What the first URL of a post or comment in a text names; null when there is none. Pure. */
  postIn?(text: string): PostName | null;
  /** Looks a post up. */
  findPost?(name: PostName, permit: Permit, signal: AbortSignal): Promise<FoundPost>;
  /** Reads what the others show on a message. */
  held?(
    message: { readonly id: string; readonly part: number; readonly conversation: string | null },
    permit: Permit,
    signal: AbortSignal,
  ): Promise<HeldThere>;
  /** The newest conversations. */
  conversations?(permit: Permit, signal: AbortSignal): Promise<readonly Conversation[]>;
}

/** Where the provider is told of our address; for an operator at a terminal, so no permits. All throw nothing but TargetError. */
export interface Registration {
  /** Whether a webhook with this address is there, enabled, and tells all that the bridge wants to hear. */
  isRegistered(url: string, signal: AbortSignal): Promise<boolean>;
  /** Registers it. `secret` is what deliveries will be signed with, where the provider makes it and shows it only once. */
  register(url: string, signal: AbortSignal): Promise<{ readonly secret: string | null }>;
}
