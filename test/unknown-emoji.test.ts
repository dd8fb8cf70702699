import { expect, it } from "vitest";
import { DEFAULT_POLICY, type Policy } from "../src/domain/policy.ts";
import { namedEmoji, withUnknown } from "../src/unknown-emoji.ts";
import { link } from "./domain/given.ts";

const links = (...emoji: Partial<Policy["emoji"]>[]) =>
  emoji.map((one, index) => ({ ...link(`link-${index}`), policy: { ...DEFAULT_POLICY, emoji: { ...DEFAULT_POLICY.emoji, ...one } } }));
const lacks = (named: ReturnType<typeof namedEmoji>, there: readonly string[] | null) =>
  withUnknown(named, { lacks: [], customEmoji: there }).lacks;

it("names each custom emoji that a policy speaks of and that is not there, the links, and what was probably meant", () => {
  const named = namedEmoji(
    links({ deny: [":thumsdown:", "👎"] }, { confirm: [":thumsdown:"], custom: { shippit: "🚀", "🎉": null } }),
    "slack",
  );
  expect(lacks(named, ["shipit"])).toEqual([
    "There is no custom emoji :thumsdown:, and no emoji of that name; the policy of link-0, link-1 names it. Did you mean :thumbsdown:?",
    "There is no custom emoji :shippit:, and no emoji of that name; the policy of link-1 names it. Did you mean :shipit:?",
  ]);
});

it("has nothing to say of custom emoji that are there, of names of standard ones, of another platform's links, or where nobody knows", () => {
  const some = links({ allow: [":shipit:", "🎉"], custom: { tada: "👏", facepalm: null } });
  expect(lacks(namedEmoji(some, "slack"), ["shipit"])).toEqual([]);
  expect(lacks(namedEmoji(some, "discord"), [])).toEqual([]);
  expect(lacks(namedEmoji(links({ deny: [":nowhere:"] }), "slack"), null)).toEqual([]);
});
