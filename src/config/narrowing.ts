import { type Emoji, includes } from "../domain/emoji.ts";
import type { Narrowing, ReactionRules } from "../domain/network.ts";
import type { Complain } from "./complaint.ts";

/** `reactions` as an account's configuration writes it. */
export interface NarrowingKeys {
  readonly allowed?: readonly Emoji[] | undefined;
  readonly perMessage?: number | undefined;
  readonly canRemove?: boolean | undefined;
}

/** An account may only take away from what its network and provider give: `rules` are all that apply to it, for messages and for posts. */
export function checkNarrowing(by: NarrowingKeys, rules: readonly ReactionRules[], complain: Complain): void {
  if (rules.length === 0) return;
  for (const [index, emoji] of (by.allowed ?? []).entries()) {
    if (!rules.some((one) => admits(one, emoji))) {
      complain(["allowed", index], "cannot be shown by this account at all", "Remove it: `allowed` can only take away.");
    }
  }
  const most = Math.max(...rules.map(({ perMessage }) => perMessage));
  if (by.perMessage !== undefined && by.perMessage > most) {
    complain(
      ["perMessage"],
      `is more than the ${most} that this account may show on one message`,
      `Write ${most} or less, or leave it out.`,
    );
  }
  if (by.canRemove === true && !rules.some(({ canRemove }) => canRemove)) {
    complain(["canRemove"], "cannot be true: the provider documents no way to remove a reaction", "Leave it out.");
  }
}

function admits(rules: ReactionRules, emoji: Emoji): boolean {
  return !Array.isArray(rules.allowed) || rules.custom || includes(rules.allowed, emoji);
}

export function narrowingOf({ allowed, perMessage, canRemove }: NarrowingKeys): Narrowing {
  return {
    ...(allowed !== undefined && { allowed }),
    ...(perMessage !== undefined && { perMessage }),
    ...(canRemove === false && { canRemove }),
  };
}
