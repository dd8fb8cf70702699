import type { Emoji } from "./emoji.ts";
import type { Families, Rung } from "./ladder.ts";
import type { ReactionRules } from "./network.ts";
import { outgoing } from "./outgoing.ts";
import { emojiAllowed, emojiConfirms, leaves, maySpeak, meaning, type Policy } from "./policy.ts";

/**
 * Why a reaction may never leave: what the policy keeps in without a word; what the person is told of; and what came of it afterwards, that
 * its message is gone or that the person took it back while they still hold it. `unconfirmed`: not before the person says that it shall,
 * which counts as the press.
 */
export type Denial =
  | ("direction" | "who" | "emoji" | "dry-run" | "stale" | "unmapped" | "unsupported")
  | ("unconfirmed" | "frozen" | "taken-back");

/** What one link says of one press, at the moment of the press. Stored with the fact; later changes never loosen it. */
export interface Terms {
  readonly denied: Denial | null;
  readonly emoji: Emoji | null;
  /** It is a custom emoji, and the policy alone says what it stands for. */
  readonly custom?: true;
  readonly graceMs: number;
  readonly classes: readonly string[];
  readonly notify: boolean;
}

export interface Press {
  readonly name: string;
  readonly emoji: Emoji | null;
  /** How old the press is, by the source's time. */
  readonly ageMs: number;
  readonly classes: readonly string[];
  /** The person has said that it shall leave. */
  readonly confirmed?: boolean;
}

export function termsOf(press: Press, policy: Policy, rules: ReactionRules, families: Families): Terms {
  const emoji = press.emoji ?? meaning(policy, press.name);
  return {
    denied: denial(press, emoji, policy, rules, families),
    emoji,
    ...(press.emoji === null && { custom: true }),
    graceMs: policy.graceMs,
    classes: press.classes,
    notify: policy.notify === "reactor",
  };
}

function denial(press: Press, emoji: Emoji | null, policy: Policy, rules: ReactionRules, families: Families): Denial | null {
  if (!leaves(policy.direction)) return "direction";
  if (!maySpeak(policy, press.classes)) return "who";
  if (!emojiAllowed(policy, press.name, press.emoji)) return "emoji";
  if (policy.dryRun) return "dry-run";
  if (press.ageMs > policy.staleAfterMs) return "stale";
  if (emoji === null) return "unmapped";
  const rungs = outgoing(emoji, policy, rules, families, press.emoji === null);
  if (rungs.length === 0) return "unsupported";
  return press.confirmed !== true && isDelicate(policy, press.name, press.emoji, rungs) ? "unconfirmed" : null;
}

/** Whether a press waits for its person's word: for what it is, or for what it may go out as. `emoji` is null for a custom one. */
export function isDelicate(policy: Policy, name: string, emoji: Emoji | null, rungs: readonly Rung[]): boolean {
  return emojiConfirms(policy, name, emoji) || rungs.some((one) => emojiConfirms(policy, one.emoji, one.emoji));
}
