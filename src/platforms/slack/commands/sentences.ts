import type { Emoji } from "../../../domain/emoji.ts";
import { tidyName } from "../../../domain/foreign.ts";

/** Everything that this adapter itself says about commands. What became of a command, the core says. */

const LONGEST_QUOTE = 60;

export const HELP = [
  "/react 🎉 reacts to the customer's newest message here. Write the emoji, or its name: :tada:, tada, love, celebrate.",
  "Add the link of a message (its menu, Copy link) for another one: /react 🎉 https://acme.slack.com/archives/…",
  "/react remove · takes back what you put there with /react; /react remove 🎉 takes back that one",
  "/react clear · takes off whatever of ours is there",
  "/react who · says what the customer sees, and who reacted",
  "/react allowed · says which emoji can go out here",
  "/react legend · pins in this channel what becomes of which emoji",
  "/react status · says how this channel is linked",
  "/react off, on, inbound, outbound · switches this channel's links; on is what the configuration says",
  "/react 👏 https://www.linkedin.com/feed/update/… · reacts to a post or a comment",
].join("\n");

export const BRIDGE_HELP = [
  "/bridge list · says what this channel is linked with",
  "/bridge link · links this channel with a conversation that the bridge has heard of",
  "/bridge unlink · ends the link that was made here; with more than one, /bridge unlink and its name",
  "Only admins of the workspace can link and unlink.",
].join("\n");

export const NOT_TAKEN = "That could not be taken, and nothing was done. Please try again in a moment.";
export const NOT_PRESSED = "That could not be taken: nothing was changed. Please press the button again in a moment.";
export const NOT_UNDONE = "That could not be taken back: nothing was changed. Please press Undo again in a moment.";
export const LATE = "This takes a little longer; the answer follows.";
export const TOO_LATE = "That took too long for Slack to open it. Nothing was done; please try again.";
export const NOTHING_HERE =
  "There is nothing to react to: this channel is not linked, or this message does not stand for one of the other side's.";
export const ADMINS_ONLY = "Only admins of this workspace can link a channel. Nothing was done.";
export const NOTHING_OFFERED =
  "There is no conversation to choose yet: the bridge offers those that it has heard of. Once somebody has written there, try again.";
export const NO_LONGER_OFFERED = "This conversation is not offered any more. Close this and begin again.";
export const CHOOSE = "Choose an emoji, or write one.";
export const CHOOSE_CONVERSATION = "Choose a conversation.";

export const WHICH_EMOJI = "Which emoji? Write it before the link: /react 🎉 and then the link. /react help says more.";
export const ONE_ADDRESS = "One link at a time, please: /react 🎉 and one link. Nothing was done.";
export const ONE_EMOJI = "One emoji at a time, please: /react 🎉 and, if you like, a link. Nothing was done.";
export const NO_ADDRESS = "This link cannot be read. Copy it from the message's menu, or from the browser. Nothing was done.";

/** How a command is written that takes nothing, or a link at most. */
export function usage(command: string, link: boolean): string {
  const written = `Write /react ${command}${link ? ", and after it a message's link if you like" : " and nothing after it"}.`;
  return `${written} Nothing was done.`;
}

/** What may have been meant: a word of ours, or an emoji's name. */
export type Meant = { readonly word: string } | { readonly name: string; readonly emoji: Emoji | null };

export function unknown(written: string, meant: Meant | null): string {
  const quoted = tidyName(written, "that", LONGEST_QUOTE);
  const hint = meant === null ? "/react help says what there is." : `Did you mean ${spelled(meant)}?`;
  return `“${quoted}” is no emoji that is known here. ${hint} Nothing was done.`;
}

export function unknownBridge(written: string, meant: string | null): string {
  const hint = meant === null ? "Write /bridge link, /bridge unlink or /bridge list." : `Did you mean /bridge ${meant}?`;
  return `“${tidyName(written, "that", LONGEST_QUOTE)}” is none of its commands. ${hint} Nothing was done.`;
}

export function bridgeUsage(command: string): string {
  return `Write /bridge ${command} and nothing after it. Nothing was done.`;
}

function spelled(meant: Meant): string {
  if ("word" in meant) return `/react ${meant.word}`;
  return meant.emoji === null ? `:${meant.name}:` : `:${meant.name}: ${meant.emoji}`;
}
