import { readFileSync } from "node:fs";
import { type Family, parseFamilies } from "../src/config/families.ts";
import { type Emoji, same, withoutGender, withoutTone } from "../src/domain/emoji.ts";
import { families as familiesOf, ladder, whyInside } from "../src/domain/ladder.ts";
import type { ReactionRules } from "../src/domain/network.ts";
import { canonical, fromDiscordName, fromSlackName, grouped, inDiscord, toDiscordName, toSlackName } from "../src/names/index.ts";
import { everyEmoji } from "../src/names/table.ts";
import { IMESSAGE_MESSAGES, tapback } from "../src/networks/imessage.ts";
import { INSTAGRAM_POSTS } from "../src/networks/instagram.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS, linkedInPostReaction } from "../src/networks/linkedin.ts";
import { table } from "./table.ts";

const { data, written, groups } = parseFamilies(readFileSync(new URL("../config/emoji.yaml", import.meta.url), "utf8"));
const families = familiesOf(data);
const members = new Set(Object.values(written).flatMap(({ emoji }) => emoji));
const all = [...everyEmoji()];

interface Set {
  readonly title: string;
  readonly rules: ReactionRules;
  readonly word: (emoji: Emoji) => string | null;
}

const SETS: readonly Set[] = [
  { title: "iMessage (Linq)", rules: IMESSAGE_MESSAGES, word: tapback },
  { title: "iMessage, tapbacks alone", rules: { ...IMESSAGE_MESSAGES, custom: false }, word: tapback },
  { title: "LinkedIn post", rules: LINKEDIN_POSTS, word: linkedInPostReaction },
  { title: "LinkedIn message (PostPress)", rules: { ...LINKEDIN_MESSAGES, allowed: LINKEDIN_MESSAGE_FLOOR }, word: () => null },
  { title: "Instagram post", rules: INSTAGRAM_POSTS, word: () => "like" },
];

/** How much of what a platform knows is understood, and comes back as it went. */
export function nameTable(): string {
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(part === whole ? 0 : 2)} %`;
  const row = (platform: string, toName: (emoji: Emoji) => string | null, fromName: (name: string) => Emoji | null) => {
    const named = all.filter((one) => toName(one) !== null);
    const exact = named.filter((one) => fromName(toName(one) ?? "") === one);
    const without = all.filter((one) => toName(one) === null && withoutTone(one) === one);
    return [platform, String(named.length), percent(exact.length, named.length), without.join(" ") || "–"];
  };
  return table(
    ["", `of ${all.length} emoji it names`, "come back exactly", "without a name there (and its tones)"],
    [
      row("Slack", toSlackName, fromSlackName),
      row("Discord, in reactions", inDiscord, canonical),
      row("Discord, as typed", toDiscordName, fromDiscordName),
    ],
  );
}

/** What becomes of every emoji, set by set. */
export function coverageTable(): string {
  const rows = SETS.map(({ title, rules }) => {
    const count = { own: 0, tone: 0, standIn: 0, family: 0, group: 0 };
    for (const emoji of all) {
      const rung = ladder(emoji, rules, families)[0]?.rung;
      if (rung === "exact" || rung === "custom") count.own += 1;
      else if (rung === "without-tone") count.tone += 1;
      else if (rung !== undefined) count.standIn += 1;
      else if (whyInside(emoji, families) !== null) count[isOfFamily(emoji) ? "family" : "group"] += 1;
    }
    const decided = Object.values(count).reduce((sum, one) => sum + one, 0);
    return [title, ...Object.values(count).map(String), `${((100 * decided) / all.length).toFixed(decided === all.length ? 0 : 2)} %`];
  });
  return table(["set", "as itself", "without its tone", "by a stand-in", "inside, by its family", "inside, by its group", "decided"], rows);
}

export function familyTable(): string {
  const rows = Object.entries(written).map(([name, family]) => [
    `${name}: ${family.says}`,
    family.emoji.join(" "),
    ...SETS.map((set) => shown(family, set)),
    family.none ?? "",
  ]);
  return table(["family", "emoji", ...SETS.map(({ title }) => title), "where it stays inside: why"], rows);
}

/** What a family is in a set: one answer for all who are not offered there themselves, and those who are. */
function shown({ emoji }: Family, { rules, word }: Set): string {
  const answers = emoji.map((one) => ({ one, rung: ladder(one, rules, families)[0] }));
  const called = (one: Emoji) => [one, word(one)].filter((part) => part !== null).join(" ");
  const own = answers.filter(({ one, rung }) => rung !== undefined && same(rung.emoji, one) && rung.rung === "exact");
  const others = answers.filter((answer) => !own.includes(answer));
  const said = others.map(({ rung }) => (rung === undefined ? "–" : rung.rung === "custom" ? "itself" : called(rung.emoji)));
  return [...new Set([...own.map(({ one }) => called(one)), ...said])].join(", ");
}

export function groupTable(): string {
  const left = grouped().filter(({ emoji }) => !isOfFamily(emoji));
  const rows = Object.entries(groups).map(([name, reason]) => {
    const here = left.filter(({ group, subgroup }) => (subgroup in groups ? subgroup : group) === name).map(({ emoji }) => emoji);
    return [name, String(here.length), here.slice(0, 8).join(" "), reason];
  });
  return table(["group", "emoji", "for example", "why it stays inside"], rows);
}

function isOfFamily(emoji: Emoji): boolean {
  const plain = withoutTone(emoji);
  return members.has(plain) || members.has(withoutGender(plain));
}
