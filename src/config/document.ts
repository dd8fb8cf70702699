import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Complaint, Path } from "./complaint.ts";

/** A YAML file as plain data that remembers its lines. */
export interface YamlFile {
  /** Undefined when the file cannot be parsed. */
  readonly value: unknown;
  /** The line of a key, or of the nearest one above it that is there. */
  readonly lineOf: (path: Path) => number;
  /** What is wrong with the syntax; never quotes the text. */
  readonly errors: (file: string) => readonly Complaint[];
}

/** By the `yaml` package's error codes. Its own messages can quote the text, which may be a secret. */
const SYNTAX: Readonly<Record<string, readonly [problem: string, fix: string]>> = {
  DUPLICATE_KEY: ["stands twice on one level", "Remove or rename one of the two keys."],
  BAD_INDENT: ["is indented wrongly, or lacks a closing bracket", "Line it up with its neighbours, or close what was opened."],
  TAB_AS_INDENT: ["is indented with a tab", "Use spaces."],
  BLOCK_AS_IMPLICIT_KEY: ["has a second colon", "Put the value into quotes, or on a line of its own."],
  MISSING_CHAR: ["lacks a closing quote, bracket or comma", "Close what was opened."],
  BAD_ALIAS: ["refers to an anchor that is not there", "Define it first with &, or put the value into quotes."],
  MULTIPLE_DOCS: ["holds more than one document", "Remove the line ---."],
};

export function parseYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const errors: { line: number; code: string; key?: string }[] = document.errors.map(({ code, pos: [from, to] }) => {
    const line = lines.linePos(from).line;
    return code === "DUPLICATE_KEY" ? { line, code, key: text.slice(from, to) } : { line, code };
  });
  let value: unknown;
  try {
    if (errors.length === 0) value = document.toJS();
  } catch {
    errors.push({ line: 1, code: "BAD_ALIAS" });
  }
  return {
    value,
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
    errors: (file) =>
      errors.map(({ line, code, key }) => {
        const [problem, fix] = SYNTAX[code] ?? ["is no valid YAML", "Mend the syntax around this line."];
        return { key: key ?? file, problem, fix, place: { file, line } };
      }),
  };
}

function offsetOf(document: Document.Parsed, path: Path): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node) && typeof part === "number" && node.items[part] !== undefined) {
      node = node.items[part] as Node;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
