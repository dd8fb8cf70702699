import type { Emoji } from "../domain/emoji.ts";
import { own } from "../domain/own.ts";
import { table } from "./table.ts";
import { WORDS } from "./words.ts";

/** An emoji, and the name by which it was found. */
export interface Match {
  readonly emoji: Emoji;
  readonly name: string;
}

/**
 * What somebody may mean who is still typing a name: names that are it, then names that begin so, then names with a word that does, then
 * names that hold it; each emoji once, in Unicode's order. Without a name that fits, nothing.
 */
export function search(typed: string, platform: "slack" | "discord", most: number): readonly Match[] {
  const sought = typed.trim().replaceAll(":", "").toLowerCase().replace(/\s+/g, "_");
  if (sought === "") return [];
  const found: (Match & { readonly rank: number })[] = [];
  const word = own(WORDS, sought);
  if (word !== undefined) found.push({ emoji: word, name: sought, rank: 0 });
  for (const { emoji, [platform]: names } of table().entries) {
    let best: { readonly name: string; readonly rank: number } | null = null;
    for (const name of names) {
      const rank = name.includes("%") ? null : rankOf(name, sought);
      if (rank !== null && (best === null || rank < best.rank)) best = { name, rank };
    }
    if (best !== null && !found.some((one) => one.emoji === emoji)) found.push({ emoji, ...best });
  }
  return found
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ emoji, name }) => ({ emoji, name }));
}

function rankOf(name: string, sought: string): number | null {
  if (name === sought) return 0;
  if (name.startsWith(sought)) return 1;
  if (name.includes(`_${sought}`)) return 2;
  return name.includes(sought) ? 3 : null;
}
