import { describe, expect, test } from "vitest";
import { type Direction, emojiAllowed, leaves, maySpeak, reversed, UNKNOWN_GROUPS } from "../../src/domain/policy.ts";
import { policy } from "./given.ts";

test.each<[Direction, boolean]>([
  ["both", true],
  ["outbound", true],
  ["inbound", false],
  ["off", false],
])("what the team holds under direction %s leaves: %s", (direction, expected) => {
  expect(leaves(direction)).toBe(expected);
});

test.each<[Direction, boolean]>([
  ["both", true],
  ["outbound", false],
  ["inbound", true],
  ["off", false],
])("what the customer holds under direction %s comes in: %s", (direction, expected) => {
  expect(leaves(reversed(policy({ direction })).direction)).toBe(expected);
});

test("what may not leave comes in all the same, and nobody over there is told anything", () => {
  const strict = policy({ dryRun: true, who: { allow: [], deny: ["members"] }, emoji: { allow: ["👍"], deny: ["👀"] }, graceMs: 7 });
  const back = reversed(strict);
  expect(emojiAllowed(back, "👀", "👀")).toBe(true);
  expect(maySpeak(back, ["members"])).toBe(true);
  expect(back).toMatchObject({ dryRun: false, notify: "off", graceMs: 7 });
});

describe("who may speak to the customer", () => {
  test.each<[string, readonly string[], boolean]>([
    ["a member", ["members"], true],
    ["a guest", ["guests"], false],
    ["a bot", ["bots"], false],
    ["somebody who is both: a denial beats an allowance", ["members", "external"], false],
    ["somebody in no class", [], false],
    ["somebody in a class of which the policy says nothing", ["role:42"], false],
  ])("by default: %s", (_, classes, expected) => {
    expect(maySpeak(policy(), classes)).toBe(expected);
  });

  test("classes, users, roles and groups are named alike", () => {
    const only = policy({ who: { allow: ["U0DANA", "group:S0SALES"], deny: ["U0LEE"] } });
    expect(maySpeak(only, ["members", "U0DANA"])).toBe(true);
    expect(maySpeak(only, ["members", "U0KIM", "group:S0SALES"])).toBe(true);
    expect(maySpeak(only, ["members", "U0LEE", "group:S0SALES"])).toBe(false);
    expect(maySpeak(only, ["members", "U0KIM"])).toBe(false);
  });

  test("whose groups cannot be known are taken to be in every group that is denied, and in none that is allowed", () => {
    const classes = ["members", "U0DANA", UNKNOWN_GROUPS];
    expect(maySpeak(policy({ who: { deny: ["group:contractors"] } }), classes)).toBe(false);
    expect(maySpeak(policy({ who: { allow: ["group:sales"] } }), classes)).toBe(false);
    expect(maySpeak(policy({ who: { allow: [UNKNOWN_GROUPS] } }), classes)).toBe(false);
    expect(maySpeak(policy({ who: { allow: ["U0DANA", "group:sales"] } }), classes)).toBe(true);
    expect(maySpeak(policy(), classes)).toBe(true);
  });
});

describe("which emoji may leave", () => {
  test.each<[string, Parameters<typeof policy>[0], [string, string | null], boolean]>([
    ["any by default", {}, ["+1", "👍"], true],
    ["a custom one, as far as this goes", {}, ["shipit", null], true],
    ["not a denied one", { emoji: { deny: ["👀"] } }, ["eyes", "👀"], false],
    ["not a denied one in any tone", { emoji: { deny: ["👍"] } }, ["+1::skin-tone-2", "👍🏻"], false],
    ["not a denied one of a woman or a man", { emoji: { deny: ["🤦"] } }, ["man-facepalming", "🤦‍♂️"], false],
    ["nor in a tone", { emoji: { deny: ["🤦"] } }, ["woman-facepalming::skin-tone-3", "🤦🏼‍♀️"], false],
    ["nor of what they do", { emoji: { deny: ["🧑‍💻"] } }, ["female-technologist::skin-tone-3", "👩🏼‍💻"], false],
    ["but a family where a person is denied", { emoji: { deny: ["🧑"] } }, ["man-woman-girl", "👨‍👩‍👧"], true],
    ["but a man's where a woman's is denied", { emoji: { deny: ["🤦‍♀️"] } }, ["man-facepalming", "🤦‍♂️"], true],
    ["but another tone than the denied one", { emoji: { deny: ["👍🏽"] } }, ["+1::skin-tone-2", "👍🏻"], true],
    ["not a denied one, whatever its variation selector", { emoji: { deny: ["❤"] } }, ["heart", "❤️"], false],
    ["not a custom one that is denied by its name", { emoji: { deny: [":shipit:"] } }, ["shipit", "🚀"], false],
    ["only what is listed, when there is a list", { emoji: { allow: ["👍"] } }, ["tada", "🎉"], false],
    ["what is listed, in any tone", { emoji: { allow: ["👍"] } }, ["+1::skin-tone-2", "👍🏻"], true],
    ["not what the policy itself keeps inside", { emoji: { custom: { "🔥": null } } }, ["fire", "🔥"], false],
    ["nor its tones", { emoji: { custom: { "👍": null } } }, ["+1::skin-tone-2", "👍🏻"], false],
    ["but a tone of which it says otherwise", { emoji: { custom: { "👍": null, "👍🏻": "👏" } } }, ["+1::skin-tone-2", "👍🏻"], true],
    ["not a custom one that it keeps inside", { emoji: { custom: { shipit: null } } }, ["shipit", null], false],
    [
      "a standard one of which something else is said than of a custom one of its name",
      { emoji: { custom: { "+1": null, "👍": "👍" } } },
      ["+1", "👍"],
      true,
    ],
    ["not an alias of which it is said by its own name", { emoji: { custom: { lgtm: null } } }, ["lgtm", "👍"], false],
    ["not what becomes a denied one", { emoji: { custom: { "✅": "👍" }, deny: ["👍"] } }, ["white_check_mark", "✅"], false],
    ["what becomes a listed one", { emoji: { custom: { "✅": "👍" }, allow: ["👍"] } }, ["white_check_mark", "✅"], true],
    ["what is listed and becomes another", { emoji: { custom: { "✅": "👍" }, allow: ["✅"] } }, ["white_check_mark", "✅"], true],
    ["a denial beats an allowance", { emoji: { allow: ["👍"], deny: ["👍"] } }, ["+1", "👍"], false],
  ])("%s", (_, change, [name, emoji], expected) => {
    expect(emojiAllowed(policy(change), name, emoji)).toBe(expected);
  });
});
