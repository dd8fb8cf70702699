import type { Action, Doing } from "../domain/command.ts";
import type { NetworkName } from "../domain/network.ts";
import type { Notice } from "../domain/notice.ts";

const NETWORKS: Readonly<Record<NetworkName, string>> = {
  whatsapp: "WhatsApp",
  linkedin: "LinkedIn",
  imessage: "iMessage",
  instagram: "Instagram",
};

/**
 * What a person is told about their reaction: every sentence there is, in one place. No names of customers, no message text. `why` nothing
 * stands in for an emoji that is not offered, as a clause.
 */
export function sentence({ reason, name, emoji, shown, lasting, at }: Notice, network: NetworkName, why: string | null = null): string {
  const where = NETWORKS[network];
  const yours = emoji ?? `:${name}:`;
  switch (reason) {
    case "unmapped":
      return `Your :${name}: stayed inside: ${where} has no such emoji. Use a standard one, or ask an admin to say what it stands for.`;
    case "unsupported":
      return `Your ${yours} stayed inside: ${where} does not offer it here, and nothing that it offers means the same${why === null ? "" : `: ${why}`}.`;
    case "stale":
      return `Your ${yours} stayed inside: it reached the bridge too late to still make sense to the customer.`;
    case "rejected":
      return `Your ${yours} could not be shown: ${where} refused it on this message. Another emoji may work.`;
    case "undelivered":
      return `Your ${yours} could not be shown: ${where} has not taken it, and the bridge has stopped trying.`;
    case "gone":
      return `Your ${yours} could not be shown: the customer's message can no longer be reacted to on ${where}.`;
    case "unconfirmed":
      return `Your ${yours} stays inside for now: in this channel it is one to think twice about. Shall the customer see it on ${where}?`;
    case "quiet":
      return `Your ${yours} waits: these are the customer's quiet hours. It goes at ${at} there, unless you take it off before.`;
    case "stand-in":
      return `Your ${yours} went out as ${shown ?? yours}: that is what the customer sees on ${where}.`;
    case "first":
      return `The customer now sees your ${shown ?? yours} on ${where}. ${
        lasting ? "There it cannot be taken back; a new reaction replaces it." : "Take it off the message here and it goes there, too."
      }`;
    case "waits":
      return shown === null
        ? `Your ${yours} waits: ${where} cannot be reached just now. It goes as soon as that works, unless you take it off before.`
        : `The customer still sees ${shown}: ${where} cannot be reached just now. It is taken back as soon as that works.`;
    case "queued":
      return shown === null
        ? `Your ${yours} waits its turn: the account makes no more calls for now. It goes after that, unless you take it off before.`
        : `The customer still sees ${shown}: the account makes no more calls for now. It is taken back after that.`;
    case "kept":
      return `The customer still sees ${shown ?? yours}: reactions cannot be taken back on ${where} through this account. A new reaction replaces it.`;
    case "not-taken-back":
      return `The customer still sees ${shown ?? yours}: ${where} did not let it be taken back. Reacting again and taking it back tries once more.`;
  }
}

/** What the buttons say. */
export const LABELS: Readonly<Record<Doing, string>> = {
  send: "Send",
  keep: "Keep inside",
  "take-back": "Undo",
  hush: "Don't show again",
};

/** What the person can do about it by a button. */
export function actionsOf(notice: Notice): readonly Action[] {
  const { message, name, emoji } = notice;
  return doings(notice).map((does) => ({ does, label: LABELS[does], message, emoji: { name, emoji }, via: "reaction" }));
}

function doings({ reason, shown, lasting }: Notice): readonly Doing[] {
  switch (reason) {
    case "unconfirmed":
      return ["send", "keep"];
    case "first":
      return lasting ? ["hush"] : ["take-back", "hush"];
    case "stand-in":
      return lasting ? [] : ["take-back"];
    case "waits":
    case "queued":
    case "quiet":
      return shown === null ? ["take-back"] : [];
    default:
      return [];
  }
}
