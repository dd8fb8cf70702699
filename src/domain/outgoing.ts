import { type Emoji, includes } from "./emoji.ts";
import { type Families, ladder, type Rung } from "./ladder.ts";
import type { ReactionRules } from "./network.ts";
import { mayStandIn, type Policy, replacement } from "./policy.ts";

/**
 * As what an emoji goes out over a link, best first: what its policy puts in place of the emoji, or else what the ladder finds for the
 * emoji itself. What stands in for it must be allowed there as well.
 */
export function outgoing(emoji: Emoji, policy: Policy, rules: ReactionRules, families: Families): readonly Rung[] {
  const instead = replacement(policy, emoji);
  if (instead === null) return [];
  const isAllowed = ({ rung, emoji: other }: Rung) => (rung !== "stand-in" && rung !== "floor") || mayStandIn(policy, other);
  const rungs = ladder(instead ?? emoji, rules, families, policy.emoji.standIns, isAllowed);
  if (instead === undefined) return rungs;
  return rungs.map((one) => (one.rung === "exact" || one.rung === "custom" ? { ...one, rung: "policy" } : one));
}

/** Those of these that are worth trying first: all but what is known to be refused, unless that is everything. */
export function unrefused(rungs: readonly Rung[], refused: readonly Emoji[]): readonly Rung[] {
  const open = rungs.filter(({ emoji }) => !includes(refused, emoji));
  return open.length > 0 ? open : rungs;
}
