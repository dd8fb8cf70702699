import { randomUUID } from "node:crypto";
import { appendFileSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The variable that names the folder where everything that a bridge prints in this test run is kept until it ends. */
export const FOLDER = "REACJI_PRINTED";

/** What one bridge prints, and what it must never print: tokens, numbers, texts. */
export interface Printed {
  write(text: string): void;
  /** Its log so far. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  /** Short ones are left out: they are part of ordinary words. */
  guard(...canaries: readonly (string | null | undefined)[]): void;
}

const SHORTEST = 5;

/** Stands in place of what a bridge prints once it is ready, where it could not be opened. */
export const NEVER_READY = "(could not be opened)";
const READY = '"msg":"ready"';

/** `ready`: it is a fault when nothing is printed, or not that the bridge is ready. */
export function openPrinted(expect: "ready" | "anything"): Printed {
  const folder = process.env[FOLDER];
  if (folder === undefined) throw new Error(`${FOLDER} is not set: run the tests with vitest`);
  const path = join(folder, `${randomUUID()}.${expect}`);
  appendFileSync(`${path}.log`, "");
  return {
    write: (text) => appendFileSync(`${path}.log`, text),
    lines: () => jsonLines(readFileSync(`${path}.log`, "utf8")),
    guard(...canaries) {
      const long = canaries.filter((one) => one != null && one.length >= SHORTEST);
      appendFileSync(`${path}.canaries`, long.map((one) => `${JSON.stringify(one)}\n`).join(""));
    },
  };
}

export interface Inspection {
  readonly bridges: number;
  readonly lines: number;
  readonly canaries: number;
  readonly faults: readonly string[];
}

/** Looks for every canary in everything that was printed, and at every line about a mirror. */
export function inspect(folder: string): Inspection {
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const canaries = new Set(globSync("*.canaries", { cwd: folder }).flatMap((path) => words(read(path))));
  const logs = globSync("*.log", { cwd: folder }).map((path) => ({ path, text: read(path) }));
  const lines = logs.flatMap(({ text }) => text.split("\n").filter((line) => line !== ""));
  const silent = logs.filter(({ path, text }) => path.endsWith(".ready.log") && !text.includes(READY) && !text.includes(NEVER_READY));
  return {
    bridges: logs.length,
    lines: lines.length,
    canaries: canaries.size,
    faults: [
      ...silent.map(({ path }) => `${path}: this bridge printed nothing, or its log was not caught`),
      ...lines.flatMap((line) => [...canaries].filter((one) => line.includes(one)).map((one) => `“${one}” is in: ${line.slice(0, 500)}`)),
      ...logs
        .flatMap(({ text }) => jsonLines(text))
        .filter(({ mirror, version }) => mirror !== undefined && typeof version !== "number")
        .map(({ msg }) => `a line about a mirror without its version: ${msg}`),
    ],
  };
}

/** Each canary as it is, as JSON writes it, as a URL has it, and its digits alone where it is a number. */
function words(file: string): readonly string[] {
  return file
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const canary = JSON.parse(line) as string;
      const [number] = /\d{9,}/.exec(canary) ?? [];
      return [canary, JSON.stringify(canary).slice(1, -1), encodeURIComponent(canary.toWellFormed()), ...(number ? [number] : [])];
    });
}

/** A line that a killed process did not finish is none. */
function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line.startsWith("{") ? [JSON.parse(line) as Readonly<Record<string, unknown>>] : [];
    } catch {
      return [];
    }
  });
}
