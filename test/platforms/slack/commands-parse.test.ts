import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromSlackName } from "../../../src/names/index.ts";
import { parseBridge, parseReact } from "../../../src/platforms/slack/commands/parse.ts";
import { createNames } from "../../../src/platforms/slack/commands/typed.ts";
import { HOSTILE } from "./hostile.ts";

const us = { team: "T0ACME", user: "U0BRIDGE", bot: "B0BRIDGE" };
const custom = new Map([["shipit", null]]);
const names = createNames({
  unicode: (name) => fromSlackName(name) ?? custom.get(name) ?? null,
  has: (name) => custom.has(name),
  names: () => custom.keys(),
});
const parse = (text: string) => parseReact(text, us, names);
const emoji = (text: string) => {
  const parsed = parse(text);
  return "command" in parsed && parsed.command.kind === "react" ? parsed.command.emoji : parsed;
};
const place = (address: string) => {
  const parsed = parse(`🎉 ${address}`);
  return "place" in parsed ? parsed.place : parsed;
};
const post = (url: string) => ({ kind: "post", url });

describe("an emoji that somebody types", () => {
  it.each([
    ["❤", "heart", "❤️"],
    ["❤️", "heart", "❤️"],
    ["👍🏽", "+1::skin-tone-4", "👍🏽"],
    [":thumbsup:", "+1", "👍"],
    [":+1::skin-tone-2:", "+1::skin-tone-2", "👍🏻"],
    [":+1: :skin-tone-2:", "+1::skin-tone-2", "👍🏻"],
    ["TADA", "tada", "🎉"],
    ["white check mark", "white_check_mark", "✅"],
    ["👩🏽‍🚀", "female-astronaut::skin-tone-4", "👩🏽‍🚀"],
    ["love", "heart", "❤️"],
    ["like", "+1", "👍"],
    ["dislike", "-1", "👎"],
    ["laugh", "joy", "😂"],
    ["emphasize", "bangbang", "‼️"],
    ["question", "question", "❓"],
    ["celebrate", "clap", "👏"],
    ["support", "heart_hands", "🫶"],
    ["appreciation", "heart_hands", "🫶"],
    ["insightful", "bulb", "💡"],
    ["Funny", "smile", "😄"],
    [":shipit:", "shipit", null],
  ])("%s is :%s:", (typed, name, unicode) => {
    expect(emoji(typed)).toEqual({ name, emoji: unicode });
  });

  it("can have the name of a command, between colons", () => {
    expect(emoji(":on:")).toEqual({ name: "on", emoji: "🔛" });
    expect(parse("on")).toEqual({ command: { kind: "turn", to: null }, place: { kind: "newest" } });
    expect(parse("Legend")).toEqual({ command: { kind: "legend" }, place: { kind: "newest" } });
  });

  it.each([
    ["tada tada", "One emoji at a time"],
    ["🎉 👍", "One emoji at a time"],
    ["remove 🎉 👍", "One emoji at a time"],
    ["rokcet", "Did you mean :rocket: 🚀?"],
    ["remov", "Did you mean /react remove?"],
    ["constructor", "is no emoji that is known here"],
    ["__proto__", "is no emoji that is known here"],
    ["xyzzyxyzzy", "/react help says what there is"],
    ["who is it", "Write /react who, and after it a message's link"],
    ["legend 🎉", "Write /react legend and nothing after it"],
    ["status now", "Write /react status and nothing after it"],
    ["off https://acme.slack.com/archives/C1/p1718031112000200", "Write /react off and nothing after it"],
    ["https://acme.slack.com/archives/C1/p1718031112000200", "Which emoji?"],
    ["🎉 https://a.example/1 https://a.example/2", "One link at a time"],
  ])("%s: %s", (typed, said) => {
    const parsed = parse(typed);
    expect("said" in parsed ? parsed.said : parsed).toContain(said);
  });
});

describe("a link that somebody adds", () => {
  const message = { platform: "slack", workspace: "T0ACME", channel: "C0123", message: "1718031112.000200" };

  it.each([
    "https://acme.slack.com/archives/C0123/p1718031112000200",
    "<https://acme.slack.com/archives/C0123/p1718031112000200>",
    "<https://acme.slack.com/archives/C0123/p1718031112000200|acme.slack.com>",
    "<https://acme.slack.com/archives/C0123/p1718031112000200|a label with words>",
    "&lt;https://acme.slack.com/archives/C0123/p1718031112000200&gt;",
    "https://acme.slack.com/archives/C0123/p1718031112000200?thread_ts=1718031000.000100&amp;cid=C0123",
    "https://acme.enterprise.slack.com/archives/C0123/p1718031112000200/",
    "acme.slack.com/archives/C0123/p1718031112000200",
  ])("%s is a message", (address) => {
    expect(place(address)).toEqual({ kind: "message", message });
  });

  it.each([
    ["https://www.linkedin.com/feed/update/urn:li:activity:1", "https://www.linkedin.com/feed/update/urn:li:activity:1"],
    ["<https://x.example/a?b=1&amp;c=2|x.example>", "https://x.example/a?b=1&c=2"],
    ["www.linkedin.com/posts/a-1", "https://www.linkedin.com/posts/a-1"],
    [
      "https://acme.slack.com.evil.example/archives/C0123/p1718031112000200",
      "https://acme.slack.com.evil.example/archives/C0123/p1718031112000200",
    ],
    ["https://evilslack.com/archives/C0123/p1718031112000200", "https://evilslack.com/archives/C0123/p1718031112000200"],
    ["https://acme.slack.com/archives/C0123", "https://acme.slack.com/archives/C0123"],
  ])("%s is a post, wherever it leads", (address, url) => {
    expect(place(address)).toEqual(post(url));
  });

  it("is asked for again when it cannot be read", () => {
    expect(place("https://")).toMatchObject({ said: expect.any(String) });
    expect(place("https://[x")).toMatchObject({ said: expect.stringContaining("cannot be read") });
  });
});

describe("whatever somebody types", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(...HOSTILE, "🎉", ":tada:", "remove", "clear", "who", "off", "on", " ", "<", ">", "|", ":", "::", "&lt;", "&"),
    fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => `<${url}|x>`),
    fc.constant("https://acme.slack.com/archives/C0123/p1718031112000200"),
  );
  const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(" ").slice(0, 5_000));

  it("is a command or a sentence, and never an error", () => {
    fc.assert(
      fc.property(text, (typed) => {
        for (const parsed of [parse(typed), parseBridge(typed)]) {
          if ("said" in parsed) {
            expect(parsed.said.length).toBeGreaterThan(0);
            expect(parsed.said.length).toBeLessThan(3_000);
          } else expect("open" in parsed || parsed.command.kind.length > 0).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
