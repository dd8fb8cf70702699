import { NETWORK_TITLES } from "../../domain/conversation.ts";
import type { Link } from "../../domain/link.ts";
import { isPlatform, type Platform } from "../../domain/message.ts";
import { type Direction, keptInside, leaves, type Policy } from "../../domain/policy.ts";
import type { Account } from "../../ports/account.ts";
import { TURN_ON } from "./sentences.ts";

const DIRECTIONS: Readonly<Record<Direction, string>> = {
  both: "both ways",
  outbound: "only from here to the customer",
  inbound: "only from the customer to here",
  off: "switched off",
};

/** Why a channel was not linked, or a link not undone. */
export type Unlinked =
  | { readonly why: "not-admin" | "unshown" }
  | { readonly why: "no-account"; readonly accounts: readonly string[] }
  | { readonly why: "unreached"; readonly account: Account }
  | { readonly why: "malformed"; readonly flaws: readonly string[] }
  | { readonly why: "unavailable"; readonly reason: string }
  | { readonly why: "stands" | "configured"; readonly link: string }
  | { readonly why: "none" }
  | { readonly why: "no-such" | "which"; readonly links: readonly string[] };

/** What an admin is told who asked for a link to be made or undone, and did not get it. */
export function unlinked(refused: Unlinked): string {
  switch (refused.why) {
    case "not-admin":
      return "Only admins of the workspace, or those who may manage this channel, can link it.";
    case "no-account":
      return refused.accounts.length === 0
        ? "There is no account to link this channel with. Accounts are described in the configuration."
        : `There is no such account. The accounts are ${listed(refused.accounts)}.`;
    case "unreached":
      return `${refused.account.name} reaches no messages on ${networkOf(refused.account)}, so there is no conversation to link this channel with.`;
    case "malformed":
      return `This is not the id of a conversation there: ${refused.flaws.join("; ")}.`;
    case "unavailable":
      return `This channel cannot be linked: ${refused.reason}.`;
    case "unshown":
      return "This channel cannot be linked: nothing of a conversation can be shown here.";
    case "stands":
      return `This channel is linked with this conversation already, by ${refused.link}.`;
    case "configured":
      return `${refused.link} is a link of the configuration and cannot be changed from chat. Whoever runs the bridge can take it out of the file.`;
    case "none":
      return "This channel is not linked with anything.";
    case "no-such":
      return `This channel has no such link. Its links are ${listed(refused.links)}.`;
    case "which":
      return `This channel has several links that were made in chat. Say which one: ${listed(refused.links)}.`;
  }
}

/** What is linked, with the other side's own name, which is foreign; null where none is known. */
export interface Linked {
  readonly link: Link;
  readonly account: Account;
  readonly name: string | null;
}

/** A conversation, or a whole inbox, as somebody chooses it. `name` is foreign. */
export function titleOf(name: string, account: Account): string {
  return `${name} · ${networkOf(account)} (${account.name})`;
}

export const WHOLE_INBOX = "The whole inbox";

/** What the admin is told who made a link. */
export function madeLink({ link, account, name }: Linked, paused: Platform | null): string {
  const what = link.conversation === "*" ? WHOLE_INBOX : (name ?? link.conversation ?? "");
  const done = `This channel is linked with ${titleOf(what, account)} now; the link's name is ${link.name}.`;
  if (paused === null) return link.policy.relay.inbound ? `${done} What is written there from now on appears here.` : done;
  return `${done} It is shared with another organization, so the link is paused until an admin confirms it: ${TURN_ON[paused]}.`;
}

/** What the admin is told who undid a link. */
export function droppedLink(link: string): string {
  return `${link} is undone: nothing comes in or goes out over it any more. What customers see of earlier reactions stays.`;
}

/** What everybody in a channel reads once it is linked. Names nobody: not all who read along may know yet with whom. */
export function linkedNote({ policy, conversation }: Link, account: Account, paused: Platform | null): string {
  const what = conversation === "*" ? "the conversations" : "a conversation";
  const done = `This channel is linked with ${what} on ${networkOf(account)} now, through ${account.name}.`;
  if (paused === null) return `${done} ${visible(policy)}`;
  return `${done} It is shared with another organization, so nothing comes in or goes out before an admin confirms it (${TURN_ON[paused]}).`;
}

export function unlinkedNote(account: string): string {
  return `This channel is no longer linked through ${account}. Reactions here stay inside; what customers see of earlier ones stays.`;
}

/** Whose reactions reach the customer, and which of them never do. */
function visible(policy: Policy): string {
  const { allow } = policy.emoji;
  if (!leaves(policy.direction) || policy.dryRun) return "Reactions here stay inside.";
  const kept = keptInside(policy);
  const except = kept.length === 0 ? "" : ` ${listed(kept)} always ${kept.length === 1 ? "stays" : "stay"} inside.`;
  if (allow === "any") return `Reactions on customer messages here are visible to them.${except}`;
  return `Of the reactions on customer messages here, ${listed(allow)} are visible to them; all others stay inside.${except}`;
}

/** One link of a channel, in one line. */
export function linkLine(link: Link, account: Account | null, name: string | null, isPaused: boolean): string {
  const state = isPaused ? "paused: the channel is shared with another organization" : DIRECTIONS[link.policy.direction];
  const origin = link.source === "config" ? "from the configuration" : "made in chat";
  return `${link.name}: ${subjectOf(link, account, name)} – ${state}; ${origin}`;
}

function subjectOf({ posts, mirrorTo, channel, conversation }: Link, account: Account | null, name: string | null): string {
  if (mirrorTo !== null) return `${channel} and ${mirrorTo}`;
  if (account === null) return "an account that is gone";
  if (posts) return titleOf("Posts", account);
  return titleOf(conversation === "*" ? WHOLE_INBOX : (name ?? conversation ?? ""), account);
}

function networkOf({ network }: Account): string {
  return isPlatform(network) ? network : NETWORK_TITLES[network];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
