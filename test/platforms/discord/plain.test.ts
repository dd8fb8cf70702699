import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { literally } from "../../../src/platforms/discord/markup.ts";
import { toPlain } from "../../../src/platforms/discord/plain.ts";

const ID = "118700100200300400";
const OTHER = "118700100200300401";
const known = (name: string) => (id: string) => (id === ID ? name : null);
const read = (content: string) => toPlain(content, { user: known("Dana"), role: known("Sales"), channel: known("northwind") });

describe("what people write in Discord, as they read it", () => {
  test.each([
    ["Hello", "Hello"],
    ["", ""],
    [`<@${ID}>, ask <@!${ID}> or <@${OTHER}>.`, "@Dana, ask @Dana or @someone."],
    [`<@&${ID}> <@&${OTHER}>`, "@Sales @group"],
    [`<#${ID}> <#${OTHER}> <id:customize> <id:guide>`, "#northwind #channel #customize #guide"],
    [`:tada: <:shipit:${ID}> <a:party:${ID}> 🎉`, ":tada: :shipit: :party: 🎉"],
    ["<t:1392734382> <t:1392734382:R> <t:99999999999999>", "2014-02-18 14:39 UTC 2014-02-18 14:39 UTC <t:99999999999999>"],
    [`</react:${ID}> </react who:${ID}>`, "/react /react who"],
    ["<https://example.com/a?b=1>", "https://example.com/a?b=1"],
    [
      '[our site](https://example.com) [x](<https://example.com/a_(b)> "title")',
      "our site (https://example.com) x (https://example.com/a_(b))",
    ],
    ["[https://example.com](https://example.com)", "https://example.com"],
    ["[x](javascript:alert(1)) [x] (y)", "[x](javascript:alert(1)) [x] (y)"],
    ["\\*not bold\\* \\\\ \\n \\<@1\\>", "*not bold* \\ \\n <@1>"],
    [`\`<@${ID}> \\*\` and \`\`\`\n<@${ID}>\n\`\`\` <@${ID}>`, `\`<@${ID}> \\*\` and \`\`\`\n<@${ID}>\n\`\`\` @Dana`],
    ["**bold** _it_ ~~no~~ ||hidden||", "**bold** _it_ ~~no~~ ||hidden||"],
    ["@everyone @here", "@everyone @here"],
    ["one\ntwo", "one\ntwo"],
    ["<@118", "<@118"],
  ])("%j is %j", (content, plain) => {
    expect(read(content)).toBe(plain);
  });

  it("reads anything, and lets no token through", () => {
    const piece = fc.oneof(
      fc.constantFrom("<", ">", `@${ID}`, "#", "&", "[", "]", "(https://x.example)", "`", "\\", `<:x:${ID}>`, "<t:1>"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const content = pieces.join("");
        if (!/[`\\]/.test(content)) expect(read(content)).not.toMatch(/<@!?\d{15,20}>/);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is what was written, where that was escaped before", () => {
    const typed = fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => !/https?:/.test(text));
    fc.assert(
      fc.property(typed, (text) => {
        expect(read(literally(text))).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });
});
