import { tidyName } from "../../../domain/foreign.ts";

/** Everything that this adapter itself says about commands. What became of a command, the core says. */

const LONGEST_QUOTE = 60;

export const NOT_TAKEN = "That could not be taken, and nothing was done. Please try again in a moment.";
export const NOT_PRESSED = "That could not be taken: nothing was changed. Please press the button again in a moment.";
export const NOT_UNDONE = "That could not be taken back: nothing was changed. Please press Undo again in a moment.";
export const NO_ADDRESS = "This link is none of a message in Discord, nor an address. Copy it from the message's menu. Nothing was done.";
export const NOWHERE = "Discord does not say which channel this is. Nothing was done.";
export const NO_LONGER_OFFERED = "This conversation is not offered any more. Choose another one.";
export const NOTHING_HERE =
  "There is nothing to react to: this channel is not linked, or this message does not stand for one of the other side's.";
export const CHOOSE = "What shall the customer see? /react takes every other emoji.";
export const SENDING = "On its way. You are told what became of it.";
export const NOT_YOURS = "Only what your team wrote can be sent, and this is none of that. Nothing was sent.";

export function unknown(written: string, nearest: string | null): string {
  const hint = nearest === null ? "Choose one while you type." : `Did you mean ${nearest}?`;
  return `“${tidyName(written, "that", LONGEST_QUOTE)}” is no emoji that is known here. ${hint} Nothing was done.`;
}
