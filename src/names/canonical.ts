import type { Emoji } from "../domain/emoji.ts";
import { type Grouped, inTones, known, table } from "./table.ts";

/**
 * The canonical form of exactly one emoji, whatever its variation selectors: "❤" and "❤️" are "❤️", "👍️" is "👍". Null for
 * anything else: no emoji, several, or a sequence that Unicode does not recommend for interchange. Discord names its standard
 * reactions by their Unicode form, so this is also how Discord's names are read.
 */
export function canonical(text: string): Emoji | null {
  const found = known(text);
  return found === null ? null : inTones(found.entry, found.tones);
}

/** Every emoji without a tone, in Unicode's order, with the group and the subgroup that it is in there: `food-drink`, `food-fruit`. */
export function grouped(): readonly Grouped[] {
  return table().entries;
}
