import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { TONES, toneWords } from "./tones.ts";

/** Slack draws Emoji 16; it knows no names for the tones that came with 17. */
const NEWEST_IN_SLACK = 16;

interface Skin {
  readonly hexcode: string;
  readonly type: number;
  readonly tone: number | readonly [number, number];
  readonly version: number;
}

interface Entry {
  readonly hexcode: string;
  /** 0: text unless U+FE0F follows. 1: emoji by itself. */
  readonly type: number;
  readonly group?: number;
  readonly subgroup?: number;
  readonly skins?: readonly Skin[];
}

type Names = Readonly<Record<string, string | readonly string[]>>;

/** What Discord's picker knows and the data lacks, seen in the list that its client carries; by the data's own name for it. */
const ALSO_IN_DISCORD: Readonly<Record<string, string>> = {
  "blond-haired_woman": "blond_haired_woman",
  "blond-haired_man": "blond_haired_man",
  woman_with_veil: "bride_with_veil",
  "non-potable_water": "non_potable_water",
  mobile_phone: "iphone",
  pinata: "piñata",
  ...Object.fromEntries(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten"].map((name, number) => [
      name,
      `number_${number}`,
    ]),
  ),
};

function text(hexcode: string): string {
  return String.fromCodePoint(...hexcode.split("-").map((point) => Number.parseInt(point, 16)));
}

/** emojibase's own `emoji` has a U+FE0F after every single character; Unicode's fully qualified form only where it is text without. */
function qualified({ hexcode, type }: Pick<Entry, "hexcode" | "type">): string {
  return type === 0 && !hexcode.includes("-") ? `${text(hexcode)}\uFE0F` : text(hexcode);
}

/** The skins as one text with `%` for the tones; throws when they are not all of that one pattern. */
function pattern(skins: readonly Skin[]): string | null {
  if (skins.length === 0) return null;
  const made = new Set(skins.map((skin) => qualified(skin).replace(/[\u{1F3FB}-\u{1F3FF}]/gu, "%")));
  const tonesFit = skins.every((skin) => {
    const [first, second] = typeof skin.tone === "number" ? [skin.tone, skin.tone] : skin.tone;
    const used = qualified(skin).match(/[\u{1F3FB}-\u{1F3FF}]/gu) ?? [];
    return used[0] === TONES[first - 1] && used.at(-1) === TONES[second - 1];
  });
  const [one] = made;
  if (made.size !== 1 || one === undefined || !tonesFit) throw new Error(`the skin tones of ${skins[0]?.hexcode} follow no pattern`);
  return one;
}

/** `%` after the first character says the whole pattern, for most. */
function short(emoji: string, pattern: string | null): string {
  const [first = "", ...rest] = emoji;
  const usual = `${first}%${rest.join("").replace(/^\uFE0F/, "")}`;
  return pattern === usual ? "%" : (pattern ?? "-");
}

/** Of a country. */
function isFlag({ hexcode }: Pick<Entry, "hexcode">): boolean {
  return /^1F1[EF].-1F1[EF].$/.test(hexcode);
}

function flagName({ hexcode }: Pick<Entry, "hexcode">): string {
  const letters = [...text(hexcode)].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 0x61));
  return `flag_${letters.join("")}`;
}

function list(names: string | readonly string[] | undefined): readonly string[] {
  return [names ?? []].flat();
}

/**
 * Discord's names, its own first. Toned emoji are named after their plain one (`clap_tone3`) or by a pattern of their own with `%` for
 * one tone (`man_%_beard`) and `%%` for two (`kiss_person_person_%%`); a pattern comes first where Discord itself does so.
 */
function discordNames(entry: Entry, names: Names, instead: readonly string[]): readonly string[] {
  const plain = list(names[entry.hexcode]);
  const own = plain.length > 0 ? plain : instead.map((name) => (isFlag(entry) ? flagName(entry) : name));
  const also = own.flatMap((name) => ALSO_IN_DISCORD[name] ?? []);
  const patterns = new Map<string, boolean>();
  for (const skin of entry.skins ?? []) {
    const tones = [skin.tone].flat();
    const said = toneWords(tones);
    list(names[skin.hexcode]).forEach((name, index) => {
      const like = own.findIndex((one) => said.some((words) => name === `${one}_${words}`));
      if (like === 0 || (like > 0 && index > 0)) return;
      const words = said.find((one) => name.includes(one));
      if (words === undefined) throw new Error(`the tone of ${name} is not in it`);
      const made = name.replace(words, "%".repeat(tones.length));
      patterns.set(made, patterns.get(made) === true || index === 0);
    });
  }
  const of = (isFirst: boolean) => [...patterns].filter(([, first]) => first === isFirst).map(([name]) => name);
  return [...of(true), ...own, ...also, ...of(false)];
}

/**
 * The source text of `table.generated.ts`. One line per emoji: its canonical form, its patterns of one tone and of two (`-` for none,
 * `!` in front where Slack has no names for the tones), its names in Slack and in Discord (`-` for none, `=` for Slack's), the
 * one that the platform itself uses first. Before them, on a line that begins with `>`, Unicode's group and subgroup.
 */
export function generate(): string {
  const read = createRequire(import.meta.url);
  const entries = read("emojibase-data/en/data.json") as readonly Entry[];
  const { groups, subgroups } = read("emojibase-data/meta/groups.json") as Readonly<Record<"groups" | "subgroups", Record<string, string>>>;
  const [slack, discord, described] = ["iamcal", "joypixels", "cldr"].map(
    (set) => read(`emojibase-data/en/shortcodes/${set}.json`) as Names,
  ) as [Names, Names, Names];
  let subgroup: number | undefined;
  const lines = entries
    .filter((entry) => entry.group !== undefined)
    .flatMap((entry) => {
      const emoji = qualified(entry);
      const skins = entry.skins ?? [];
      const one = short(emoji, pattern(skins.filter((skin) => typeof skin.tone === "number")));
      const two = short(emoji, pattern(skins.filter((skin) => typeof skin.tone !== "number")));
      const unnamed = skins.some((skin) => skin.version > NEWEST_IN_SLACK) ? "!" : "";
      const inSlack = list(slack[entry.hexcode]).join(",");
      const inDiscord = discordNames(entry, discord, list(described[entry.hexcode])).join(",");
      const heading = entry.subgroup === subgroup ? [] : [`> ${groups[String(entry.group)]} ${subgroups[String(entry.subgroup)]}`];
      subgroup = entry.subgroup;
      return [...heading, [emoji, `${unnamed}${one}`, two, inSlack || "-", inDiscord === inSlack ? "=" : inDiscord].join(" ")];
    });
  return [
    "/** Generated by `npm run generate` from emojibase-data (MIT); do not edit. */",
    "export const TABLE = `",
    ...lines,
    "`;",
    "",
  ].join("\n");
}

if (import.meta.main) await writeFile(new URL("table.generated.ts", import.meta.url), generate());
