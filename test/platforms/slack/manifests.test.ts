import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import * as info from "../../../src/platforms/slack/info.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const schema = z.fromJSONSchema(JSON.parse(read("test/fixtures/slack/manifest.schema.json")), { defaultTarget: "draft-7" });

interface Manifest {
  readonly features: {
    readonly shortcuts: readonly { readonly name: string; readonly type: string; readonly callback_id: string }[];
    readonly slash_commands: readonly { readonly command: string; readonly usage_hint: string }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] }; readonly socket_mode_enabled: boolean };
}

const small = parse(read("slack/manifest.yaml")) as Manifest;
const whole = parse(read("slack/manifest.relay.yaml")) as Manifest;
const scopes = ({ oauth_config }: Manifest) => oauth_config.scopes.bot;
const events = ({ settings }: Manifest) => settings.event_subscriptions.bot_events;

describe.each([
  ["slack/manifest.yaml", small],
  ["slack/manifest.relay.yaml", whole],
])("%s", (_, manifest) => {
  it("is what Slack takes", () => {
    expect(schema.safeParse(manifest).error?.issues).toBeUndefined();
  });

  it("has the commands, and every shortcut by the name that the adapter listens for", () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(["/react", "/bridge"]);
    const chosen = manifest.features.shortcuts.map(({ name, type, callback_id }) => [name, type, callback_id]);
    expect(chosen.slice(0, 2)).toEqual([
      ["React for the customer", "message", info.REACT_SHORTCUT],
      ["What do they see?", "message", info.WHO_SHORTCUT],
    ]);
    expect(chosen.slice(2)).toEqual(manifest === whole ? [["Send to customer", "message", info.SEND_SHORTCUT]] : []);
  });

  it("asks for what the bridge cannot do without, and for nothing twice", () => {
    for (const list of [scopes(manifest), events(manifest)]) expect(new Set(list).size).toBe(list.length);
    expect(scopes(manifest)).toEqual(expect.arrayContaining(info.NEEDED_SCOPES));
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });
});

describe("the two manifests", () => {
  it("say the same of reactions and commands; the second adds to it", () => {
    expect(scopes(whole).slice(0, scopes(small).length)).toEqual(scopes(small));
    expect(events(whole).slice(0, events(small).length)).toEqual(events(small));
    expect(whole.features.slash_commands).toEqual(small.features.slash_commands);
    expect(whole.features.shortcuts.slice(0, 2)).toEqual(small.features.shortcuts);
    expect(scopes(small).toSorted()).toEqual(
      ["chat:write", "commands", "emoji:read", "pins:read", "pins:write", "reactions:read", "reactions:write", "users:read"].toSorted(),
    );
  });

  it("are held to a schema that refuses what Slack refuses", () => {
    const features = (more: object) => schema.safeParse({ ...small, features: { ...small.features, ...more } }).success;
    const [shortcut] = small.features.shortcuts;
    expect(features({})).toBe(true);
    expect(features({ colour: "blue" })).toBe(false);
    expect(features({ slash_commands: [{ command: "react", description: "without its slash" }] })).toBe(false);
    expect(features({ shortcuts: [{ ...shortcut, description: "d", name: "more than twenty-four characters" }] })).toBe(false);
  });
});
