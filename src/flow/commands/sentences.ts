import type { Emoji } from "../../domain/emoji.ts";
import type { Platform } from "../../domain/message.ts";
import type { Denial } from "../../domain/verdict.ts";
import type { Outcome } from "./outcome.ts";
import type { Nowhere, Spot } from "./spot.ts";

/** What people are told who ask for something in chat: every sentence there is, in one place. */

export const NOTHING_THERE =
  "Nothing of yours is there by command. What you hold as a reaction goes when you take that reaction off the message.";
export const NOTHING_TO_TAKE_BACK = "There is nothing of that to take back: it did not go out, or it is taken back already.";
export const STILL_HELD = " Your reaction stays on the message here: take it off and react again to send it once more.";
export const NOTHING_TO_SEND = "There is nothing of that to send: you have taken it off the message, or it was sent already.";
export const STAYS_INSIDE = "It stays inside: nobody but your team sees it.";
export const HUSHED = "You are not told of that again. When something does not go out as you meant it, you still are.";
export const NOT_YOURS =
  "In this channel not everybody may speak to the customer, and you are not among those who may. Nothing was changed.";
export const ADMINS_ONLY = "Only an admin may do that here. Nothing was changed.";

export const NO_POSTS =
  "No account that you may use reaches a post at that address. It must be the address of a LinkedIn or Instagram post or comment.";

export function WHICH_ACCOUNT(names: readonly string[]): string {
  return `Through which account? Say so after the address, as in /react 👏 https://… as ${names[0] ?? "its-name"}. You may use ${names.join(", ")}.`;
}

export function LOOKING(yours: string, where: string): string {
  return `Looking for the post on ${where}. You are told here when your ${yours} is on it.`;
}

export function nowhere(why: Nowhere): string {
  switch (why) {
    case "unlinked-channel":
      return "This channel is not linked with a conversation, so nobody outside would see it. An admin can link it with /bridge link.";
    case "other-channel":
      return "That message is in another channel. Ask for it there: what a channel may show is settled by its own link.";
    case "unlinked-message":
      return "That message stands for none of the customer's, so they cannot see a reaction to it. Messages that the bridge has shown or sent here do.";
    case "nothing-yet":
      return "Nothing from the other side is in this channel yet. Give a link to the message that you mean.";
    case "not-a-message":
      return "That works for messages of this channel. For a post, react with its address: /react 👏 https://…";
  }
}

/** Which message, and how old it is. `name` is foreign. */
export function which({ conversation, mirrors, ageMs }: Spot): string {
  const age = ageMs === null ? "" : ` (${ageOf(ageMs)} old)`;
  if (mirrors[0]?.slot.post === true) return `the post${age}`;
  const fromUs = mirrors[0]?.slot.fromMe === true;
  if (conversation?.name == null) return `${fromUs ? "our" : "the"} message${age}`;
  if (fromUs) return `our message to ${conversation.name}${age}`;
  return conversation.isGroup ? `the message in ${conversation.name}${age}` : `the message from ${conversation.name}${age}`;
}

export function ageOf(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return seconds <= 1 ? "a second" : `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return hours === 1 ? "an hour" : `${hours} hours`;
  return `${Math.round(hours / 24)} days`;
}

/** How the links of a channel are switched on there. */
export const TURN_ON: Readonly<Record<Platform, string>> = { slack: "/react on", discord: "/reactions on" };

/** Why what was asked for was not even taken. `others`: what would go out there. `why`: why nothing stands in for it, as a clause. */
export function denied(
  denial: Denial,
  yours: string,
  where: string,
  isUnconfirmed: boolean,
  others: readonly Emoji[],
  why: string | null,
  turnOn: string,
): string {
  const instead = others.length === 0 ? "" : ` These would go out: ${others.join(" ")}`;
  switch (denial) {
    case "direction":
      return isUnconfirmed
        ? `Your ${yours} stayed inside: this channel is shared with another organization, and an admin must confirm first that it may reach the customer.`
        : `Your ${yours} stayed inside: reactions to the customer are switched off in this channel. ${turnOn} switches them on.`;
    case "who":
      return `Your ${yours} stayed inside: in this channel not everybody's reactions reach the customer, and you are not among those whose do.`;
    case "emoji":
      return `Your ${yours} stayed inside: in this channel it is kept for the team.${instead}`;
    case "dry-run":
      return `Your ${yours} stayed inside: this channel only rehearses (dryRun).`;
    case "stale":
      return `Your ${yours} stayed inside: it came too late.`;
    case "unmapped":
      return `Your ${yours} stayed inside: ${where} has no such emoji, and nobody has said what it stands for.${instead}`;
    case "unsupported":
      return `Your ${yours} stayed inside: ${where} does not offer it here, and nothing that it offers means the same${why === null ? "" : `: ${why}`}.${instead}`;
    case "unconfirmed":
      return `${delicate(yours)} Ask for it once more within two minutes to send it.`;
    case "taken-back":
      return `Your ${yours} is taken back.`;
    case "frozen":
      return `Your ${yours} stayed inside: the message is no longer there.`;
  }
}

