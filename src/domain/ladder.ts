import { bare, type Emoji, includes, kin, same, withoutTone } from "./emoji.ts";
import type { ReactionRules, SmallSet } from "./network.ts";

/**
 * As what an emoji may go out. `floor` is a stand-in too, of those that are known to work where the set is unpublished; `policy` is what
 * the link itself puts in its place.
 */
export interface Rung {
  readonly emoji: Emoji;
  readonly rung: "exact" | "without-tone" | "stand-in" | "custom" | "floor" | "policy";
}

/** For each emoji (canonical, without tone) those that may stand in for it, best first. An emoji that is not listed has none. */
export type StandIns = Readonly<Record<Emoji, readonly Emoji[]>>;

/** What the families come to, emoji by emoji. */
export interface FamiliesData {
  /** Says the very same: goes even where the emoji itself could go as `custom` (🤣 is the tapback 😂). */
  readonly alike?: StandIns | undefined;
  /** Says it well enough where the emoji itself cannot go (🎉 is 👏 where there is no 🎉). */
  readonly near?: StandIns | undefined;
  /** In place of `near`, in one small set. */
  readonly within?: Readonly<Partial<Record<SmallSet, StandIns>>> | undefined;
  /** Why an emoji stays inside where none of these is offered: a clause that follows a colon. */
  readonly reasons?: Readonly<Record<Emoji, string>> | undefined;
}

/** Made by `families`; keyed by bare form. */
export interface Families {
  readonly alike: ReadonlyMap<string, readonly Emoji[]>;
  readonly near: ReadonlyMap<string, readonly Emoji[]>;
  readonly within: ReadonlyMap<SmallSet, ReadonlyMap<string, readonly Emoji[]>>;
  readonly reasons: ReadonlyMap<string, string>;
}

export function families({ alike, near, within = {}, reasons }: FamiliesData): Families {
  const sets = Object.entries(within) as [SmallSet, StandIns][];
  return {
    alike: byBare(alike),
    near: byBare(near),
    within: new Map(sets.map(([set, standIns]) => [set, byBare(standIns)])),
    reasons: byBare(reasons),
  };
}

function byBare<T>(record: Readonly<Record<Emoji, T>> = {}): ReadonlyMap<string, T> {
  return new Map(Object.entries(record).map(([emoji, value]) => [bare(emoji), value]));
}

/**
 * As what `emoji` may go out under these rules, best first; empty when it is unsupported. Never a guess: beyond the emoji itself only
 * what a family declares. At most one rung where the set is known; where it must be discovered every rung, to be tried in this order.
 * With `standIns` false the families stay out of it, and what is not allowed is passed over.
 */
export function ladder(
  emoji: Emoji,
  rules: ReactionRules,
  families: Families,
  standIns = true,
  isAllowed: (rung: Rung) => boolean = () => true,
): readonly Rung[] {
  const own = distinct([
    { emoji, rung: "exact" },
    { emoji: withoutTone(emoji), rung: "without-tone" },
  ]);
  const forms = kin(emoji).map(bare);
  const within = rules.set === undefined ? undefined : families.within.get(rules.set);
  const alike = standIns ? standInsFrom(forms, families.alike) : [];
  const near = standIns ? standInsFrom(forms, within, families.near) : [];

  if (rules.allowed === "discover") {
    const family = [...alike, ...near].map((one) => (includes(rules.floor, one.emoji) ? ({ ...one, rung: "floor" } as const) : one));
    const floor = family.filter((one) => one.rung === "floor");
    return distinct([...own, ...family.filter((one) => one.rung !== "floor"), ...floor]).filter(isAllowed);
  }
  const custom: readonly Rung[] = rules.custom ? [{ emoji, rung: "custom" }] : [];
  for (const one of [...own, ...alike, ...custom, ...near]) {
    const allowed = one.rung === "custom" || rules.allowed === "any" ? one.emoji : rules.allowed.find((other) => same(other, one.emoji));
    if (allowed !== undefined && isAllowed(one)) return [{ ...one, emoji: allowed }];
  }
  return [];
}

/** Why an emoji stays inside where the ladder finds nothing for it; null when nobody has said. */
export function whyInside(emoji: Emoji, { reasons }: Families): string | null {
  const form = kin(emoji)
    .map(bare)
    .find((one) => reasons.has(one));
  return reasons.get(form ?? "") ?? null;
}

type Source = ReadonlyMap<string, readonly Emoji[]> | undefined;

/** From the first source that knows one of these forms. */
function standInsFrom(forms: readonly string[], ...sources: readonly Source[]): readonly Rung[] {
  const lists = sources.flatMap((source) => forms.map((form) => source?.get(form)));
  return (lists.find((list) => list !== undefined) ?? []).map((standIn) => ({ emoji: standIn, rung: "stand-in" }));
}

function distinct(rungs: readonly Rung[]): readonly Rung[] {
  return rungs.filter((one, index) => rungs.findIndex((other) => same(other.emoji, one.emoji)) === index);
}
