import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { generate, generateFamilies } from "../../src/config/generate.ts";
import { VARIABLES } from "../../src/config/settings.ts";
import { DEFAULT_POLICY } from "../../src/domain/policy.ts";
import { both, providers, read } from "./registry.ts";

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const example = text("config/bridge.example.yaml");
const manual = text("docs/configuration.md");
const snippets = [...manual.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, snippet = ""]) => snippet);

const references = (yaml: string) => [...new Set([...yaml.replace(/^ *#.*$/gm, "").matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name))];
const withReferences = (yaml: string) => ({ ...both, ...Object.fromEntries(references(yaml).map((name) => [name, `value-of-${name}`])) });

/** The paths of all keys that an editor would offer. */
function keys(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema && typeof schema.properties === "object" ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keys)];
}

describe("the example", () => {
  it("is a sound configuration with an account of every provider and a link of every kind", () => {
    const { accounts, links, policy } = read(example, withReferences(example));
    expect(new Set(accounts.map(({ provider }) => provider))).toEqual(new Set(Object.keys(providers)));
    expect(links.map(({ name }) => name)).toEqual(["northwind", "inbox", "brand", "internal"]);
    expect(policy).toEqual({ ...DEFAULT_POLICY, emoji: { ...DEFAULT_POLICY.emoji, deny: ["👀", "✅"] } });
  });

  it("tells editors its schema in its first line", () => {
    expect(example.split("\n")[0]).toBe("# yaml-language-server: $schema=bridge.schema.json");
  });
});

test("the families that are read without their file are those of the file", () => {
  expect(text("src/config/families.generated.ts")).toBe(generateFamilies());
});

describe(".env.example", () => {
  const lines = text(".env.example").split("\n");
  const assigned = lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split("=") as [string, string]);

  it("lists exactly the bridge's own variables, then those that the example file refers to", () => {
    expect(assigned.map(([name]) => name)).toEqual([...Object.keys(VARIABLES), ...references(example)]);
  });

  it("shows the defaults, and nothing else", () => {
    const fallbacks = Object.fromEntries(
      Object.entries(VARIABLES).map(([name, variable]) => [name, "fallback" in variable ? variable.fallback : ""]),
    );
    for (const [name, value] of assigned) expect(value, name).toBe(fallbacks[name] ?? "");
  });
});

describe("bridge.schema.json", () => {
  it("is current (npm run generate)", async () => {
    expect(text("config/bridge.schema.json")).toBe(await generate());
  });

  it("takes the example as it stands in the file, and no unknown key", async () => {
    const schema = z.fromJSONSchema(JSON.parse(await generate()));
    expect(schema.safeParse(parse(example)).error).toBeUndefined();
    expect(schema.safeParse(parse(example.replace("graceMs", "grace"))).success).toBe(false);
  });
});

describe("docs/configuration.md", () => {
  it("has snippets", () => expect(snippets.length).toBeGreaterThanOrEqual(6));

  test.each(snippets.map((snippet) => [snippet.split("\n").slice(0, 3).join(" "), snippet]))(
    "has a sound snippet: %s",
    (_title, snippet) => {
      const { accounts } = parse(snippets[0] ?? "") as { accounts: object };
      const whole = { accounts, ...(parse(snippet) as object) };
      expect(() => read(JSON.stringify(whole), withReferences(JSON.stringify(whole)))).not.toThrow();
    },
  );

  it("shows the defaults of a policy as they are", () => {
    const defaults = snippets.find((snippet) => snippet.includes("staleAfter"));
    expect(read(defaults ?? "").policy).toEqual(DEFAULT_POLICY);
  });

  it("explains every variable, with its default, and every key", async () => {
    for (const [name, variable] of Object.entries(VARIABLES)) {
      const secret = "secret" in variable ? " ●" : "";
      const fallback = "fallback" in variable ? `\`${variable.fallback}\`` : name === "METRICS_HOST" ? "that of `HOST`" : "–";
      expect(manual).toContain(`| \`${name}\`${secret} | ${fallback} |`);
    }
    for (const key of keys(JSON.parse(await generate()))) expect(manual).toMatch(new RegExp(`\\b${key}\\b`));
    for (const { INFO } of Object.values(providers)) expect(manual).toContain(INFO.baseUrl);
  });
});
