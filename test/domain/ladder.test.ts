import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { includes, same, withoutTone } from "../../src/domain/emoji.ts";
import { families, ladder, whyInside } from "../../src/domain/ladder.ts";
import type { ReactionRules } from "../../src/domain/network.ts";

const ANY: ReactionRules = {
  allowed: "any",
  floor: [],
  custom: false,
  perMessage: 1,
  replaces: true,
  canRemove: true,
  removesByName: false,
  variationSelector: "qualify",
  abandonedForMs: 30_000,
};
const FIXED: ReactionRules = { ...ANY, allowed: ["👍", "👏", "❤️", "😄"] };
const DISCOVER: ReactionRules = { ...ANY, allowed: "discover", floor: ["👏", "👍", "😞"] };
const TAPBACKS: ReactionRules = { ...ANY, allowed: ["❤️", "👍", "😂"], custom: true };
const FAMILIES = families({
  alike: { "🤣": ["😂"], "♥️": ["❤️"] },
  near: { "🤣": ["😄"], "🎉": ["🎊", "👏", "👍"], "🙌": ["👏"], "💙": ["❤️"], "☹️": ["😞"] },
});

const steps = (emoji: string, rules: ReactionRules, standIns = true) =>
  ladder(emoji, rules, FAMILIES, standIns).map((one) => `${one.emoji} ${one.rung}`);

test("where any emoji is taken it goes exactly as it is, tone and all", () => {
  expect(steps("👍🏽", ANY)).toEqual(["👍🏽 exact"]);
  expect(steps("🎉", ANY)).toEqual(["🎉 exact"]);
});

describe("a known set", () => {
  test.each([
    ["👍", ["👍 exact"]],
    ["👍🏽", ["👍 without-tone"]],
    ["🤣", ["😄 stand-in"]],
    ["🎉", ["👏 stand-in"]],
    ["🙌🏿", ["👏 stand-in"]],
    ["❤", ["❤️ exact"]],
    ["♥", ["❤️ stand-in"]],
    ["👎", []],
    ["🍕", []],
    ["🏽", []],
  ])("answers %s with %j", (emoji, expected) => {
    expect(steps(emoji, FIXED)).toEqual(expected);
  });

  test("knows no families when the policy refuses them, though it still drops a tone", () => {
    expect(steps("🎉", FIXED, false)).toEqual([]);
    expect(steps("👍🏽", FIXED, false)).toEqual(["👍 without-tone"]);
  });
});

describe("a set that takes any other emoji as a custom one", () => {
  test.each([
    ["👍🏽", ["👍 without-tone"]],
    ["🤣", ["😂 stand-in"]],
    ["💙", ["💙 custom"]],
    ["🎉", ["🎉 custom"]],
    ["🙌🏿", ["🙌🏿 custom"]],
  ])("answers %s with %j", (emoji, expected) => {
    expect(steps(emoji, TAPBACKS)).toEqual(expected);
  });

  test("lets an emoji go as itself when the policy refuses stand-ins", () => {
    expect(steps("🤣", TAPBACKS, false)).toEqual(["🤣 custom"]);
  });
});

describe("a set that must be discovered", () => {
  test.each([
    ["🎉", ["🎉 exact", "🎊 stand-in", "👏 floor", "👍 floor"]],
    ["🤣", ["🤣 exact", "😂 stand-in", "😄 stand-in"]],
    ["🙌🏿", ["🙌🏿 exact", "🙌 without-tone", "👏 floor"]],
    ["☝🏿", ["☝🏿 exact", "☝️ without-tone"]],
    ["☹️", ["☹️ exact", "😞 floor"]],
    ["👏", ["👏 exact"]],
    ["🍕", ["🍕 exact"]],
  ])("tries %s as %j, and never a floor that no family leads to", (emoji, expected) => {
    expect(steps(emoji, DISCOVER)).toEqual(expected);
  });

  test("tries only the emoji itself when the policy refuses stand-ins", () => {
    expect(steps("🎉", DISCOVER, false)).toEqual(["🎉 exact"]);
  });
});

test("in a small set what is said of it alone goes before what is said of all", () => {
  const own = families({ near: { "🎉": ["👏"], "🙏": ["👏"] }, within: { "instagram-posts": { "🎉": ["👍"], "🔥": ["👍"] } } });
  const shown = (emoji: string, rules: ReactionRules) => ladder(emoji, rules, own).map((one) => one.emoji);
  const likes: ReactionRules = { ...FIXED, set: "instagram-posts" };
  expect(["🎉", "🙏", "🔥"].map((emoji) => shown(emoji, likes))).toEqual([["👍"], ["👏"], ["👍"]]);
  expect(["🎉", "🙏", "🔥"].map((emoji) => shown(emoji, FIXED))).toEqual([["👏"], ["👏"], []]);
});

test("a woman's and a man's form have the family of the person's", () => {
  const shrug = families({ near: { "🙋": ["👍"] }, reasons: { "🤷": "doubt is no answer" } });
  expect(ladder("🙋🏽‍♀️", FIXED, shrug).map((one) => one.emoji)).toEqual(["👍"]);
  expect(whyInside("🤷🏿‍♂️", shrug)).toBe("doubt is no answer");
  expect(whyInside("🙅🏿‍♂️", shrug)).toBeNull();
});

test("whatever the rules, nothing goes out that was neither pressed nor declared, nothing that is not allowed, and nothing twice", () => {
  const emoji = fc.constantFrom("👍", "👍🏽", "🤣", "🎉", "🙌🏿", "♥️", "☹", "🍕", "🫱🏻‍🫲🏿", "😂");
  const rules = fc.constantFrom(ANY, FIXED, DISCOVER, TAPBACKS);
  fc.assert(
    fc.property(emoji, rules, fc.boolean(), (one, rule, standIns) => {
      const rungs = ladder(one, rule, FAMILIES, standIns).map((rung) => rung.emoji);
      const declared = [...FAMILIES.alike.values(), ...FAMILIES.near.values()].flat();
      for (const rung of rungs) {
        expect(same(rung, one) || same(rung, withoutTone(one)) || includes(declared, rung)).toBe(true);
        expect(rungs.filter((other) => same(other, rung))).toHaveLength(1);
      }
      if (Array.isArray(rule.allowed) && !rule.custom) expect(rungs.every((rung) => rule.allowed.includes(rung))).toBe(true);
      if (rule.allowed !== "discover") expect(rungs.length).toBeLessThanOrEqual(1);
    }),
  );
});
