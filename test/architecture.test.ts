import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const MOST_LINES = 300;

/** What each part of the house may import besides itself. `main` is not here: it may import everything. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ["domain"],
  networks: ["domain"],
  names: ["domain"],
  http: ["domain", "ports"],
  flow: ["domain", "ports"],
  stores: ["domain", "ports"],
  platforms: ["domain", "ports", "http", "networks", "names"],
  providers: ["domain", "ports", "http", "networks", "names"],
  config: ["domain", "ports", "networks", "names"],
  check: ["domain", "ports"],
  compact: [],
  reload: ["domain", "ports", "config"],
  "rehearsal-text": ["domain"],
  explain: ["domain", "ports", "networks", "names"],
  "unknown-emoji": ["domain", "names"],
  telemetry: ["domain", "ports"],
  console: ["domain", "ports", "flow", "http"],
  app: ["domain", "ports", "flow", "http", "console"],
  cli: ["domain", "ports", "config", "check", "rehearsal-text"],
  sandbox: ["domain", "ports", "http", "networks", "names"],
};
/** These decide, and must not know of the world: no package, nothing of Node's. */
const PURE = ["domain", "ports", "flow", "networks"];
/** A folder of its own for each vendor. */
const ADAPTERS = ["platforms", "providers", "stores"];

interface Module {
  /** From `src`, with `/` on every system. */
  readonly path: string;
  readonly text: string;
  /** Modules of ours, as paths from `src`. */
  readonly ours: readonly string[];
  /** Packages and Node's own modules. */
  readonly foreign: readonly string[];
}

const IMPORTS = [
  /^\s*(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']/gm,
  /^\s*import\s*["']([^"']+)["']/gm,
  /\bimport\s*\(\s*["']([^"']+)["']/g,
];

/** Every module that this text imports, types included, as it is written there. */
function importsOf(text: string): readonly string[] {
  return IMPORTS.flatMap((form) => [...text.matchAll(form)].map(([, specifier = ""]) => specifier));
}

function readModules(): readonly Module[] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = readFileSync(file, "utf8");
      const specifiers = importsOf(text);
      const ours = specifiers.filter((one) => one.startsWith(".")).map((one) => fromSrc(join(dirname(file), one)));
      return { path: fromSrc(file), text, ours, foreign: specifiers.filter((one) => !one.startsWith(".")) };
    });
}

function fromSrc(file: string): string {
  return relative(SRC, file).split(sep).join("/");
}

/** `flow/worker.ts` is of the part `flow`, `config.ts` of `config`. */
function partOf(path: string): string {
  return (path.split("/")[0] ?? "").replace(/\.ts$/, "");
}

/** The vendor's folder that a module lies in (`providers/linq`), or null. */
function adapterOf(path: string): string | null {
  const [part = "", vendor = "", file] = path.split("/");
  return ADAPTERS.includes(part) && file !== undefined ? `${part}/${vendor}` : null;
}

const modules = readModules();
const edges = modules.flatMap(({ path, ours }) => ours.map((to) => ({ from: path, to })));
const spell = ({ from, to }: { from: string; to: string }) => `${from} → ${to}`;
const kept = (path: string) => partOf(path) !== "main";

describe("imports are found, however they are written", () => {
  test.each([
    ['import { a } from "./a.ts";', ["./a.ts"]],
    ['import type { A } from "./a.ts";', ["./a.ts"]],
    ['import { type A, b } from "./a.ts";', ["./a.ts"]],
    ['import {\n  a,\n  b,\n} from "../a.ts";\nimport c from "c";', ["../a.ts", "c"]],
    ['export { a } from "./a.ts";\nexport * from "./b.ts";', ["./a.ts", "./b.ts"]],
    ['import "./a.ts";', ["./a.ts"]],
    ['const { a } = await import("./a.ts");', ["./a.ts"]],
    ['import data from "./a.json" with { type: "json" };', ["./a.json"]],
    ['export const from = "./a.ts";', []],
  ])("%j", (text, found) => {
    expect(importsOf(text)).toEqual(found);
  });
});

test("every part of the house is known", () => {
  const parts = new Set(modules.map(({ path }) => partOf(path)).filter((part) => part !== "main"));
  expect([...parts].filter((part) => ARROWS[part] === undefined)).toEqual([]);
});

test("what is imported exists", () => {
  const paths = new Set(modules.map(({ path }) => path));
  expect(edges.filter(({ to }) => to.endsWith(".ts") && !paths.has(to)).map(spell)).toEqual([]);
});

test("imports follow the arrows", () => {
  const against = edges.filter(({ from, to }) => {
    const [part, other] = [partOf(from), partOf(to)];
    return kept(from) && part !== other && ARROWS[part]?.includes(other) !== true;
  });
  expect(against.map(spell)).toEqual([]);
});

test("adapters are named by main alone, and none imports another", () => {
  const wrong = edges.filter(({ from, to }) => {
    const adapter = adapterOf(to);
    return kept(from) && adapter !== null && adapterOf(from) !== adapter;
  });
  expect(wrong.map(spell)).toEqual([]);
});

test("what decides knows of no package, of nothing of Node's, and of no clock", () => {
  const decides = modules.filter(({ path }) => PURE.includes(partOf(path)));
  expect(decides.flatMap(({ path, foreign }) => foreign.map((to) => spell({ from: path, to })))).toEqual([]);
  const impure = /\b(?:Date\.now|new Date|Math\.random|performance\.|process\.\w|setTimeout|setInterval|fetch\()/;
  expect(decides.filter(({ text }) => impure.test(text)).map(({ path }) => path)).toEqual([]);
});

test("imports go round in no circle", () => {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) circles.push([...trail.slice(at), path].join(" → "));
    if (at >= 0 || done.has(path)) return;
    for (const { to } of targets.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of modules) visit(path, []);
  expect(circles).toEqual([]);
});

test(`no file is longer than ${MOST_LINES} lines, unless it is generated`, () => {
  const long = modules.filter(({ path, text }) => !path.includes(".generated.") && text.trimEnd().split("\n").length > MOST_LINES);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("the page on architecture names every invariant as its test does", () => {
  const folder = fileURLToPath(new URL("invariants", import.meta.url));
  const tests = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const shown = tests.flatMap((text) => [...text.matchAll(/describe\("invariant (\d+): ([^"]+)"/g)].map(([, at, is]) => `${at}. ${is}`));
  const page = readFileSync(new URL("../docs/architecture.md", import.meta.url), "utf8");
  const named = [...page.matchAll(/^(\d+)\. \*\*(.+?)\.\*\*/gm)].map(([, at, is = ""]) => `${at}. ${is[0]?.toLowerCase()}${is.slice(1)}`);
  expect(named).toEqual(shown.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)));
  expect(shown).toHaveLength(15);
});
