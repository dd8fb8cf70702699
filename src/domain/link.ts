import type { Policy } from "./policy.ts";

/** A channel tied to a conversation, to posts, or to a whole inbox, through one of our accounts. */
export interface Link {
  readonly name: string;
  /** `slack:C0123456789` or `discord:1187…`. */
  readonly channel: string;
  /** The account that shows the reactions; null when the channel is mirrored to another channel. */
  readonly account: string | null;
  /** The provider's id of the conversation; `*` for the whole account; null for posts. */
  readonly conversation: string | null;
  readonly posts: boolean;
  /** The organization in whose name the account reacts to posts. */
  readonly asOrganization: string | null;
  /** Another channel, as `channel` is written; null unless mirrored. */
  readonly mirrorTo: string | null;
  readonly policy: Policy;
  readonly source: "config" | "chat";
}

/** What is said of a link that is made in chat: everything else about it is what the configuration says of every link. */
export interface MadeLink {
  readonly name: string;
  readonly channel: string;
  readonly account: string;
  readonly conversation: string;
}

export function linkMade(made: MadeLink, policy: Policy): Link {
  return { ...made, posts: false, asOrganization: null, mirrorTo: null, policy, source: "chat" };
}