export function delicate(yours: string): string {
  return `${yours} goes to the customer only when you say so: in this channel it is one to think twice about.`;
}

/** What came of a press, or of its withdrawal where it is held no more. `where`: of which network, `message` on which message. */
export function outcome(one: Outcome, yours: string, message: string, where: string, isHeld: boolean): string {
  switch (one.kind) {
    case "shown":
      return one.as === yours ? `${yours} is on ${message}.` : `${yours} went out as ${one.as}, on ${message}.`;
    case "behind":
      return `${yours} is yours on ${message}, and the customer sees ${seen(one.shown)}: ${where} shows one at a time here, and which one is this channel's policy.`;
    case "over":
      return `${yours} is taken back. On ${message} the customer sees ${seen(one.shown)}.`;
    case "kept":
      return `${yours} is taken back, and the customer still sees ${seen(one.shown)} on ${message}: reactions cannot be taken off on ${where} through this account. A new reaction replaces it.`;
    case "stuck":
      return `${yours} could not be taken back: ${where} did not let it go, and the customer still sees ${seen(one.shown)} on ${message}. Reacting again and taking it back tries once more.`;
    case "refused":
      return `${yours} could not be shown: ${where} refused it on ${message}. Another emoji may work.`;
    case "gone":
      return `${yours} could not be shown: ${message} can no longer be reacted to on ${where}.`;
    case "undelivered":
      return `${yours} could not be shown: ${where} has not taken it, and the bridge has stopped trying. Asking again tries once more.`;
    case "paced":
      if (!isHeld) return `${staying(yours, message)}: the account makes no more calls. It is taken back in about ${ageOf(one.forMs)}.`;
      return `${yours} waits: the account makes no more calls for now. It goes to ${message} in about ${ageOf(one.forMs)}, unless you take it back before.`;
    case "quiet":
      return `${yours} waits: these are the customer's quiet hours. It goes to ${message} at ${one.at} there, unless you take it back before.`;
    case "pending":
      return isHeld ? pending(one.why, yours, message, where) : going(one.why, yours, message, where);
  }
}

function pending(why: Extract<Outcome, { kind: "pending" }>["why"], yours: string, message: string, where: string): string {
  switch (why) {
    case "paused":
      return `${yours} waits: the account is paused, and operators are told. It goes to ${message} once the account works again.`;
    case "unreached":
      return `${yours} waits: ${where} cannot be reached just now. The bridge keeps trying, and it goes to ${message} as soon as it can.`;
    case "limited":
      return `${yours} waits: ${where} takes no more calls for a moment. It goes to ${message} after that.`;
    case "switched-off":
      return `${yours} waits: this channel's link is switched off.`;
    case "way":
      return `${yours} is on its way to ${message}.`;
  }
}

/** The same of what is taken back. */
function going(why: Extract<Outcome, { kind: "pending" }>["why"], yours: string, message: string, where: string): string {
  switch (why) {
    case "paused":
      return `${staying(yours, message)}: the account is paused, and operators are told. It is taken back once the account works again.`;
    case "unreached":
      return `${staying(yours, message)}: ${where} cannot be reached just now. The bridge keeps trying to take it back.`;
    case "limited":
      return `${staying(yours, message)}: ${where} takes no more calls for a moment. It is taken back after that.`;
    case "switched-off":
      return `${staying(yours, message)}: this channel's link is switched off. It is taken back once it is on again.`;
    case "way":
      return `${yours} is being taken back on ${message}.`;
  }
}

function staying(yours: string, message: string): string {
  return `${yours} stays on ${message} for now`;
}

export function seen(emoji: readonly Emoji[]): string {
  return emoji.length === 0 ? "nothing from us" : emoji.join(" ");
}
