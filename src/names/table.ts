import { bare, type Emoji } from "../domain/emoji.ts";
import { TABLE } from "./table.generated.ts";
import { TONES } from "./tones.ts";

/** One emoji without a tone, and where Unicode's own list puts it. */
export interface Grouped {
  readonly emoji: Emoji;
  readonly group: string;
  readonly subgroup: string;
}

/** All that is known of it. */
export interface Entry extends Grouped {
  /** With `%` for the tone, or for two; null where it takes none. */
  readonly oneTone: string | null;
  readonly twoTones: string | null;
  /** The one that Slack itself uses first. */
  readonly slack: readonly string[];
  /** Whether Slack has names for its tones too. */
  readonly slackTones: boolean;
  /** Discord's own first; `man_%_beard` and `kiss_%%` are for toned ones alone. */
  readonly discord: readonly string[];
}

export interface Table {
  /** In Unicode's order. */
  readonly entries: readonly Entry[];
  readonly byBare: ReadonlyMap<string, Entry>;
  /** By the pattern for two tones, without them: two people where the plain emoji may be one character (🫱‍🫲 for 🤝). */
  readonly byPair: ReadonlyMap<string, Entry>;
  readonly bySlackName: ReadonlyMap<string, Entry>;
}

let read: Table | undefined;

/** Read on first use, kept from then on. Tones are worked out when they are asked for: they would be two thirds of it. */
export function table(): Table {
  read ??= readTable();
  return read;
}

function readTable(): Table {
  const entries: Entry[] = [];
  const byBare = new Map<string, Entry>();
  const byPair = new Map<string, Entry>();
  const bySlackName = new Map<string, Entry>();
  let [group, subgroup] = ["", ""];
  for (const line of TABLE.trim().split("\n")) {
    const [emoji = "", one = "-", two = "-", slack = "-", discord = "-"] = line.split(" ");
    if (emoji === ">") {
      [group, subgroup] = [one, two];
      continue;
    }
    const slackTones = !one.startsWith("!");
    const oneTone = patternOf(emoji, slackTones ? one : one.slice(1));
    const names = namesIn(slack);
    const twoTones = two === "-" ? null : two;
    const entry = {
      emoji,
      group,
      subgroup,
      oneTone,
      twoTones,
      slack: names,
      slackTones,
      discord: discord === "=" ? names : namesIn(discord),
    };
    entries.push(entry);
    byBare.set(bare(emoji), entry);
    if (twoTones !== null) byPair.set(bare(twoTones.replaceAll("%", "")), entry);
    for (const name of names) bySlackName.set(name, entry);
  }
  return { entries, byBare, byPair, bySlackName };
}

function namesIn(list: string): readonly string[] {
  return list === "-" ? [] : list.split(",");
}

/** `%` stands for the tone after the first character, in place of a U+FE0F. */
function patternOf(emoji: Emoji, pattern: string): string | null {
  if (pattern !== "%") return pattern === "-" ? null : pattern;
  const first = String.fromCodePoint(emoji.codePointAt(0) ?? 0);
  return `${first}%${emoji.slice(first.length).replace(/^\uFE0F/, "")}`;
}

/** The emoji in these tones, counted from 1: none, one, or one for each of two people. Null where it does not come in them. */
export function inTones({ emoji, oneTone, twoTones }: Entry, tones: readonly number[]): Emoji | null {
  const [first, second = first] = tones.map((tone) => TONES[tone - 1]);
  if (first === undefined || second === undefined) return tones.length === 0 ? emoji : null;
  if (first === second) return oneTone?.replaceAll("%", first) ?? null;
  return twoTones?.replace("%", first).replace("%", second) ?? null;
}

/** What an emoji in any form is, and in which tones; null for anything else. */
export function known(text: string): { readonly entry: Entry; readonly tones: readonly number[] } | null {
  const { byBare, byPair } = table();
  const form = text.replace(/[\uFE0E\uFE0F]/g, "");
  const plain = byBare.get(form);
  if (plain !== undefined) return { entry: plain, tones: [] };
  const found = form.match(/[\u{1F3FB}-\u{1F3FF}]/gu);
  if (found === null) return null;
  const [first = 0, second = first] = found.map((tone) => TONES.indexOf(tone as (typeof TONES)[number]) + 1);
  const tones = first === second ? [first] : [first, second];
  const toneless = form.replace(/[\u{1F3FB}-\u{1F3FF}]/gu, "");
  const entry = [byBare.get(toneless), byPair.get(toneless)].find((one) => one !== undefined && bare(inTones(one, tones) ?? "") === form);
  return entry === undefined ? null : { entry, tones };
}

/** Every emoji that Unicode recommends for interchange, in every tone. */
export function* everyEmoji(): Generator<Emoji> {
  const two = TONES.flatMap((_, first) => TONES.map((_, second) => [first + 1, second + 1]).filter(([a, b]) => a !== b));
  const all = [[], ...TONES.map((_, index) => [index + 1]), ...two];
  for (const entry of table().entries) {
    for (const tones of all) {
      const emoji = inTones(entry, tones);
      if (emoji !== null) yield emoji;
    }
  }
}
