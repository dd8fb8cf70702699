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
export function sentence({ reason, name, emoji, shown }: Notice, network: NetworkName, why: string | null = null): string {
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
    case "kept":
      return `The customer still sees ${shown ?? yours}: reactions cannot be taken back on ${where} through this account. A new reaction replaces it.`;
    case "not-taken-back":
      return `The customer still sees ${shown ?? yours}: ${where} did not let it be taken back. Reacting again and taking it back tries once more.`;
  }
}
