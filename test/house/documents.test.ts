import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { documents } from "../../docs/generate.ts";
import { whyInside } from "../../src/domain/ladder.ts";
import type { Notice } from "../../src/domain/notice.ts";
import { sentence } from "../../src/flow/sentences.ts";
import { createTelemetry } from "../../src/telemetry.ts";
import { read } from "../config/registry.ts";
import { families } from "../names/sets.ts";
import { ROOT, runProcess } from "./process.ts";

const text = (path: string) => readFileSync(join(ROOT, path), "utf8");
const pages = ["README.md", "CHANGELOG.md", ...globSync("docs/**/*.md", { cwd: ROOT })].map((path) => path.replaceAll("\\", "/"));
const scripts = (JSON.parse(text("package.json")) as { scripts: Record<string, string> }).scripts;

/** As GitHub makes anchors of headings. */
function anchors(page: string): readonly string[] {
  return [...text(page).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function blocks(page: string, language: string): readonly string[] {
  return [...text(page).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, code = ""]) => code);
}

describe.each(pages)("%s", (page) => {
  const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target).filter((target) => !/^https?:/.test(target));

  it("links to what is there", () => {
    const broken = links.filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? page : join(dirname(page), file).replaceAll("\\", "/");
      return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it("names commands that are there", () => {
    const code = [...blocks(page, "sh"), ...[...text(page).matchAll(/`(npm [^`]+)`/g)].map(([, command = ""]) => command)].join("\n");
    const named = [...code.matchAll(/\bnpm (?:run )?([a-z][\w:]*)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => name !== "ci" && scripts[name] === undefined)).toEqual([]);
  });

  it("shows configurations that are sound", () => {
    // That of the manual is held to more, beside the configuration itself.
    const configurations =
      page === "docs/configuration.md" ? [] : blocks(page, "yaml").filter((code) => /^(accounts|defaults|links|alerts):/m.test(code));
    for (const code of configurations) {
      const names = [...code.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => [name, "a-secret"]);
      const env = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", DISCORD_BOT_TOKEN: "d-1", ...Object.fromEntries(names) };
      expect(() => read(code, env)).not.toThrow();
    }
  });

  it("shows JSON that is JSON", () => {
    for (const code of blocks(page, "json")) expect(() => JSON.parse(code)).not.toThrow();
  });
});

describe("the documents", () => {
  it("name verbs of the CLI that are there", async () => {
    const { output } = await runProcess(["--help"]);
    const there = [...output.matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb);
    const named = pages.flatMap((page) => [...text(page).matchAll(/npx reacji-bridge ([a-z]+)/g)].map(([, verb]) => verb));
    expect(new Set(named).size).toBeGreaterThan(4);
    expect(named.filter((verb) => !there.includes(verb))).toEqual([]);
  });

  it("have tables that are as the code is (npm run generate)", () => {
    for (const { path, is, shouldBe } of documents()) expect(is, path).toBe(shouldBe);
  });
});

describe("docs/architecture.md on the outbox", () => {
  it("explains every kind of item", () => {
    const kinds = globSync("src/flow/**/*.ts", { cwd: ROOT }).flatMap((path) =>
      [...text(path).matchAll(/kind: "([a-z-]+)", payload/g)].map(([, kind = ""]) => kind),
    );
    const table = text("docs/architecture.md").split("| kind | what is to be done |")[1]?.split("\n\n")[0] ?? "";
    expect(kinds.length).toBeGreaterThan(10);
    expect([...new Set(kinds)].filter((kind) => !table.includes(`\`${kind}\``))).toEqual([]);
  });
});

