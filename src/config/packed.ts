import type { Emoji } from "../domain/emoji.ts";
import type { FamiliesData, StandIns } from "../domain/ladder.ts";
import type { SmallSet } from "../domain/network.ts";

/** Emoji by what they have in common, with spaces between them: a tenth of what they would take one by one. */
type Packed = Readonly<Record<string, string>>;

/** The families in little room, as they stand in `families.generated.ts`. */
export interface PackedFamilies {
  /** Emoji by their stand-ins, these too with spaces between them. */
  readonly alike: Packed;
  readonly near: Packed;
  readonly within: Readonly<Partial<Record<SmallSet, Packed>>>;
  /** Emoji by the reason for which they stay inside. */
  readonly reasons: Packed;
}

export function packed({ alike = {}, near = {}, within = {}, reasons = {} }: FamiliesData): PackedFamilies {
  const standIns = (of: StandIns) => pack(Object.entries(of).map(([emoji, list]) => [emoji, list.join(" ")]));
  const sets = Object.entries(within).map(([set, of]) => [set, standIns(of)] as const);
  return { alike: standIns(alike), near: standIns(near), within: Object.fromEntries(sets), reasons: pack(Object.entries(reasons)) };
}

export function unpacked({ alike, near, within, reasons }: PackedFamilies): FamiliesData {
  const standIns = (of: Packed): StandIns =>
    Object.fromEntries(unpack(of).map(([emoji, list]) => [emoji, list === "" ? [] : list.split(" ")]));
  const sets = Object.entries(within).map(([set, of]) => [set, standIns(of)] as const);
  return { alike: standIns(alike), near: standIns(near), within: Object.fromEntries(sets), reasons: Object.fromEntries(unpack(reasons)) };
}

function pack(entries: readonly (readonly [Emoji, string])[]): Packed {
  const groups = Map.groupBy(entries, ([, common]) => common);
  return Object.fromEntries([...groups].map(([common, members]) => [common, members.map(([emoji]) => emoji).join(" ")]));
}

function unpack(of: Packed): readonly (readonly [Emoji, string])[] {
  return Object.entries(of).flatMap(([common, members]) => members.split(" ").map((emoji) => [emoji, common] as const));
}
