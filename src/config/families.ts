import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Emoji, withoutGender } from "../domain/emoji.ts";
import { type Families, type FamiliesData, families, type StandIns } from "../domain/ladder.ts";
import { SMALL_SETS, type SmallSet } from "../domain/network.ts";
import { grouped } from "../names/index.ts";
import { type Complain, type Complaint, complaints } from "./complaint.ts";
import { parseYaml } from "./document.ts";
import { emojiList } from "./emoji.ts";
import { READ } from "./families.generated.ts";
import { text } from "./fields.ts";
import { readKeys } from "./issues.ts";
import { choice } from "./nearest.ts";
import { unpacked } from "./packed.ts";
import type { ReadFile } from "./variable.ts";

/** The families are the product's, not the operator's: they come with the source, wherever the operator's file is. */
const PATH = fileURLToPath(new URL("../../config/emoji.yaml", import.meta.url));
const NAME = "config/emoji.yaml";

const familySchema = z.strictObject({
  says: text,
  emoji: emojiList,
  same: emojiList.optional(),
  near: emojiList.optional(),
  ...(Object.fromEntries(SMALL_SETS.map((set) => [set, emojiList.optional()])) as Record<SmallSet, z.ZodOptional<typeof emojiList>>),
  none: text.optional(),
});
const fileSchema = z
  .strictObject({
    families: z
      .record(z.string(), familySchema)
      .meta({ examples: [{ celebration: { says: "well done", emoji: "🎉 🎊", near: "👏 👍" } }] }),
    groups: z.record(z.string(), text).meta({ examples: [{ flags: "a place is no opinion" }] }),
  })
  .partial();

/** A family as it is written down. */
export type Family = Readonly<z.output<typeof familySchema>>;

/** What the file says: emoji by emoji, and as it is written down. */
export interface FamiliesFile {
  readonly data: FamiliesData;
  readonly written: Readonly<Record<string, Family>>;
  /** The reason of an emoji of no family, by its group or subgroup in Unicode. */
  readonly groups: Readonly<Record<string, string>>;
  readonly complaints: readonly Complaint[];
}

/** Which emoji may stand for which, and why not where none may. Empty where there is a complaint. */
export function readFamilies(readFile: ReadFile): { readonly families: Families; readonly complaints: readonly Complaint[] } {
  let content: string;
  try {
    content = readFile(PATH);
  } catch {
    const complaint = { key: NAME, problem: "is missing", fix: "Take it from the release: a volume must not cover the folder `config`." };
    return { families: families({}), complaints: [complaint] };
  }
  // Understanding it anew would take a tenth of the time until the bridge is ready.
  if (digestOf(content) === READ.digest) return { families: families(unpacked(READ)), complaints: [] };
  const { data, complaints } = parseFamilies(content);
  return { families: families(data), complaints };
}

/** The file as data, in canonical emoji. */
export function parseFamilies(content: string): FamiliesFile {
  const yaml = parseYaml(content);
  const { complain, all } = complaints(NAME, yaml.lineOf);
  const { families: written = {}, groups = {} } = readKeys(fileSchema, yaml.value ?? {}, complain);
  complainOfTwice(written, complain);
  complainOfGroups(groups, complain);
  return { data: dataOf(Object.values(written), groups), written, groups, complaints: [...yaml.errors(NAME), ...all()] };
}

/** Tells whether the file is still the one that `families.generated.ts` was made of. */
export function digestOf(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** From families and groups to emoji. None stands in for itself, though it may be among those that stand in for its family. */
function dataOf(written: readonly Family[], groups: Readonly<Record<string, string>>): FamiliesData {
  const standIns = (part: "same" | "near" | SmallSet): StandIns =>
    Object.fromEntries(
      written.flatMap(({ emoji, [part]: list }) =>
        list === undefined ? [] : emoji.map((one) => [one, list.filter((other) => other !== one)]),
      ),
    );
  const members = new Set(written.flatMap(({ emoji }) => emoji));
  const others = grouped().filter(({ emoji }) => !members.has(emoji) && !members.has(withoutGender(emoji)));
  return {
    alike: standIns("same"),
    near: standIns("near"),
    within: Object.fromEntries(SMALL_SETS.map((set) => [set, standIns(set)])),
    reasons: Object.fromEntries([
      ...written.flatMap(({ emoji, none }) => (none === undefined ? [] : emoji.map((one) => [one, none] as const))),
      ...others.flatMap(({ emoji, group, subgroup }) => {
        const reason = groups[subgroup] ?? groups[group];
        return reason === undefined ? [] : [[emoji, reason] as const];
      }),
    ]),
  };
}

function complainOfTwice(written: Readonly<Record<string, Family>>, complain: Complain): void {
  const seen = new Map<Emoji, string>();
  for (const [name, { emoji }] of Object.entries(written)) {
    for (const one of emoji) {
      const other = seen.get(one);
      if (other !== undefined)
        complain(["families", name, "emoji"], `holds ${one}, which \`${other}\` holds too`, "Leave it in one of the two.");
      seen.set(one, name);
    }
  }
}

function complainOfGroups(groups: Readonly<Record<string, string>>, complain: Complain): void {
  const known = [...new Set(grouped().flatMap(({ group, subgroup }) => [group, subgroup]))];
  for (const name of Object.keys(groups)) {
    if (!known.includes(name)) complain(["groups", name], "is no group of emoji in Unicode", choice(name, known));
  }
}
