import { describe, expect, test } from "vitest";
import { desire, type Judge } from "../../src/domain/desire.ts";
import type { Fact, Mirror } from "../../src/domain/mirror.ts";
import { OWNER } from "../../src/domain/mirror.ts";
import type { Conflict } from "../../src/domain/policy.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { fact, feed, judge, link, MESSAGE, mirror, ms, OTHER_MESSAGE, rules, us } from "./given.ts";

/** What is wanted a minute later. */
function wanted(facts: readonly Fact[], by: Partial<Judge> = {}, change: Partial<Mirror> = {}, afterMs = 60_000): readonly string[] {
  return desire(mirror({ facts, ...change }), judge(by), ms(afterMs)).wanted;
}

describe("what one account shows for many people", () => {
  const dana = fact("dana", "👍", 10);
  const lee = fact("lee", "❤️", 20);
  const kim = fact("kim", "👍", 15);
  const late = fact("lou", "🎉", 30);

  test.each<[Conflict, readonly Fact[], readonly string[]]>([
    ["latest", [dana, lee], ["❤️"]],
    ["latest", [dana, lee, kim], ["❤️"]],
    ["latest", [dana, lee, { ...kim, atUs: us(25) }], ["👍"]],
    ["first", [dana, lee, late], ["👍"]],
    ["first", [lee, late], ["❤️"]],
    ["most", [dana, kim, lee, late], ["👍"]],
    ["most", [dana, lee], ["❤️"]],
    ["most", [dana, fact("dana", "👍", 11, { via: "command" }), lee], ["❤️"]],
  ])("%s of %#", (conflict, facts, expected) => {
    expect(wanted(facts, { links: [link("northwind", { conflict })] })).toEqual(expected);
    expect(wanted([...facts].reverse(), { links: [link("northwind", { conflict })] })).toEqual(expected);
  });

  test("when the latest is withdrawn the previous one returns", () => {
    expect(wanted([dana, { ...lee, held: false }])).toEqual(["👍"]);
  });

  test("presses of the very same moment are ordered by their keys, so that everybody counts alike", () => {
    const tied = [fact("a", "👍", 10), fact("b", "❤️", 10)];
    expect(wanted(tied)).toEqual(["❤️"]);
    expect(wanted([...tied].reverse())).toEqual(["❤️"]);
  });

  test("as many as the rules let stand, the strongest first", () => {
    const six = ["👍", "❤️", "😂", "🎉", "👏", "🔥"].map((emoji, index) => fact(`person${index}`, emoji, index));
    expect(wanted(six, { rules: LINKEDIN_MESSAGES })).toEqual(["🔥", "👏", "🎉", "😂", "❤️"]);
    expect(wanted(six, { rules: LINKEDIN_MESSAGES, links: [link("northwind", { conflict: "first" })] })).toEqual([
      "👍",
      "❤️",
      "😂",
      "🎉",
      "👏",
    ]);
  });

  test("on a slot that links share, the link declared first says which shows", () => {
    const feeds = [feed(OTHER_MESSAGE, { link: "second" }), feed()];
    const links = [link("northwind", { conflict: "first" }), link("second", { conflict: "latest" }, OTHER_MESSAGE)];
    expect(wanted([dana, lee], { links }, { feeds })).toEqual(["👍"]);
    expect(wanted([dana, lee], { links: [...links].reverse() }, { feeds })).toEqual(["❤️"]);
  });
});

describe("what does not compete", () => {
  const dana = fact("dana", "👍", 10);
  test.each<[string, Partial<Fact>]>([
    ["what is not held", { held: false }],
    ["what was not allowed when it was pressed", { denied: "who" }],
    ["a custom emoji without a meaning", { emoji: null }],
    ["a person who has become a guest", { classes: ["members", "guests"] }],
    ["a person in no class", { classes: [] }],
  ])("%s", (_, change) => {
    expect(wanted([{ ...dana, ...change }])).toEqual([]);
  });

  test("what the policy has come to forbid since", () => {
    expect(wanted([dana], { links: [link("northwind", { emoji: { deny: ["👍"] } })] })).toEqual([]);
    expect(wanted([fact("dana", "👍🏽", 10)], { links: [link("northwind", { emoji: { deny: ["👍"] } })] })).toEqual([]);
    expect(wanted([dana], { links: [link("northwind", { emoji: { allow: ["🎉"] } })] })).toEqual([]);
  });

  test("what the rules have come to exclude, where no family helps", () => {
    expect(wanted([fact("dana", "🍕", 10)], { rules: rules({ allowed: ["👍"] }) })).toEqual([]);
  });

  test("what is policy relaxed to allow, when it was denied as it was pressed", () => {
    expect(wanted([{ ...dana, denied: "emoji" }], { links: [link("northwind", { emoji: { allow: "any" } })] })).toEqual([]);
  });

  test("an unlinked channel's news, while what it shows stays", () => {
    const shown = { observed: ["👍"] };
    expect(wanted([{ ...dana, sentAs: "👍" }], { links: [] }, shown)).toEqual(["👍"]);
    expect(wanted([{ ...dana, sentAs: "👍" }], { links: [] })).toEqual([]);
    expect(wanted([dana], { links: [] }, shown)).toEqual([]);
  });
});

