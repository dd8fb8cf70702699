import { type Emoji, includes, same } from "./emoji.ts";
import { type Lease, type Mirror, type Move, mayShow, type Step } from "./mirror.ts";
import type { ReactionRules } from "./network.ts";

/** What a pass has behind it, as far as the next move depends on it. */
export type Progress = Pick<Lease, "confirming" | "done" | "read">;

/**
 * The next move that brings the target nearer to `wanted`; null when there is none left.
 *
 * An ordinary pass sends the difference to `observed`. A confirming pass trusts nothing: where the target can be read it reads and
 * sends the difference; otherwise it sends everything, once per pass: on a target where one reaction replaces another the
 * wanted one, or the removal when nothing is wanted; elsewhere every wanted one, then the removal of all else that may be there.
 */
export function nextMove(
  mirror: Mirror,
  wanted: readonly Emoji[],
  rules: ReactionRules,
  progress: Progress,
  readable: boolean,
): Move | null {
  if (progress.confirming && readable && progress.read === false) return { op: "read" };
  const trusted = !progress.confirming || progress.read === true;
  const there = trusted ? mirror.observed : mayShow(mirror);
  const isDone = (op: Step["op"], emoji: Emoji) => progress.done.some((step) => step.op === op && includes([step.emoji], emoji));
  const missing = wanted.filter((emoji) => (trusted ? !includes(there, emoji) : !isDone("add", emoji)));
  const surplus = there.filter((emoji) => !includes(wanted, emoji) && (trusted || !isDone("remove", emoji)));
  const add = missing[0] === undefined ? null : ({ op: "add", emoji: missing[0] } as const);
  if (rules.replaces) {
    if (add !== null || wanted.length > 0) return add;
    return removal(surplus, rules, progress, trusted);
  }
  const remove = removal(surplus, rules, progress, trusted);
  // Adding first never leaves the customer with nothing, but must not hold more at once than the rules allow.
  const full =
    there.filter((emoji) => !progress.done.some((step) => step.op === "remove" && includes([step.emoji], emoji))).length >=
    rules.perMessage;
  if (add !== null && remove !== null) return full && !includes(there, add.emoji) ? remove : add;
  return add ?? remove;
}

function removal(surplus: readonly Emoji[], rules: ReactionRules, progress: Progress, trusted: boolean): Step | null {
  const emoji = surplus[0];
  if (emoji === undefined || !rules.canRemove) return null;
  // One call clears the slot whatever is in it; in doubt it is made once per pass.
  const cleared = rules.replaces && !rules.removesByName && !trusted && progress.done.some(({ op }) => op === "remove");
  return cleared ? null : { op: "remove", emoji };
}

/** Whether this step empties a slot of whatever is in it, known to us or not. */
export function empties(step: Step, rules: ReactionRules): boolean {
  return rules.replaces && (step.op === "add" || !rules.removesByName);
}

/** What a network takes away by itself when it carries out this step: its echoes will tell of both. */
export function implied(mirror: Mirror, step: Step, rules: ReactionRules): readonly Emoji[] {
  return empties(step, rules) ? mayShow(mirror).filter((emoji) => !includes([step.emoji], emoji)) : [];
}

/** Those steps, and this one, each once. */
export function withStep(steps: readonly Step[], { op, emoji }: Step): readonly Step[] {
  return steps.some((one) => isStep(one, { op, emoji })) ? steps : [...steps, { op, emoji }];
}

export function isStep(a: Step, b: Step): boolean {
  return a.op === b.op && same(a.emoji, b.emoji);
}
