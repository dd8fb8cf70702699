import { platformOf } from "./message.ts";
import { opposite, type Policy, reversed } from "./policy.ts";

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
  /** The provider's id of the conversation; `*` for the whole account, NAMED_POSTS for no conversation but posts. */
  readonly conversation: string;
}

/** Of a link that is made when somebody reacts to a post by its address where no other link reaches it. */
export const NAMED_POSTS = "posts";

export function linkMade({ conversation, ...made }: MadeLink, policy: Policy): Link {
  const posts = conversation === NAMED_POSTS;
  return { ...made, conversation: posts ? null : conversation, posts, asOrganization: null, mirrorTo: null, policy, source: "chat" };
}

/** Whether every post whose address is written in the channel stands for that post; else only those that somebody names by command. */
export function followsPosts({ posts, source }: Link): boolean {
  return posts && source === "config";
}

/** One of the two ends of a link, where people hold reactions that are to appear at the other one. */
export interface Side {
  /** A channel, as links name it; or, of a network, the account that hears it. */
  readonly at: string;
  /** The other end, by the same kind of name. */
  readonly to: string;
  /** The account that shows there what is held here; of a channel, it is the platform's. */
  readonly account: string;
  /** It shows it on posts. */
  readonly post: boolean;
  /** What may leave this end. */
  readonly policy: Policy;
}

/** Both ends of a link; none when it leads nowhere. */
export function sides({ channel, account, mirrorTo, posts, policy }: Link): readonly Side[] {
  if (account !== null) {
    return [
      { at: channel, to: account, account, post: posts, policy },
      { at: account, to: channel, account: platformOf(channel), post: false, policy: reversed(policy) },
    ];
  }
  if (mirrorTo === null) return [];
  // Both are the team's: what may leave one of them may leave the other. What stays in one is seen there, and nobody need be told.
  const forth: Policy = {
    ...policy,
    notify: "off",
    emoji: { ...policy.emoji, confirm: [] },
    quietHours: { ...policy.quietHours, timeZone: null },
  };
  return [
    { at: channel, to: mirrorTo, account: platformOf(mirrorTo), post: false, policy: forth },
    { at: mirrorTo, to: channel, account: platformOf(channel), post: false, policy: { ...forth, direction: opposite(policy.direction) } },
  ];
}

/** The end of a link that is in a channel, or at an account; null when it has no end there. */
export function sideAt(link: Link, place: string): Side | null {
  return sides(link).find(({ at }) => at === place) ?? null;
}

/** The end of a link from which reactions come into a channel; null when none do. */
export function sideTo(link: Link, channel: string): Side | null {
  return sides(link).find(({ to }) => to === channel) ?? null;
}
