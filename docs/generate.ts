import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Emoji } from "../src/domain/emoji.ts";
import { type Families, families, ladder, type Rung } from "../src/domain/ladder.ts";
import type { ReactionRules } from "../src/domain/network.ts";
import { toSlackName } from "../src/names/index.ts";
import { IMESSAGE_MESSAGES, tapback } from "../src/networks/imessage.ts";
import { INSTAGRAM_POSTS } from "../src/networks/instagram.ts";
import { LINKEDIN_POSTS, linkedInPostReaction } from "../src/networks/linkedin.ts";
import { ANSWERED, FAULTS } from "../src/providers/common.ts";
import { FAILURES as connectsafely } from "../src/providers/connectsafely/failures.ts";
import type { FailureRow } from "../src/providers/failure.ts";
import { FAILURES as linq } from "../src/providers/linq/failures.ts";
import { FAILURES as postpress } from "../src/providers/postpress/failures.ts";
import { INFO as POSTPRESS } from "../src/providers/postpress/info.ts";
import { FAILURES as ryzeapi } from "../src/providers/ryzeapi/failures.ts";

/** The parts of the documents that are made from the code: `<!-- generated: name -->` to `<!-- end -->`. */
const PARTS: Readonly<Record<string, () => string>> = {
  "failures connectsafely": () => failures(connectsafely, "ConnectSafely"),
  "failures linq": () => failures(linq, "Linq"),
  "failures postpress": () => failures(postpress, "PostPress"),
  "failures ryzeapi": () => failures(ryzeapi, "RyzeAPI"),
  emoji,
};

const FILES = ["emoji.md", "providers/connectsafely.md", "providers/linq.md", "providers/postpress.md", "providers/ryzeapi.md"] as const;
const PART = /(<!-- generated: ([\w ]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** Every document that has generated parts, by its path below `docs`, as it is and as it should be. */
export function documents(): readonly { readonly path: string; readonly is: string; readonly shouldBe: string }[] {
  return FILES.map((path) => {
    const is = readFileSync(new URL(path, import.meta.url), "utf8");
    const shouldBe = is.replace(PART, (_, begin: string, name: string, end: string) => `${begin}${part(name)}\n${end}`);
    return { path, is, shouldBe };
  });
}

function part(name: string): string {
  const make = PARTS[name];
  if (make === undefined) throw new Error(`no part of the documents is called "${name}"`);
  return make();
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** The provider's own rows, and below them what holds for every provider where it has none. */
function failures(rows: readonly FailureRow[], provider: string): string {
  const shadowed = rows.some(({ status, code }) => status === 404 && code === null);
  const common = [...Object.values(ANSWERED), ...Object.values(FAULTS)].filter((row) => !(shadowed && row === ANSWERED.unknown));
  return table(
    ["status", "type, code or sentence", "kind", "may have happened", "what the operator reads", "listed in"],
    [
      ...rows.map(({ status, code, kind, ambiguous, message, source }) => [
        status === null ? "any" : String(status),
        code === null ? "any other" : `\`${code}\``,
        kind,
        ambiguous ? "yes" : "no",
        message,
        source,
      ]),
      ...common.map(({ status, sign, kind, ambiguous, message }) => [
        status,
        sign,
        kind,
        ambiguous === "sent" ? "if it was sent" : ambiguous ? "yes" : "no",
        message.replace("{provider}", provider).replace("{status}", "*status*"),
        "for every provider",
      ]),
    ],
  );
}

interface FamiliesFile {
  readonly alike: Readonly<Record<Emoji, readonly Emoji[]>>;
  readonly near: Readonly<Record<Emoji, readonly Emoji[]>>;
}

function emoji(): string {
  const file = parse(readFileSync(new URL("../config/emoji.yaml", import.meta.url), "utf8")) as FamiliesFile;
  const known = families(file);
  const named = [...Object.entries(file.alike), ...Object.entries(file.near)].flatMap(([one, standIns]) => [one, ...standIns]);
  const rows = [...new Set(named)].map((one) => {
    const first = (rules: ReactionRules) => ladder(one, rules, known)[0];
    return [
      one,
      `\`:${toSlackName(one)}:\``,
      called(first(IMESSAGE_MESSAGES), (shown) => tapback(shown) ?? "custom"),
      called(first(LINKEDIN_POSTS), linkedInPostReaction),
      tried(one, known),
      called(first(INSTAGRAM_POSTS), () => "like"),
    ];
  });
  const head = [
    "pressed",
    "in Slack",
    "iMessage (Linq)",
    "LinkedIn post",
    "LinkedIn message (PostPress), tried in this order",
    "Instagram post",
  ];
  return table(head, rows);
}

function called(rung: Rung | undefined, name: (emoji: Emoji) => string | null): string {
  return rung === undefined ? "–" : `${rung.emoji} ${name(rung.emoji)}`;
}

function tried(one: Emoji, known: Families): string {
  return ladder(one, POSTPRESS.messages.linkedin, known)
    .map((rung) => rung.emoji)
    .join(" ");
}

if (import.meta.main) {
  for (const { path, shouldBe } of documents()) writeFileSync(fileURLToPath(new URL(path, import.meta.url)), shouldBe);
}
