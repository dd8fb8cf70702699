import { expect, test } from "vitest";
import { bare, includes, inForm, same, withoutGender, withoutTone } from "../../src/domain/emoji.ts";

test("emoji are compared without U+FE0F", () => {
  expect(bare("🏳️‍🌈")).toBe("🏳‍🌈");
  expect(same("❤", "❤️")).toBe(true);
  expect(same("❤️", "🧡")).toBe(false);
  expect(includes(["👍", "❤"], "❤️")).toBe(true);
  expect(includes(["👍"], "👍🏽")).toBe(false);
});

test("a network gets the form that it wants", () => {
  expect(inForm("❤️", "strip")).toBe("❤");
  expect(inForm("❤️", "qualify")).toBe("❤️");
});

test.each([
  ["👍🏽", "👍"],
  ["👍", "👍"],
  ["☝🏽", "☝️"],
  ["🕵🏿‍♀️", "🕵️‍♀️"],
  ["👨🏻‍⚕️", "👨‍⚕️"],
  ["🫱🏻‍🫲🏿", "🤝"],
  ["🧑🏻‍❤️‍🧑🏿", "💑"],
  ["🧑🏻‍🤝‍🧑🏿", "🧑‍🤝‍🧑"],
  ["👩🏻‍❤️‍💋‍👨🏿", "👩‍❤️‍💋‍👨"],
  ["❤️", "❤️"],
  ["🏽", "🏽"],
])("%s without its tone is %s", (toned, toneless) => {
  expect(withoutTone(toned)).toBe(toneless);
});

test.each([
  ["🤷‍♀️", "🤷"],
  ["🏃‍♂️‍➡️", "🏃"],
  ["🕵️‍♀️", "🕵️"],
  ["🤷", "🤷"],
  ["👩‍🚀", "🧑‍🚀"],
  ["👨‍🦰", "🧑‍🦰"],
  ["👩‍❤️‍👨", "👩‍❤️‍👨"],
  ["👨‍👩‍👧", "👨‍👩‍👧"],
  ["♀️", "♀️"],
])("%s without its gender is %s", (gendered, person) => {
  expect(withoutGender(gendered)).toBe(person);
});
