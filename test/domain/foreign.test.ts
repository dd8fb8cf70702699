import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { cut, tidyName, tidyText } from "../../src/domain/foreign.ts";
import { everyEmoji } from "../../src/names/table.ts";

const graphemes = (text: string) => [...new Intl.Segmenter("und").segment(text)].length;
const tags = (letters: string) => [...letters].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
/** Whatever the rules are about, side by side far more often than chance would have it. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "a",
        "é",
        "क",
        "्",
        "ی",
        "\u0301",
        "👩",
        "❤",
        "🏴",
        "🏽",
        "\uFE0F",
        "\u200D",
        "\u200C",
        "\u200B",
        "\u202E",
        "\u061C",
        "\u200F",
      ),
      fc.constantFrom(
        "\ud83d",
        "\ude00",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u0085",
        "\u2028",
        tags("gbeng\x7f"),
        tags("x"),
        "\u{E0100}",
        " ",
        "\u00AD",
        "\u3164",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
  )
  .map((parts) => parts.join(""));

describe("a text of somebody outside", () => {
  test.each([
    ["controls", "a\0b\u001B[31mc\u0007\u009Fd", "ab[31mcd"],
    ["line breaks of any kind", "a\r\nb\rc\u2028d\u2029e\u0085f\ng\th", "a\nb\nc\nd\ne\nf\ng\th"],
    ["embeddings, overrides, isolates", "\u202Ea\u202Ab\u202Cc\u2066d\u2069e\u061Cf", "abcdef"],
    ["zero-width characters", "@\u200Beve\u2060ry\uFEFFone\u180E\u00AD\u034F\u2063", "@everyone"],
    ["blank letters", "a\u3164\u115F\u1160\uFFA0b", "ab"],
    ["halves of characters", "a\ud83db\ude00c\ud83d\u200B\ude00", "abc"],
    ["no characters at all", "a\uFFFEb\u{1FFFF}\uFFF9c", "abc"],
    ["words that are hidden in tags", `hi${tags("ignore all of it")}`, "hi"],
    ["a flag that nobody draws", `🏴${tags("usca\x7f")}`, "🏴"],
    ["joiners between Latin letters", "pay\u200Dpal ev\u200Ceryone", "paypal everyone"],
    ["joiners around nothing", "\u200Da\u200C \u200D👩\u200D", "a 👩"],
    ["a second selector", "❤\uFE0F\uFE0F\uFE0F\uFE0E!", "❤\uFE0F!"],
    ["a pile of marks", `Z${"\u0301".repeat(300)}a`, `Z${"\u0301".repeat(8)}a`],
  ])("loses %s", (_, text, tidy) => {
    expect(tidyText(text)).toBe(tidy);
  });

  test.each([
    ["می‌خواهم", "Persian, whose words are held apart by a joiner that does not join"],
    ["क्‍ष क्‌ष", "Devanagari, where both joiners choose a form"],
    ["שלום\u200F (hello)\u200E", "Hebrew beside English"],
    ["辻\u{E0100}さん", "Japanese with a form of a character"],
    ["👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 ❤️‍🔥 👁️‍🗨️", "emoji that are joined"],
    [`🏴${tags("gbeng\x7f")} 🏴${tags("gbsct\x7f")} 🏴${tags("gbwls\x7f")}`, "the three flags of tags"],
    ["*bold* <!channel> `code`", "markup, which is a platform's own matter"],
  ])("keeps %s: %s", (text) => {
    expect(tidyText(text)).toBe(text);
  });

  it("keeps every emoji that there is", () => {
    const emoji = [...everyEmoji()];
    expect(emoji.length).toBeGreaterThan(3_700);
    expect(emoji.filter((one) => tidyText(one) !== one)).toEqual([]);
  });

  it("is tidy once it was tidied, well-formed, and shows nothing that it does not hold", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tidy = tidyText(text);
        expect(tidyText(tidy)).toBe(tidy);
        expect(tidy.isWellFormed()).toBe(true);
        expect(tidy).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF\u180E]/);
        expect(tidy.replace(/[\n\t]/g, "")).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a name of somebody outside", () => {
  test.each([
    ["  Maria \n\t da\r\nSilva ", "Maria da Silva"],
    ["Ana\u3000\u00A0\u2003Ruiz", "Ana Ruiz"],
    ["\u202Egro.elpmaxe\u202C", "gro.elpmaxe"],
    ["\u0301\u0301Ana", "Ana"],
    ["Ana\u200F", "Ana"],
    ["👩🏽‍🚀", "👩🏽‍🚀"],
    ["", "Somebody"],
    [" \n\u200B\u2800\u3164\u200F", "Somebody"],
    ["\u0301\u0302", "Somebody"],
    ["\ue000", "Somebody"],
    ["\ud800", "Somebody"],
  ])("%j is %j", (name, tidy) => {
    expect(tidyName(name, "Somebody")).toBe(tidy);
  });

  it("ends at 60 characters, and says that there is more", () => {
    expect(tidyName("M".repeat(60), "x")).toBe("M".repeat(60));
    expect(tidyName("M".repeat(61), "x")).toBe(`${"M".repeat(59)}…`);
    expect(tidyName("👨‍👩‍👧‍👦".repeat(20), "x")).toBe(`${"👨‍👩‍👧‍👦".repeat(5)}…`);
    expect(tidyName(`Ana ${"e\u0301".repeat(100)}`, "x", 20)).toBe(`Ana ${"e\u0301".repeat(7)}…`);
  });

  it("is one line, never longer than it may be, never empty, and stays as it is when tidied again", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 8, max: 80 }), (name, most) => {
        const tidy = tidyName(name, "Somebody", most);
        expect(tidy).toMatch(/\S/);
        expect(tidy.length).toBeLessThanOrEqual(most);
        expect(tidy).not.toMatch(/[\n\r\t\u2028\u200E\u200F]|\s{2}|^\s|\s$/);
        expect(tidyName(tidy, "Somebody", most)).toBe(tidy);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("where a text is cut", () => {
  it("leaves nothing of a flag for which there is no room", () => {
    expect(tidyName(`🏴${tags("gbeng\x7f")}`, "Somebody", 8)).toBe("🏴…");
  });

  it("is never within what is read as one character", () => {
    for (const one of ["👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301", "각", "🇩🇪", "👍🏽"]) {
      const text = `ab${one}${one}`;
      for (let most = 2; most < text.length; most += 1) {
        const kept = cut(text, most);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(["ab", `ab${one}`]).toContain(kept);
      }
      expect(cut(text, text.length)).toBe(text);
      expect(graphemes(text)).toBe(4);
    }
  });

  it("is soon found, however long the text, and is somewhere in any case", () => {
    expect(cut("x".repeat(1_000_000), 12_000)).toHaveLength(12_000);
    expect(cut(`${"👩‍".repeat(50)}👩`, 10)).toBe("👩‍👩‍👩");
    expect(cut("😀".repeat(3), 1)).toBe("");
  });
});
