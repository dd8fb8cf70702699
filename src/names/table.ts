import { bare, type Emoji } from "../domain/emoji.ts";
import { TABLE } from "./table.generated.ts";

const TONES = ["🏻", "🏼", "🏽", "🏾", "🏿"] as const;

interface Table {
  /** Canonical by bare form, tones included: every emoji that Unicode recommends for interchange. */
  readonly emoji: ReadonlyMap<string, Emoji>;
  /** Canonical by Slack name; aliases and tones included. */
  readonly bySlackName: ReadonlyMap<string, Emoji>;
  /** The name that Slack itself uses, by canonical emoji. */
  readonly slackName: ReadonlyMap<Emoji, string>;
}

const TONED = /[\u{1F3FB}-\u{1F3FF}]|::skin-tone-/u;

let toneless: Table | undefined;
let whole: Table | undefined;

/** Parsed on first use, kept from then on. */
export function table(): Table {
  whole ??= parse(true);
  return whole;
}

/** What stands under a key; null when nothing does. The tones are most of the table: they are spelled out once somebody asks for one. */
export function find(column: keyof Table, key: string): string | null {
  toneless ??= parse(false);
  return toneless[column].get(key) ?? (TONED.test(key) ? table()[column].get(key) : undefined) ?? null;
}

function parse(withTones: boolean): Table {
  const emoji = new Map<string, Emoji>();
  const bySlackName = new Map<string, Emoji>();
  const slackName = new Map<Emoji, string>();
  const add = (one: Emoji, names: readonly string[], suffix: string) => {
    emoji.set(bare(one), one);
    for (const name of names) bySlackName.set(name + suffix, one);
    if (names[0] !== undefined) slackName.set(one, names[0] + suffix);
  };
  for (const line of TABLE.trim().split("\n")) {
    const [base = "", one = "-", two = "-", ...names] = line.split(" ");
    add(base, names, "");
    if (!withTones) continue;
    for (const [toned, suffix] of tones(base, one.replace("!", ""), two)) add(toned, one.startsWith("!") ? [] : names, suffix);
  }
  return { emoji, bySlackName, slackName };
}

/** Every toned form with Slack's suffix for it: `::skin-tone-2` to `-6`, and `::skin-tone-2-3` where two people differ. */
function* tones(base: Emoji, one: string, two: string): Generator<readonly [Emoji, string]> {
  const [first = ""] = base;
  const pattern = one === "%" ? `${first}%${base.slice(first.length).replace(/^\uFE0F/, "")}` : one;
  for (const [index, tone] of TONES.entries()) {
    if (one !== "-") yield [pattern.replaceAll("%", tone), `::skin-tone-${index + 2}`];
    for (const [otherIndex, other] of TONES.entries()) {
      if (two !== "-" && other !== tone) yield [two.replace("%", tone).replace("%", other), `::skin-tone-${index + 2}-${otherIndex + 2}`];
    }
  }
}
