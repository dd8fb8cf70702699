import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Families, type FamiliesData, families } from "../domain/ladder.ts";
import { type Complaint, complaints } from "./complaint.ts";
import { parseYaml } from "./document.ts";
import { unicodeEmoji } from "./emoji.ts";
import { READ } from "./families.generated.ts";
import { readKeys } from "./issues.ts";
import type { ReadFile } from "./variable.ts";

/** The families are the product's, not the operator's: they come with the source, wherever the operator's file is. */
const PATH = fileURLToPath(new URL("../../config/emoji.yaml", import.meta.url));
const NAME = "config/emoji.yaml";

const standIns = z.record(unicodeEmoji, z.array(unicodeEmoji).meta({ examples: [["👏"]] })).meta({ examples: [{ "🎉": ["👏"] }] });
const familiesSchema = z.strictObject({ alike: standIns, near: standIns }).partial();

/** Which emoji may stand for which. Empty where there is a complaint. */
export function readFamilies(readFile: ReadFile): { readonly families: Families; readonly complaints: readonly Complaint[] } {
  let text: string;
  try {
    text = readFile(PATH);
  } catch {
    const complaint = { key: NAME, problem: "is missing", fix: "Take it from the release: a volume must not cover the folder `config`." };
    return { families: families({}), complaints: [complaint] };
  }
  // Understanding it anew would take a tenth of the time until the bridge is ready.
  const { data, complaints } = digestOf(text) === READ.digest ? { data: READ, complaints: [] } : parseFamilies(text);
  return { families: families(data), complaints };
}

/** The file as data, in canonical emoji. */
export function parseFamilies(text: string): { readonly data: FamiliesData; readonly complaints: readonly Complaint[] } {
  const yaml = parseYaml(text);
  const { complain, all } = complaints(NAME, yaml.lineOf);
  const data = readKeys(familiesSchema, yaml.value ?? {}, complain);
  return { data, complaints: [...yaml.errors(NAME), ...all()] };
}

/** Tells whether the file is still the one that `families.generated.ts` was made of. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