describe("grace", () => {
  const young = fact("dana", "👍", 0, { graceMs: 1_000 });

  test("a press in its grace does not compete, and says when it will", () => {
    expect(desire(mirror({ facts: [young] }), judge(), ms(999))).toMatchObject({ wanted: [], ripensMs: ms(1_000) });
    expect(desire(mirror({ facts: [young] }), judge(), ms(1_000))).toMatchObject({ wanted: ["👍"], ripensMs: null });
  });

  test("the older reaction shows meanwhile", () => {
    const both = [fact("lee", "❤️", -5_000), young];
    expect(wanted(both, {}, {}, 500)).toEqual(["❤️"]);
    expect(wanted(both, {}, {}, 1_000)).toEqual(["👍"]);
  });

  test("the next to ripen is told", () => {
    const two = [young, fact("lee", "❤️", 300, { graceMs: 1_000 })];
    expect(desire(mirror({ facts: two }), judge(), ms(500)).ripensMs).toBe(ms(1_000));
  });

  test("grace runs by the store's clock, whatever the source's says", () => {
    const early = { ...young, atUs: us(-60_000) };
    expect(wanted([early], {}, {}, 500)).toEqual([]);
  });
});

describe("a refused emoji", () => {
  const dana = fact("dana", "🍕", 10, { version: 3 });
  const lee = fact("lee", "👍", 5, { version: 2 });
  const rejections = [{ emoji: "🍕", version: 3, rules: "any" }];

  test("does not hold back an older reaction", () => {
    const wish = desire(mirror({ facts: [dana, lee], rejections }), judge(), ms(60_000));
    expect(wish.wanted).toEqual(["👍"]);
    expect(wish.refused).toEqual([dana]);
  });

  test("competes again once somebody presses it anew", () => {
    expect(wanted([dana, lee, fact("kim", "🍕", 20, { version: 4 })], {}, { rejections })).toEqual(["🍕"]);
  });

  test("competes again under other rules", () => {
    expect(wanted([dana], { rules: rules({ allowed: ["🍕", "👍"] }) }, { rejections })).toEqual(["🍕"]);
  });

  test("is one emoji with and without its variation selector", () => {
    expect(wanted([fact("dana", "❤️", 10)], {}, { rejections: [{ emoji: "❤", version: 1, rules: "any" }] })).toEqual([]);
  });

  test("gives way to the next rung where the set is unknown", () => {
    const discover = rules({ allowed: "discover", floor: ["👍"] });
    const toned = fact("dana", "👍🏽", 10);
    expect(wanted([toned], { rules: discover })).toEqual(["👍🏽"]);
    expect(wanted([toned], { rules: discover }, { rejections: [{ emoji: "👍🏽", version: 1, rules: "discover" }] })).toEqual(["👍"]);
    expect(wanted([toned], { rules: discover, refused: ["👍🏽"] })).toEqual(["👍"]);
  });

  test("leaves what is shown in its place alone once the refusal is forgotten", () => {
    const discover = rules({ allowed: "discover", floor: ["👍"] });
    const sent = fact("dana", "👍🏽", 10, { sentAs: "👍" });
    expect(wanted([sent], { rules: discover }, { observed: ["👍"] })).toEqual(["👍"]);
    expect(wanted([sent], { rules: discover }, { observed: [] })).toEqual(["👍🏽"]);
    expect(wanted([{ ...sent, sentAs: null }], { rules: discover }, { observed: ["👍"] })).toEqual(["👍🏽"]);
  });
});

describe("the owner of the account", () => {
  const dana = fact("dana", "👍", 10);
  const phone = fact(OWNER, "😂", 20, { source: OWNER, link: OWNER, classes: [] });

  test("competes like a person, without regard to who, deny and allowed sets", () => {
    expect(wanted([dana, phone])).toEqual(["😂"]);
    expect(wanted([phone], { rules: rules({ allowed: ["👍"] }), links: [link("northwind", { emoji: { deny: ["😂"] } })] })).toEqual(["😂"]);
  });

  test("gives way to what is pressed later", () => {
    expect(wanted([phone, fact("lee", "❤️", 30)])).toEqual(["❤️"]);
  });

  test("who took something off by phone silences what was pressed before, and nothing that comes after", () => {
    const ownerOff = [{ emoji: null, atUs: us(25) }];
    expect(wanted([dana, phone], {}, { ownerOff })).toEqual([]);
    expect(wanted([dana, fact("lee", "👍", 30)], {}, { ownerOff })).toEqual(["👍"]);
  });

  test("silences but the one emoji where a message bears several", () => {
    const ownerOff = [{ emoji: "👍", atUs: us(25) }];
    expect(wanted([dana, fact("lee", "❤️", 20)], { rules: LINKEDIN_MESSAGES }, { ownerOff })).toEqual(["❤️"]);
  });
});

describe("a link that is switched off or dry", () => {
  test.each([["off"], ["inbound"]] as const)("%s: the work waits", (direction) => {
    expect(desire(mirror(), judge({ links: [link("northwind", { direction })] }), ms(0)).waits).toBe(true);
  });

  test("a dry run waits, a link that sends does not", () => {
    expect(desire(mirror(), judge({ links: [link("northwind", { dryRun: true })] }), ms(0)).waits).toBe(true);
    expect(desire(mirror(), judge({ links: [link("northwind", { direction: "outbound" })] }), ms(0)).waits).toBe(false);
  });

  test("does not make the other links of the slot wait", () => {
    const feeds = [feed(MESSAGE), feed(OTHER_MESSAGE, { link: "second" })];
    const links = [link("northwind", { direction: "off" }), link("second", {}, OTHER_MESSAGE)];
    expect(desire(mirror({ feeds }), judge({ links }), ms(0)).waits).toBe(false);
  });
});

test("says who speaks through the account, and as what each goes out", () => {
  const facts = [fact("dana", "👍", 10), fact("lee", "👍", 20), fact("kim", "❤️", 5)];
  const { speakers } = desire(mirror({ facts }), judge(), ms(60_000));
  expect([...speakers].map(([{ person }, emoji]) => `${person} ${emoji}`)).toEqual(["dana 👍", "lee 👍"]);
});
