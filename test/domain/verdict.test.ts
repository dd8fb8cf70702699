import { describe, expect, test } from "vitest";
import { families } from "../../src/domain/ladder.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { type Denial, type Press, termsOf } from "../../src/domain/verdict.ts";
import { policy, rules } from "./given.ts";

const DAY = 24 * 3_600_000;
const FAMILIES = families({ near: { "🎉": ["👏"] } });
const POSTS = rules({ allowed: ["👍", "👏"] });

const press = (change: Partial<Press> = {}): Press => ({ name: "+1", emoji: "👍", ageMs: 0, classes: ["members"], ...change });
const verdict = (of: Press, change: Parameters<typeof policy>[0] = {}, by: ReactionRules = rules()) =>
  termsOf(of, policy(change), by, FAMILIES).denied;

describe("whether a press may leave", () => {
  test.each<[string, Denial | null, Press, Parameters<typeof policy>[0], ReactionRules]>([
    ["a member's 👍", null, press(), {}, rules()],
    ["over a link that is off", "direction", press(), { direction: "off" }, rules()],
    ["over a link that only brings in", "direction", press(), { direction: "inbound" }, rules()],
    ["of a guest", "who", press({ classes: ["guests"] }), {}, rules()],
    ["of a denied emoji", "emoji", press({ name: "eyes", emoji: "👀" }), { emoji: { deny: ["👀"] } }, rules()],
    ["of a denied emoji in another tone", "emoji", press({ emoji: "👍🏽" }), { emoji: { deny: ["👍"] } }, rules()],
    ["while nothing shall be sent", "dry-run", press(), { dryRun: true }, rules()],
    ["exactly as old as allowed", null, press({ ageMs: DAY }), {}, rules()],
    ["too old", "stale", press({ ageMs: DAY + 1 }), {}, rules()],
    ["of a custom emoji without a meaning", "unmapped", press({ name: "shipit", emoji: null }), {}, rules()],
    ["of a custom emoji with one", null, press({ name: "shipit", emoji: null }), { emoji: { custom: { shipit: "🚀" } } }, rules()],
    ["of what the target does not take", "unsupported", press({ name: "pizza", emoji: "🍕" }), {}, POSTS],
    ["of what the target takes as a stand-in", null, press({ name: "tada", emoji: "🎉" }), {}, POSTS],
    [
      "of what the link puts another in place of",
      null,
      press({ name: "pizza", emoji: "🍕" }),
      { emoji: { custom: { "🍕": "👍" } } },
      POSTS,
    ],
    ["of what the link keeps inside", "emoji", press(), { emoji: { custom: { "👍": null } } }, rules()],
    ["of a stand-in, where none is wanted", "unsupported", press({ name: "tada", emoji: "🎉" }), { emoji: { standIns: false } }, POSTS],
    ["of an alias that the link keeps inside", "emoji", press({ name: "lgtm" }), { emoji: { custom: { lgtm: null } } }, rules()],
    ["in a tone", "emoji", press({ name: "lgtm::skin-tone-4", emoji: "👍🏽" }), { emoji: { custom: { lgtm: null } } }, rules()],
    ["or denies by its name", "emoji", press({ name: "lgtm::skin-tone-4", emoji: "👍🏽" }), { emoji: { deny: [":lgtm:"] } }, rules()],
    ["of a standard emoji of which it says otherwise", null, press(), { emoji: { custom: { "👍": "👏", "+1": null } } }, rules()],
  ])("%s: %s", (_, expected, of, change, by) => {
    expect(verdict(of, change, by)).toBe(expected);
  });

  test("the first reason counts, so that nobody is told of what is none of their business", () => {
    expect(verdict(press({ emoji: null, classes: ["guests"], ageMs: 2 * DAY }), { direction: "off" })).toBe("direction");
    expect(verdict(press({ emoji: null, classes: ["guests"], ageMs: 2 * DAY }))).toBe("who");
  });
});

test("a press takes its link's terms with it", () => {
  const of = press({ name: "shipit", emoji: null, classes: ["members", "U0DANA"] });
  const link = policy({ graceMs: 250, notify: "off", emoji: { custom: { shipit: "🚀" } } });
  expect(termsOf(of, link, rules(), FAMILIES)).toEqual({
    denied: null,
    ...{ emoji: "🚀", custom: true },
    graceMs: 250,
    classes: ["members", "U0DANA"],
    notify: false,
  });
});

test("a custom emoji that the platform knows as a standard one is that emoji, whatever the link calls it", () => {
  expect(termsOf(press({ name: "yes", emoji: "👍" }), policy({ emoji: { custom: { yes: "🚀" } } }), rules(), FAMILIES).emoji).toBe("👍");
});
