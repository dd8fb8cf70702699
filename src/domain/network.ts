import type { Emoji } from "./emoji.ts";

/** Where the customers are. */
export type NetworkName = "whatsapp" | "linkedin" | "imessage" | "instagram";

/** The small sets of emoji that a network offers: for each of them every emoji is decided (`config/emoji.yaml`). */
export const SMALL_SETS = ["imessage-tapbacks", "linkedin-posts", "linkedin-messages", "instagram-posts"] as const;

export type SmallSet = (typeof SMALL_SETS)[number];

/** What one account may hold on one message. Data, never code: adapters contain no rules. */
export interface ReactionRules {
  /** Which of the small sets this is, where a provider or an account narrows it down to one; absent where any emoji goes. */
  readonly set?: SmallSet;
  /** `discover`: a fixed set exists, but nobody published it; see `floor`. */
  readonly allowed: readonly Emoji[] | "any" | "discover";
  /** With `discover`: the emoji that are known to work, tried last. Empty otherwise. */
  readonly floor: readonly Emoji[];
  /** Any emoji may go as itself below exact and stand-in (iMessage's `custom`). */
  readonly custom: boolean;
  /** How many emoji our account may show on one message. */
  readonly perMessage: number;
  /** A new reaction takes the place of the old one in one call. Never narrowed: it is what the network does. */
  readonly replaces: boolean;
  readonly canRemove: boolean;
  /** A removal must repeat the very emoji that was added (Linq, ConnectSafely); otherwise one call clears the slot. */
  readonly removesByName: boolean;
  readonly variationSelector: "strip" | "qualify";
  /** D: the longest that a request which we gave up on may still land, in milliseconds. */
  readonly abandonedForMs: number;
}

/** What an account's configuration may narrow, and nothing else. */
export interface Narrowing {
  readonly allowed?: readonly Emoji[];
  readonly perMessage?: number;
  readonly canRemove?: false;
}

/** rules = network ⊕ provider ⊕ account: an account can only take away. A fixed `allowed` ends discovery. */
export function narrow(rules: ReactionRules, by: Narrowing): ReactionRules {
  const allowed = by.allowed ?? rules.allowed;
  return {
    ...rules,
    allowed,
    floor: allowed === "discover" ? rules.floor : [],
    custom: rules.custom && by.allowed === undefined,
    perMessage: Math.min(rules.perMessage, by.perMessage ?? rules.perMessage),
    canRemove: rules.canRemove && by.canRemove !== false,
  };
}
