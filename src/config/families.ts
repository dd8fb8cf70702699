import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Families, families } from "../domain/ladder.ts";
import { type Complaint, complaints } from "./complaint.ts";
import { parseYaml } from "./document.ts";
import { unicodeEmoji } from "./emoji.ts";
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
  const yaml = parseYaml(text);
  const { complain, all } = complaints(NAME, yaml.lineOf);
  const data = readKeys(familiesSchema, yaml.value ?? {}, complain);
  return { families: families(data), complaints: [...yaml.errors(NAME), ...all()] };
}
