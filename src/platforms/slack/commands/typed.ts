import type { NamedEmoji } from "../../../domain/command.ts";
import type { Emoji } from "../../../domain/emoji.ts";
import { canonical, fromSlackName, toSlackName } from "../../../names/index.ts";
import { table } from "../../../names/table.ts";
import { TAPBACKS } from "../../../networks/imessage.ts";
import { LINKEDIN_POST_REACTIONS } from "../../../networks/linkedin.ts";
import type { WorkspaceEmoji } from "../emoji.ts";

/** What iMessage and LinkedIn call their reactions; LinkedIn's own API calls support an appreciation. */
const WORDS: ReadonlyMap<string, Emoji> = new Map<string, Emoji>([
  ...Object.entries(LINKEDIN_POST_REACTIONS),
  ...Object.entries(TAPBACKS),
  ["appreciation", LINKEDIN_POST_REACTIONS.support],
]);
const COLONS = /^:(.+):$/u;
const CUSTOM = /^[^\p{C}\p{Z}:]{1,100}$/u;
/** Nobody means an emoji by so long a word. */
const LONGEST = 40;

/** What people type for an emoji. */
export interface Names {
  /** Unicode in any form, `:name:`, a bare name, or a network's word for a reaction; null for what is none. */
  named(text: string): NamedEmoji | null;
  /** The name that was probably meant; null when none is near. */
  nearest(text: string): { readonly name: string; readonly emoji: Emoji | null } | null;
}

/** An emoji as Slack names it in events. */
function toNamed(emoji: Emoji): NamedEmoji {
  return { name: toSlackName(emoji) ?? emoji, emoji };
}

export function createNames(workspace: Pick<WorkspaceEmoji, "unicode" | "has" | "names">): Names {
  function custom(name: string, colons: boolean): NamedEmoji | null {
    const known = workspace.has(name) ?? colons;
    if (!known || !CUSTOM.test(name)) return null;
    const emoji = workspace.unicode(name);
    return emoji === null ? { name, emoji } : toNamed(emoji);
  }

  return {
    named(text) {
      const trimmed = text.trim();
      const unicode = canonical(trimmed);
      if (unicode !== null) return toNamed(unicode);
      const inner = COLONS.exec(trimmed.replace(/:\s+:/g, "::"))?.[1];
      const name = (inner ?? trimmed).toLowerCase().replace(/\s+/g, "_");
      const word = inner === undefined ? WORDS.get(name) : undefined;
      const standard = word ?? fromSlackName(name);
      return standard === null ? custom(name, inner !== undefined) : toNamed(standard);
    },
    nearest(text) {
      const written = text.trim().replaceAll(":", "").toLowerCase().replace(/\s+/g, "_");
      if (written === "" || written.length > LONGEST) return null;
      const name = nearestOf(written, [...standardNames(), ...WORDS.keys(), ...workspace.names()]);
      return name === null ? null : { name, emoji: WORDS.get(name) ?? fromSlackName(name) ?? workspace.unicode(name) };
    },
  };
}

/** Slack's names without tones: whoever writes one adds it to a name that is right. */
function standardNames(): readonly string[] {
  return [...table().bySlackName.keys()].filter((name) => !name.includes("::"));
}

/** The nearest of these, if it is near enough to be meant. */
export function nearestOf(written: string, names: Iterable<string>): string | null {
  let most = Math.max(1, Math.floor(written.length / 3));
  let best: string | null = null;
  for (const name of names) {
    if (Math.abs(name.length - written.length) > most) continue;
    const distance = editDistance(written, name);
    if (distance > most || (best !== null && distance === most)) continue;
    [best, most] = [name, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? (beforeLast[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, swapped, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
