import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { fromSlackName } from "../../../src/names/index.ts";
import { escapeText } from "../../../src/platforms/slack/mappers.ts";
import { mentionsIn, toPlain } from "../../../src/platforms/slack/plain.ts";

const NAMES: Readonly<Record<string, string>> = { U0DANA: "Dana", W0ELI: "Eli <3" };
const reading = { name: (user: string) => NAMES[user] ?? null, emoji: fromSlackName };
const read = (text: string) => toPlain(text, reading);

describe("what people write in Slack, as they read it", () => {
  test.each([
    ["Hello", "Hello"],
    ["", ""],
    ["<@U0DANA>, ask <@W0ELI>.", "@Dana, ask @Eli <3."],
    ["<@U0GONE> and <@U0GONE|old name>", "@someone and @old name"],
    ["<#C0NORTHWIND|northwind> <#C0NORTHWIND> <#C0NORTHWIND|>", "#northwind #channel #channel"],
    ["<!subteam^S0SALES|@sales> <!subteam^S0SALES|sales> <!subteam^S0SALES>", "@sales @sales @group"],
    ["<!here> <!channel|channel> <!everyone|@everyone>", "@here @channel @everyone"],
    ["<!date^1392734382^{date_short}|Feb 18>", "Feb 18"],
    ["<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"],
    ["<https://example.com|our site>", "our site (https://example.com)"],
    ["<https://example.com|https://example.com> <http://example.com|example.com>", "https://example.com http://example.com"],
    ["<https://example.com/|R&amp;D &lt;new&gt;>", "R&D <new> (https://example.com/)"],
    [
      "<mailto:maria@example.com|maria@example.com> <mailto:maria@example.com> <tel:+4930123|030 123>",
      "maria@example.com maria@example.com 030 123",
    ],
    ["a &lt;b&gt; &amp; c &amp;lt; &quot;", "a <b> & c &lt; &quot;"],
    ["&lt;!channel&gt; &lt;@U0DANA&gt;", "<!channel> <@U0DANA>"],
    [":tada: :+1::skin-tone-3: :thumbsup: :handshake::skin-tone-2-4:", "🎉 👍🏼 👍 🫱🏻‍🫲🏽"],
    [":shipit: :nonsense::skin-tone-3: at 10:30:45", ":shipit: :nonsense::skin-tone-3: at 10:30:45"],
    ["<https://example.com:8080/:tada:>", "https://example.com:8080/:tada:"],
    ["*bold* _it_ `code`", "*bold* _it_ `code`"],
    ["one\ntwo", "one\ntwo"],
    ["<@U0DANA", "<@U0DANA"],
    ["a > b <", "a > b <"],
  ])("%j is %j", (text, plain) => {
    expect(read(text)).toBe(plain);
  });

  it("takes the workspace's own emoji where they stand for a standard one", () => {
    expect(toPlain(":yay:!", { ...reading, emoji: (name) => (name === "yay" ? "🎉" : null) })).toBe("🎉!");
  });

  it("knows whom a text mentions, each once, and nobody whom it only seems to mention", () => {
    expect(mentionsIn("<@U0DANA> <@W0ELI|eli> <@U0DANA> &lt;@U0ANA&gt; <!subteam^S0X> <#C0X> @U0BEN")).toEqual(["U0DANA", "W0ELI"]);
  });

  it("leaves no markup of Slack's, and all that was typed as it was typed", () => {
    const typed = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !/:/.test(text));
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const part = fc.oneof(
      typed.map((text) => [escapeText(text), text] as const),
      fc.constantFrom(["<@U0DANA>", "@Dana"], ["<@U0NOBODY>", "@someone"], ["<!here>", "@here"], [":tada:", "🎉"] as const),
      word.map((name) => [`<#C0X|${name}>`, `#${name}`] as const),
      word.map((name) => [`<!subteam^S0X|@${name}>`, `@${name}`] as const),
      fc
        .tuple(
          fc.webUrl(),
          typed.filter((text) => text !== "" && !text.includes("|")),
        )
        .map(([url, label]) => {
          const isSame = url.replace(/^https?:\/\//, "").replace(/\/$/, "") === label.replace(/\/$/, "");
          return [`<${escapeText(url)}|${escapeText(label)}>`, isSame ? url : `${label} (${url})`] as const;
        }),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(read(parts.map(([written]) => written).join(""))).toBe(parts.map(([, plain]) => plain).join(""));
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads anything, and lets no token through", () => {
    const piece = fc.oneof(
      fc.constantFrom("<", ">", "|", "@U0DANA", "!channel", "#C0X", "&lt;", "&amp;", ":tada:", "https://x.example"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const plain = toPlain(text, { name: () => "Dana", emoji: fromSlackName });
        if (!/&|<[^>]*</.test(text)) expect(plain).not.toMatch(/<[^<>]*>/);
      }),
      { numRuns: 1_000 },
    );
  });
});
