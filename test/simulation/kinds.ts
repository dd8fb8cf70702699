import type { ReactionRules } from "../../src/domain/network.ts";

/** What people press, as the source names it. */
export const NAMES = ["+1", "+1::skin-tone-4", "heart", "tada", "eyes", "no_entry", "shipit"] as const;
export type Name = (typeof NAMES)[number];

/** What a source says that a name is in Unicode. */
export const UNICODE: Readonly<Record<Name, string | null>> = {
  "+1": "👍",
  "+1::skin-tone-4": "👍🏽",
  heart: "❤️",
  tada: "🎉",
  eyes: "👀",
  no_entry: "⛔",
  shipit: null,
};

/** The families that the engine is given. */
export const NEAR = { "🎉": ["👏"] } as const;

export interface Kind {
  readonly name: string;
  readonly rules: Omit<ReactionRules, "abandonedForMs">;
  /** As what each name goes out here, worked out by hand; null where it cannot. */
  readonly shownAs: Readonly<Record<Name, string | null>>;
}

const anything = { allowed: "any", floor: [], custom: false, variationSelector: "strip" } as const;
const one = { perMessage: 1, replaces: true } as const;

/** How networks and providers differ, as far as the engine can feel it. */
export const KINDS: readonly Kind[] = [
  { name: "one slot", rules: { ...anything, ...one, canRemove: true, removesByName: false }, shownAs: UNICODE },
  {
    name: "one slot, removal by name",
    rules: { ...anything, ...one, allowed: ["👍", "❤️"], custom: true, canRemove: true, removesByName: true },
    shownAs: { ...UNICODE, "+1::skin-tone-4": "👍" },
  },
  { name: "one slot, no removal", rules: { ...anything, ...one, canRemove: false, removesByName: false }, shownAs: UNICODE },
  {
    name: "five slots",
    rules: { ...anything, perMessage: 5, replaces: false, canRemove: true, removesByName: true },
    shownAs: UNICODE,
  },
  {
    name: "two of many",
    rules: { ...anything, perMessage: 2, replaces: false, canRemove: true, removesByName: true },
    shownAs: UNICODE,
  },
  {
    name: "fixed set",
    rules: { ...anything, ...one, allowed: ["👍", "❤️", "👏"], canRemove: true, removesByName: false },
    shownAs: { ...UNICODE, "+1::skin-tone-4": "👍", tada: "👏", eyes: null, no_entry: null },
  },
];
