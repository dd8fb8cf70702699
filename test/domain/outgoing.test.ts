import { describe, expect, test } from "vitest";
import { desire } from "../../src/domain/desire.ts";
import { families } from "../../src/domain/ladder.ts";
import { outgoing } from "../../src/domain/outgoing.ts";
import { fact, judge, link, mirror, ms, policy, rules } from "./given.ts";

const FAMILIES = families({ near: { "🎉": ["👏"], "🚀": ["👏"] } });
const POSTS = rules({ allowed: ["👍", "👏"] });
const custom = { "🎉": "👍", "🔥": "🚀", "🍕": null, "👍🏽": "👏" } as const;
const over = policy({ emoji: { custom } });
const steps = (emoji: string, by = rules(), of = over) => outgoing(emoji, of, by, FAMILIES).map((one) => `${one.emoji} ${one.rung}`);

describe("what a link puts in place of an emoji", () => {
  test("goes out in place of it wherever it is offered", () => {
    expect(steps("🎉")).toEqual(["👍 policy"]);
    expect(steps("🎉", POSTS)).toEqual(["👍 policy"]);
    expect(steps("🎉", POSTS, policy())).toEqual(["👏 stand-in"]);
  });

  test("has stand-ins of its own where it is not", () => {
    expect(steps("🔥")).toEqual(["🚀 policy"]);
    expect(steps("🔥", POSTS)).toEqual(["👏 stand-in"]);
    expect(steps("🔥", POSTS, policy({ emoji: { custom, standIns: false } }))).toEqual([]);
  });

  test("speaks for every tone, unless a tone has its own", () => {
    const thumbs = policy({ emoji: { custom: { "👍": "🎉", "👍🏽": "👏" } } });
    expect(steps("👍🏿", rules(), thumbs)).toEqual(["🎉 policy"]);
    expect(steps("👍🏽", rules(), thumbs)).toEqual(["👏 policy"]);
    expect(steps("👍", rules(), over)).toEqual(["👍 exact"]);
  });

  test("may be nothing at all", () => {
    expect(steps("🍕")).toEqual([]);
  });

  test("is what the target shows, and one with what others hold of it", () => {
    const held = mirror({ facts: [fact("dana", "🎉", 10), fact("lee", "👍", 5)] });
    const by = judge({ links: [link("northwind", { emoji: { custom } })] });
    expect(desire(held, by, ms(5_000)).wanted).toEqual(["👍"]);
  });

  test("withdraws what is held when the link begins to keep it inside", () => {
    const held = mirror({ facts: [fact("dana", "🍕", 10)], observed: ["🍕"] });
    expect(desire(held, judge(), ms(5_000)).wanted).toEqual(["🍕"]);
    expect(desire(held, judge({ links: [link("northwind", { emoji: { custom } })] }), ms(5_000)).wanted).toEqual([]);
  });
});
