import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FAILURES as discord } from "../src/platforms/discord/failures.ts";
import { ANSWERED, FAULTS } from "../src/providers/common.ts";
import { FAILURES as connectsafely } from "../src/providers/connectsafely/failures.ts";
import type { FailureRow } from "../src/providers/failure.ts";
import { FAILURES as linq } from "../src/providers/linq/failures.ts";
import { FAILURES as postpress } from "../src/providers/postpress/failures.ts";
import { FAILURES as ryzeapi } from "../src/providers/ryzeapi/failures.ts";
import { coverageTable, familyTable, groupTable, nameTable } from "./emoji.ts";
import { table } from "./table.ts";

/** The parts of the documents that are made from the code: `<!-- generated: name -->` to `<!-- end -->`. */
const PARTS: Readonly<Record<string, () => string>> = {
  "failures discord": discordFailures,
  "failures connectsafely": () => failures(connectsafely, "ConnectSafely"),
  "failures linq": () => failures(linq, "Linq"),
  "failures postpress": () => failures(postpress, "PostPress"),
  "failures ryzeapi": () => failures(ryzeapi, "RyzeAPI"),
  "emoji names": nameTable,
  "emoji coverage": coverageTable,
  "emoji families": familyTable,
  "emoji groups": groupTable,
};

const FILES = [
  "discord.md",
  "emoji.md",
  "providers/connectsafely.md",
  "providers/linq.md",
  "providers/postpress.md",
  "providers/ryzeapi.md",
] as const;
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

function discordFailures(): string {
  const rows = discord.map(({ status, code, kind, ambiguous, message }) => [
    code === null ? `any other with ${status}` : `\`${code}\``,
    kind,
    ambiguous ? "yes" : "no",
    message,
  ]);
  const others = [
    ["429", "rate-limited", "no", "Discord wants fewer requests."],
    ["any other with 4xx", "rejected", "no", "Discord refused the request with status *status*."],
    ["5xx, no answer, or what is not documented", "transient", "yes, if it was sent", "–"],
  ];
  return table(["code", "kind", "may have happened", "what the operator reads"], [...rows, ...others]);
}

if (import.meta.main) {
  for (const { path, shouldBe } of documents()) writeFileSync(fileURLToPath(new URL(path, import.meta.url)), shouldBe);
}
