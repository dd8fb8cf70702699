import type { Emoji } from "../domain/emoji.ts";
import { find } from "./table.ts";

const PRESENTATION = /[\uFE0E\uFE0F]/g;

/**
 * The canonical form of exactly one emoji, whatever its variation selectors: "❤" and "❤️" are "❤️", "👍️" is "👍". Null for
 * anything else: no emoji, several, or a sequence that Unicode does not recommend for interchange. Discord names its standard
 * reactions by their Unicode form, so this is also how Discord's names are read.
 */
export function canonical(text: string): Emoji | null {
  return find("emoji", text.replace(PRESENTATION, ""));
}
