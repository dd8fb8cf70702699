import data from "emojibase-data/en/data.json" with { type: "json" };
import fc from "fast-check";
import { expect, test } from "vitest";
import { formFault, isOneEmoji, qualified } from "../../../src/sandbox/providers/emoji.ts";

const known = data
  .flatMap((one) => [one.emoji, ...(one.skins ?? []).map(({ emoji }) => emoji)])
  .filter((emoji) => !/^\p{Regional_Indicator}$/u.test(emoji));

test("knows every emoji that Unicode lists, with and without U+FE0F", () => {
  const strangers = known.filter((emoji) => !isOneEmoji(emoji) || !isOneEmoji(emoji.replaceAll("\uFE0F", "")));
  expect(known.length).toBeGreaterThan(3_900);
  expect(strangers).toEqual([]);
});

test("qualifies whatever selectors an emoji came with to one form", () => {
  const odd = known.filter((emoji) => qualified(qualified(emoji)) !== qualified(emoji) || !/^\p{RGI_Emoji}$/v.test(qualified(emoji)));
  expect(odd).toEqual([]);
  expect(["❤", "👁‍🗨", "☝🏽", "1⃣", "👍"].map(qualified)).toEqual(["❤️", "👁️‍🗨️", "☝🏽", "1️⃣", "👍"]);
});

test("takes two emoji, a letter, a name, a digit and nothing for no emoji", () => {
  for (const text of ["", "a", "1", ":tada:", "👍👍", "👍 ", "remove", "🏽👍", "🇦", "\uFE0F", "👩‍"])
    expect(isOneEmoji(text), text).toBe(false);
  fc.assert(fc.property(fc.constantFrom(...known), fc.constantFrom(...known), (a, b) => isOneEmoji(a + b) === known.includes(a + b)));
});

test("tells the form that WhatsApp wants from that of the others", () => {
  expect(formFault("❤", "bare")).toBeNull();
  expect(formFault("❤️", "bare")).toContain("FE0F");
  expect(formFault("❤️", "qualified")).toBeNull();
  expect(formFault("❤", "qualified")).toContain("not fully qualified");
  expect(formFault("👍️", "qualified")).toContain("not fully qualified");
});
