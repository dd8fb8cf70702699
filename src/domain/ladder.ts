import { bare, type Emoji, includes, same, withoutTone } from "./emoji.ts";
import type { ReactionRules } from "./network.ts";

/** As what an emoji may go out. `floor` is a stand-in too, of those that are known to work where the set is unpublished. */
export interface Rung {
  readonly emoji: Emoji;
  readonly rung: "exact" | "without-tone" | "stand-in" | "custom" | "floor";
}

/** For each emoji (canonical, without tone) those that may stand in for it, best first. An emoji that is not listed has none. */
export type StandIns = Readonly<Record<Emoji, readonly Emoji[]>>;

/** The families as a person writes them down. */
export interface FamiliesData {
  /** Says the very same: goes even where the emoji itself could go as `custom` (🤣 is the tapback 😂). */
  readonly alike?: StandIns | undefined;
  /** Says it well enough where the emoji itself cannot go (🎉 is 👏 where there is no 🎉). */
  readonly near?: StandIns | undefined;
}

/** Made by `families`; keyed by bare form. */
export interface Families {
  readonly alike: ReadonlyMap<string, readonly Emoji[]>;
  readonly near: ReadonlyMap<string, readonly Emoji[]>;
}

export function families(data: FamiliesData): Families {
  const byBare = (standIns: StandIns = {}) => new Map(Object.entries(standIns).map(([emoji, list]) => [bare(emoji), list]));
  return { alike: byBare(data.alike), near: byBare(data.near) };
}

/**
 * As what `emoji` may go out under these rules, best first; empty when it is unsupported. Never a guess: beyond the emoji itself only
 * what a family declares. At most one rung where the set is known; where it must be discovered every rung, to be tried in this order.
 * With `standIns` false the families stay out of it.
 */
export function ladder(emoji: Emoji, rules: ReactionRules, families: Families, standIns = true): readonly Rung[] {
  const own = distinct([
    { emoji, rung: "exact" },
    { emoji: withoutTone(emoji), rung: "without-tone" },
  ]);
  const alike = standIns ? standInsFrom(families.alike, emoji) : [];
  const near = standIns ? standInsFrom(families.near, emoji) : [];

  if (rules.allowed === "discover") {
    const family = [...alike, ...near].map((one) => (includes(rules.floor, one.emoji) ? ({ ...one, rung: "floor" } as const) : one));
    const floor = family.filter((one) => one.rung === "floor");
    return distinct([...own, ...family.filter((one) => one.rung !== "floor"), ...floor]);
  }
  const custom: readonly Rung[] = rules.custom ? [{ emoji, rung: "custom" }] : [];
  for (const one of [...own, ...alike, ...custom, ...near]) {
    const allowed = one.rung === "custom" || rules.allowed === "any" ? one.emoji : rules.allowed.find((other) => same(other, one.emoji));
    if (allowed !== undefined) return [{ ...one, emoji: allowed }];
  }
  return [];
}

/** A toned emoji has the family of its toneless form. */
function standInsFrom(family: ReadonlyMap<string, readonly Emoji[]>, emoji: Emoji): readonly Rung[] {
  const list = family.get(bare(emoji)) ?? family.get(bare(withoutTone(emoji))) ?? [];
  return list.map((standIn) => ({ emoji: standIn, rung: "stand-in" }));
}

function distinct(rungs: readonly Rung[]): readonly Rung[] {
  return rungs.filter((one, index) => rungs.findIndex((other) => same(other.emoji, one.emoji)) === index);
}