describe("docs/operate.md", () => {
  const operate = text("docs/operate.md");

  it("has every metric, and no other", async () => {
    const telemetry = createTelemetry("silent");
    const idle = { backlog: async () => ({ due: 0, oldestDueMs: 0, parked: 0 }) };
    telemetry.watch({ store: idle as never, sources: [], accounts: new Map() });
    const there = [...(await telemetry.metrics()).matchAll(/^# TYPE reacji_(\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const described = [...operate.matchAll(/^\| `(\w+)(?:\{[\w,]+\})?` \| (counter|gauge|histogram) \|/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    expect(described.toSorted()).toEqual(there.toSorted());
  });

  it("sets alerts on metrics that are there", () => {
    const [rules = ""] = blocks("docs/operate.md", "yaml");
    const { groups } = parse(rules) as { groups: { rules: { expr: string }[] }[] };
    for (const { expr } of groups.flatMap((group) => group.rules)) {
      const [, metric = ""] = /reacji_(\w+)/.exec(expr) ?? [];
      expect(operate).toMatch(new RegExp(`^\\| \`${metric}[\`{]`, "m"));
    }
  });

  it("explains every line of the log", () => {
    const sources = globSync("src/**/*.ts", { cwd: ROOT }).filter((path) => !path.includes("sandbox"));
    const lines = sources.flatMap((path) =>
      [...text(path).matchAll(/\blog\.(?:info|warn|error)\(\s*\{(?:[^{}]|\{[^{}]*\})*\},\s*"([^"]+)"/g)].map(([, line = ""]) => line),
    );
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.filter((line) => !operate.includes(`\`${line}\``))).toEqual([]);
  });
});

describe("docs/policy.md", () => {
  it("quotes sentences that people do read", () => {
    const quoted = [...text("docs/policy.md").matchAll(/^\| [^|]+ \| ((?:Your|The customer) [^|]+?) \|$/gm)].map(([, said]) => said);
    const about = (reason: Notice["reason"], name: string, emoji: string | null, shown: string | null = null) =>
      ({ reason, name, emoji, shown }) as Notice;
    expect(quoted).toEqual([
      sentence(about("unmapped", "shipit", null), "whatsapp"),
      sentence(about("unsupported", "white_check_mark", "✅"), "linkedin", whyInside("✅", families)),
      sentence(about("stale", "+1", "👍"), "whatsapp"),
      sentence(about("rejected", "tada", "🎉"), "linkedin"),
      sentence(about("undelivered", "+1", "👍"), "whatsapp"),
      sentence(about("gone", "+1", "👍"), "whatsapp"),
      sentence(about("kept", "+1", "👍", "👍"), "linkedin"),
      sentence(about("not-taken-back", "+1", "👍", "👍"), "imessage"),
      sentence(about("stand-in", "tada", "🎉", "👏"), "linkedin"),
      sentence(about("waits", "+1", "👍"), "whatsapp"),
      sentence(about("waits", "+1", "👍", "👍"), "whatsapp"),
      sentence(about("queued", "+1", "👍"), "whatsapp"),
      sentence({ ...about("quiet", "+1", "👍"), at: "08:00" }, "whatsapp"),
      sentence(about("unconfirmed", "-1", "👎"), "whatsapp"),
      sentence(about("first", "+1", "👍", "👍"), "whatsapp"),
    ]);
  });
});

describe("docs/slack.md", () => {
  it("asks for the scopes and events that the adapter knows", async () => {
    const { oauth_config, settings } = parse(text("slack/manifest.relay.yaml")) as {
      oauth_config: { scopes: { bot: string[] } };
      settings: { event_subscriptions: { bot_events: string[] } };
    };
    const { NEEDED_SCOPES, OPTIONAL_SCOPES } = await import("../../src/platforms/slack/info.ts");
    expect(oauth_config.scopes.bot).toEqual(expect.arrayContaining([...NEEDED_SCOPES]));
    const explained = [...text("docs/slack.md").matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([\w.]+:[\w.]+|commands)`/g)].map(([, scope]) => scope),
    );
    expect(explained.toSorted()).toEqual(oauth_config.scopes.bot.toSorted());
    expect([...NEEDED_SCOPES, ...Object.keys(OPTIONAL_SCOPES)].toSorted()).toEqual(explained.toSorted());

    const adapter = text("src/platforms/slack/mappers.ts") + text("src/platforms/slack/listen.ts");
    const known = [...adapter.matchAll(/^ {2}\["(\w+)"/gm)].map(([, type]) => type);
    const subscribed = settings.event_subscriptions.bot_events.map((event) => event.replace(/^message\..*/, "message"));
    const unasked = ["message_metadata_posted", "app_rate_limited"];
    expect(new Set([...subscribed, ...unasked])).toEqual(new Set([...known, "emoji_changed"]));
  });
});

describe("docs/discord.md", () => {
  it("explains the permissions that the bot is invited with, and invites it with all of them", async () => {
    const { inviteUrl, NEEDED_PERMISSIONS, OPTIONAL_PERMISSIONS, PERMISSIONS } = await import("../../src/platforms/discord/info.ts");
    const page = text("docs/discord.md");
    const [table = ""] = page.slice(page.indexOf("| permission |")).split("\n\n");
    const explained = [...table.matchAll(/^\| ([A-Z][\w ]+) \|/gm)].map(([, permission]) => permission);
    expect(explained.toSorted()).toEqual(Object.keys(PERMISSIONS).toSorted());
    expect([...NEEDED_PERMISSIONS, ...Object.keys(OPTIONAL_PERMISSIONS)].toSorted()).toEqual(explained.toSorted());
    expect(page).toContain(inviteUrl("YOUR_APPLICATION_ID"));
  });
});
