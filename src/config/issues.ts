import { stringify } from "yaml";
import { z } from "zod";
import type { Complain, Path } from "./complaint.ts";
import { choice, nearest, quoted } from "./nearest.ts";

type Issue = z.core.$ZodIssue;

const NOUNS: Readonly<Record<string, string>> = {
  string: "text",
  int: "a whole number",
  number: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
  record: "a group of keys",
};

/**
 * The part of a group of keys that is sound, key by key; files a complaint about every other key. So what is wrong with one key
 * hides nothing about the next one.
 */
export function readKeys<S extends z.ZodObject>(schema: S, raw: unknown, complain: Complain): Partial<z.output<S>> {
  const read = schema.safeParse(raw ?? {});
  if (read.success) return read.data as Partial<z.output<S>>;
  for (const issue of read.error.issues) explain(issue, [], schema, raw, complain);
  if (!isGroup(raw)) return {};
  const bad = new Set(
    read.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [String(issue.path[0])],
    ),
  );
  const good = Object.fromEntries(Object.entries(raw).filter(([key]) => !bad.has(key)));
  return schema.partial().parse(good) as Partial<z.output<S>>;
}

export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function explain(issue: Issue, prefix: Path, schema: z.core.$ZodType, raw: unknown, complain: Complain): void {
  const path: Path = [...prefix, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  const value = path.reduce<unknown>(
    (node, part) => (typeof node === "object" && node !== null ? (node as Record<string, unknown>)[part] : undefined),
    raw,
  );
  const here = schemaAt(schema, path);
  if (issue.code === "unrecognized_keys") {
    const known = here instanceof z.ZodObject ? Object.keys(here.shape) : [];
    for (const key of issue.keys) complain([...path, key], "is an unknown key", choice(key, known));
    return;
  }
  if (issue.code === "invalid_union") {
    // The branch that came furthest is the one that was meant: in a list it is the item that is wrong, not the list.
    const meant = issue.errors.find((errors) =>
      errors.some(({ path, code }) => path.length > 0 || !["invalid_type", "invalid_value"].includes(code)),
    );
    if (meant !== undefined) {
      for (const inner of meant) explain(inner, path, schema, raw, complain);
      return;
    }
  }
  complain(path, problemOf(issue, value), fixOf(issue, value, path, here));
}

function problemOf(issue: Issue, value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "is empty";
  if (issue.code === "invalid_type") return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `must be ${issue.values.length === 1 ? "" : "one of "}${quoted(issue.values.map(String))}`;
  if (issue.code === "invalid_union") return `must be ${issue.errors.map(([first]) => wanted(first)).join(" or ")}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? "is no name for a key";
  if (issue.code === "too_small" || issue.code === "too_big") return sizeProblem(issue);
  return issue.message;
}

function wanted(issue: Issue | undefined): string {
  if (issue?.code === "invalid_type") return NOUNS[issue.expected] ?? issue.expected;
  return issue?.code === "invalid_value" ? quoted(issue.values.map(String)) : "something else";
}

function sizeProblem(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [limit, word] = issue.code === "too_small" ? [issue.minimum, "least"] : [issue.maximum, "most"];
  if (issue.origin === "string" || (issue.origin === "array" && limit === 1)) return "is empty";
  return issue.origin === "array" ? `must hold at ${word} ${limit}` : `must be at ${word} ${limit}`;
}

function fixOf(issue: Issue, value: unknown, path: Path, schema: z.core.$ZodType | undefined): string {
  if (issue.code === "custom" && typeof issue.params?.["fix"] === "string") return issue.params["fix"];
  const meant = issue.code === "invalid_value" && typeof value === "string" ? nearest(value, issue.values.map(String)) : undefined;
  if (meant !== undefined) return `Did you mean \`${meant}\`?`;
  if (issue.code === "invalid_key") return "Rename it.";
  const unquoted = issue.code === "invalid_type" && issue.expected === "string" && ["number", "boolean"].includes(typeof value);
  if (unquoted && schema !== undefined && z.safeParse(schema, String(value)).success) return "Put it into quotes.";
  if (issue.code === "invalid_type" && issue.expected === "boolean") return "Write it without quotes.";
  return exampleFix(schema, path);
}

/** "For example `staleAfter: 24h`.", from the schema's own examples. */
function exampleFix(schema: z.core.$ZodType | undefined, path: Path): string {
  const key = path.findLast((part) => typeof part === "string");
  const example = exampleOf(schema);
  return key === undefined || example === undefined ? "Compare it with docs/configuration.md." : `For example \`${key}: ${example}\`.`;
}

/**
 * Files what a provider says of keys, in clauses that begin with the key they are about ("accountId must be …"), or with none.
 * `fixes` may know better than the schema's example what to do about a key.
 */
export function complainOfClauses(
  clauses: readonly string[],
  schema: z.ZodObject,
  complain: Complain,
  fixes: Readonly<Record<string, string>> = {},
): void {
  for (const clause of clauses) {
    const key = clause.split(" ", 1)[0] ?? "";
    const fix = fixes[key] ?? exampleFix(schemaAt(schema, [key]), [key]);
    if (Object.hasOwn(schema.shape, key)) complain([key], clause.slice(key.length + 1), fix);
    else complain([], clause, fix);
  }
}

function exampleOf(schema: z.core.$ZodType | undefined): string | undefined {
  const example: unknown = (
    schema === undefined ? undefined : (z.globalRegistry.get(schema)?.["examples"] as readonly unknown[] | undefined)
  )?.[0];
  if (example === undefined) return undefined;
  return stringify(example, { collectionStyle: "flow", defaultStringType: "PLAIN", lineWidth: 0 }).trim();
}

/** The schema of a key; of its group when the key itself has none. */
function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  const plain = unwrapped(schema);
  const [first, ...rest] = path;
  if (first === undefined) return plain;
  if (plain instanceof z.ZodObject) {
    const next: z.core.$ZodType | undefined = plain.shape[String(first)];
    return next === undefined ? undefined : schemaAt(next, rest);
  }
  if (plain instanceof z.ZodRecord) return schemaAt(plain.valueType, rest);
  if (plain instanceof z.ZodArray) return schemaAt(plain.element, rest);
  if (plain instanceof z.ZodUnion) return plain.options.map((option) => schemaAt(option, path)).find((found) => found !== undefined);
  return undefined;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrapped(schema.unwrap()) : schema;
}
