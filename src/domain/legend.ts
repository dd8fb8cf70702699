import { type Emoji, includes, same } from "./emoji.ts";
import { type Families, whyInside } from "./ladder.ts";
import type { ReactionRules } from "./network.ts";
import { outgoing, unrefused } from "./outgoing.ts";
import { own } from "./own.ts";
import { type EmojiName, emojiAllowed, nameOf, type Policy, replacement } from "./policy.ts";

/** What teams press all day, the commonest first in each line, and what is most often meant for colleagues alone. */
export const PRESSED: readonly Emoji[] = [
  ...["👍", "❤️", "😂", "🎉", "🙏", "👏", "🔥", "💯", "👌", "🙌", "💪", "🚀", "🥳", "🏆", "🍾"],
  ...["😊", "😍", "🤣", "😮", "🤔", "😅", "😢", "😞", "😡", "🫶", "💙", "🤝", "💡", "⭐", "✨"],
  ...["👎", "❓", "‼️", "✅", "❌", "👀", "👋", "🫡", "➕", "⏳", "☕", "🍕"],
];

/** What becomes of what a team presses, over one link. */
export interface Legend {
  /** Goes out as it is. */
  readonly asThemselves: readonly Emoji[];
  /** Goes out as something else, or is shown so where it is refused. */
  readonly asOthers: readonly { readonly from: readonly EmojiName[]; readonly to: Emoji }[];
  /** Is tried as it is, and stays inside where it is refused. */
  readonly tried: readonly EmojiName[];
  /** The policy keeps it for the team. */
  readonly kept: readonly EmojiName[];
  /** Nothing that is offered says it; `why` is a clause, and null where nobody has said. */
  readonly inside: readonly { readonly emoji: readonly EmojiName[]; readonly why: string | null }[];
}

type Fate = { readonly as: Emoji } | { readonly inside: string | null } | "tried" | "kept";

export interface LegendOptions {
  readonly policy: Policy;
  readonly rules: ReactionRules;
  readonly families: Families;
  /** What the account is known to refuse (`discover` only). */
  readonly refused: readonly Emoji[];
}

/** What becomes of these emoji, and of all that the policy names besides. Pure. */
export function legendOf(pressed: readonly Emoji[], options: LegendOptions): Legend {
  const { emoji } = options.policy;
  const { allowed, floor } = options.rules;
  const offered = allowed === "any" ? [] : allowed === "discover" ? floor : allowed;
  const listed = emoji.allow === "any" ? [] : emoji.allow;
  const all = distinct([...listed, ...offered, ...pressed, ...emoji.deny, ...Object.keys(emoji.custom).map(nameOf)]);
  const fates = all.map((name) => ({ name, fate: fateOf(name, options) }));
  const those = (fits: (fate: Fate) => boolean) => fates.filter(({ fate }) => fits(fate)).map(({ name }) => name);
  const sent = fates.flatMap(({ name, fate }) => (typeof fate === "object" && "as" in fate ? [{ name, as: fate.as }] : []));
  const insides = fates.flatMap(({ name, fate }) => (typeof fate === "object" && "inside" in fate ? [{ name, why: fate.inside }] : []));
  const others = sent.filter(({ name, as }) => !same(name, as));
  // Where a list says what may leave, nobody wants to read all that may not.
  const isTold = (name: EmojiName) => emoji.allow === "any" || includes(emoji.deny, name);
  return {
    asThemselves: sent.filter(({ name, as }) => same(name, as)).map(({ as }) => as),
    asOthers: [...Map.groupBy(others, ({ as }) => as)].map(([to, group]) => ({ from: group.map(({ name }) => name), to })),
    tried: those((fate) => fate === "tried"),
    kept: those((fate) => fate === "kept").filter(isTold),
    inside: [...Map.groupBy(insides, ({ why }) => why)].map(([why, group]) => ({ emoji: group.map(({ name }) => name), why })),
  };
}

function fateOf(name: EmojiName, { policy, rules, families, refused }: LegendOptions): Fate {
  const custom = /^:(.+):$/.exec(name)?.[1] ?? null;
  const emoji = custom === null ? name : (own(policy.emoji.custom, custom) ?? null);
  if (emoji === null || !emojiAllowed(policy, custom ?? name, custom === null ? emoji : null)) return "kept";
  const rungs = unrefused(outgoing(emoji, policy, rules, families, custom !== null), refused);
  const sure = rules.allowed === "discover" ? rungs.find((one) => includes(rules.floor, one.emoji)) : rungs[0];
  if (sure !== undefined) return { as: sure.emoji };
  if (rungs.length > 0) return "tried";
  return { inside: policy.emoji.standIns ? whyInside(replacement(policy, emoji) ?? emoji, families) : null };
}

function distinct(names: readonly EmojiName[]): readonly EmojiName[] {
  return names.filter((name, index) => names.findIndex((other) => same(other, name)) === index);
}
