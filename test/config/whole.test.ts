import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { ConfigError, type Providers, readConfig } from "../../src/config.ts";
import { both, errorOf, filesOf, providers, read } from "./registry.ts";

const FULL = `
accounts:
  wa: { provider: ryzeapi, instance: acme, token: t, baseUrl: "https://ryze.example/", reactions: { allowed: [👍, "❤"], perMessage: 1, canRemove: false }, rateLimit: { requests: 200, perMs: 60000 }, pace: { perDay: 200 } }
  li: { provider: postpress, network: linkedin, accountId: acc_li, apiKey: k, webhookSecret: [old, new], owner: "slack:U0DANA" }
defaults:
  policy: { emoji: { deny: [eyes], custom: { shipit: 🚀 } }, who: { allow: [members] }, relay: { inbound: true } }
alerts: "slack:C0OPS"
links:
  - { name: a, channel: "slack:C0A", account: wa, conversation: "*", policy: { emoji: { standIns: false }, who: { deny: [] }, relay: { outbound: all } } }
  - { name: b, channel: "slack:C0A", account: li, posts: true }
`;

type Path = readonly (string | number)[];

/** Every group of fixed keys in a tree. */
function groups(node: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(node)) return node.flatMap((item, index) => groups(item, [...path, index]));
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, item]) => groups(item, [...path, key]));
  const free = path.at(-1) === "custom" || (path.length === 1 && path[0] === "accounts");
  return free ? inner : [path, ...inner];
}

function leaves(node: unknown): readonly object[] {
  return typeof node === "object" && node !== null ? [node, ...Object.values(node).flatMap(leaves)] : [];
}

describe("the whole configuration", () => {
  it("names any single unknown key, wherever it stands, and its line", () => {
    const places = groups(parse(FULL));
    expect(places.length).toBeGreaterThan(15);
    const key = fc.oneof(
      fc.stringMatching(/^[a-zA-Z_][\w-]{0,12}$/),
      fc.constantFrom("__proto__", "constructor", "a b", "ünknown", "1", "toString"),
    );
    const value = fc.constantFrom<unknown>(null, true, "x", 5, [], {});
    fc.assert(
      fc.property(fc.constantFrom(...places), key, value, (path, key, value) => {
        const tree: unknown = parse(FULL);
        const group = path.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], tree) as Record<string, unknown>;
        fc.pre(!["baseUrl", "webhookSecret", "owner", "reactions", "rateLimit", "pace", "posts", "policy"].includes(key));
        fc.pre(!Object.hasOwn(group, key));
        Object.defineProperty(group, key, { value, enumerable: true });
        const yaml = stringify(tree, { lineWidth: 0 });
        const line = yaml.split("\n").findIndex((text) => text.includes(`${key}:`)) + 1;
        const { complaints } = errorOf(yaml);
        expect(complaints).toHaveLength(1);
        expect(complaints[0]).toMatchObject({ problem: "is an unknown key", place: { file: "test.yaml" } });
        expect(complaints[0]?.key).toMatch(new RegExp(`(^|\\.)${key}$|\\["${key}"\\]$`));
        expect(complaints[0]?.place?.line).toBeGreaterThanOrEqual(line);
      }),
      { numRuns: 150 },
    );
  });

  it("says what was meant", () => {
    expect(errorOf(FULL.replace("perMessage", "per_message")).complaints).toMatchObject([
      { key: "accounts.wa.reactions.per_message", fix: "Did you mean `perMessage`?", place: { file: "test.yaml", line: 3 } },
    ]);
  });

  it("is frozen to its leaves, and gives account and link their final form", () => {
    const config = read(FULL);
    for (const leaf of leaves(config)) expect(Object.isFrozen(leaf)).toBe(true);
    for (const list of config.families.near.values()) expect(Object.isFrozen(list)).toBe(true);
    expect(config.families.near.get("🎉")?.[0]).toBe("👏");
    expect(config.accounts).toEqual([
      {
        name: "wa",
        provider: "ryzeapi",
        network: "whatsapp",
        instance: "acme",
        token: "t",
        baseUrl: "https://ryze.example",
        webhookSecrets: [],
        owner: null,
        reactions: { allowed: ["👍", "❤️"], perMessage: 1, canRemove: false },
        rateLimit: { requests: 200, perMs: 60_000 },
        pace: { perDay: 200, spacingMs: null },
      },
      {
        name: "li",
        provider: "postpress",
        network: "linkedin",
        accountId: "acc_li",
        apiKey: "k",
        baseUrl: "https://api.postpress.ai/v1",
        webhookHeader: "Postpress-Auth",
        webhookSecrets: ["old", "new"],
        owner: "slack:U0DANA",
        reactions: {},
        rateLimit: null,
        pace: { perDay: null, spacingMs: null },
      },
    ]);
    expect(config.links[1]).toMatchObject({
      name: "b",
      channel: "slack:C0A",
      account: "li",
      conversation: null,
      posts: true,
      mirrorTo: null,
      source: "config",
    });
  });

  it("tells the accounts of one provider from those of another", () => {
    const [first] = read(FULL).accounts;
    const token: string | undefined = first?.provider === "ryzeapi" ? first.token : undefined;
    expect(token).toBe("t");
  });

  it("knows the providers that it is given, and no others", () => {
    const { linq } = providers;
    const only = (registry: Providers) =>
      readConfig({ ...both, BRIDGE_CONFIG: "f" }, filesOf({ f: "accounts: { a: { provider: linq, apiKey: k } }" }), registry);
    expect(only({ linq }).accounts).toHaveLength(1);
    expect(() => only({})).toThrow(ConfigError);
  });

  it("refuses families that are wrong, by their own file", () => {
    const path = new URL("../../config/emoji.yaml", import.meta.url).pathname;
    const text = [
      "families:",
      "  party: { says: hooray, emoji: 🎉 🎊, near: 👏 clapping }",
      "  cheers: { says: to you, emoji: 🥂, nearr: 👏 }",
      "groups:",
      "  flag: a place is no opinion",
      "  fod-drink: food is no opinion",
      "famlies: {}",
    ].join("\n");
    expect(errorOf(FULL, both, { [path]: text }).message.split("\n")).toEqual([
      "The configuration has 4 problems:",
      "- families.party.near (config/emoji.yaml:2): holds clapping, which is no emoji. Write emoji with spaces between them, as 👏 👍.",
      "- families.cheers.nearr (config/emoji.yaml:3): is an unknown key. Did you mean `near`?",
      "- groups.fod-drink (config/emoji.yaml:6): is no group of emoji in Unicode. Did you mean `food-drink`?",
      "- famlies (config/emoji.yaml:7): is an unknown key. Did you mean `families`?",
    ]);
  });

  it("refuses an emoji that is in two families", () => {
    const path = new URL("../../config/emoji.yaml", import.meta.url).pathname;
    const text = "families:\n  a: { says: a, emoji: 🎉 👏 }\n  b: { says: b, emoji: clap 🥂 }\n";
    expect(errorOf(FULL, both, { [path]: text }).complaints).toMatchObject([
      { key: "families.b.emoji", problem: "holds 👏, which `a` holds too", fix: "Leave it in one of the two." },
    ]);
  });
});
