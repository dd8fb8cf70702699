import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { DEFAULT_POLICY } from "../../src/domain/policy.ts";
import { canonical, toSlackName } from "../../src/names/index.ts";
import { ACCOUNTS, read } from "./registry.ts";

const link = (policy: string) =>
  read(`${ACCOUNTS}links: [{ name: a, channel: "slack:C0A", account: wa, conversation: "*", policy: ${policy} }]`).links[0]?.policy;
const emoji = (written: string) => link(`{ emoji: { deny: [${JSON.stringify(written)}] } }`)?.emoji.deny[0];

describe("a link's policy", () => {
  it("is the default one where nothing is said", () => {
    expect(link("{}")).toEqual(DEFAULT_POLICY);
    expect(read(ACCOUNTS).policy).toEqual(DEFAULT_POLICY);
  });

  it("goes key by key over the file's defaults, which go over ours; lists replace", () => {
    const { links, policy } = read(`${ACCOUNTS}
defaults:
  policy:
    conflict: most
    emoji: { deny: [eyes], custom: { shipit: 🚀, ":party:": tada } }
    who: { deny: [guests] }
    relay: { outbound: threads }
links:
  - name: a
    channel: "slack:C0A"
    account: wa
    conversation: "*"
    policy:
      staleAfter: 90s
      emoji: { allow: [👍], custom: { shipit: ⛵ } }
      who: { allow: [members, guests] }
      relay: { inbound: false }
`);
    expect(links[0]?.policy).toEqual({
      ...DEFAULT_POLICY,
      conflict: "most",
      staleAfterMs: 90_000,
      emoji: { allow: ["👍"], deny: ["👀"], custom: { shipit: "⛵", party: "🎉" }, confirm: [], standIns: true },
      who: { allow: ["members", "guests"], deny: ["guests"] },
      relay: { inbound: false, outbound: "threads", notes: true },
    });
    expect(policy.emoji.custom).toEqual({ shipit: "🚀", party: "🎉" });
  });

  it("says of emoji, custom or not, as what they go out, emoji by emoji over the defaults", () => {
    const { links } = read(`${ACCOUNTS}
defaults: { policy: { emoji: { custom: { ✅: thumbsup, ":fire:": none, shipit: 🚀 } } } }
links: [{ name: a, channel: "slack:C0A", account: wa, conversation: "*", policy: { emoji: { custom: { 🔥: 🎉, shipit: none, 👍🏽: 👏 } } } }]
`);
    // A Discord server may have a custom emoji that is called fire: a name speaks for both.
    expect(links[0]?.policy.emoji.custom).toEqual({ "✅": "👍", fire: null, "🔥": "🎉", shipit: null, "👍🏽": "👏" });
  });

  test.each([
    ["1500ms", 1_500],
    ["90s", 90_000],
    ["15m", 900_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
  ])("knows the age %s", (written, ms) => {
    expect(link(`{ staleAfter: ${written} }`)?.staleAfterMs).toBe(ms);
  });

  test.each([
    ["eyes", "👀"],
    [":eyes:", "👀"],
    ["👀", "👀"],
    ["❤", "❤️"],
    ["❤️", "❤️"],
    ["thumbsup", "👍"],
    [":+1::skin-tone-3:", "👍🏼"],
    ["100", "💯"],
    ["shipit", ":shipit:"],
    [":Ship-It_2:", ":Ship-It_2:"],
    ["🤷🏽‍♀", "🤷🏽‍♀️"],
    ["rolling_eyes", "🙄"],
    [":facepalm:", "🤦"],
    ["thumbsup_tone3", "👍🏽"],
  ])("takes %s for the emoji %s", (written, canonical) => {
    expect(emoji(written)).toBe(canonical);
  });

  it("takes what Discord alone calls so for a custom emoji of that name as well, where the policy knows one", () => {
    const policy = link("{ emoji: { allow: [facepalm, thinking], deny: [clown], confirm: [facepalm], custom: { facepalm: 🙈 } } }");
    expect(policy?.emoji).toMatchObject({ allow: ["🤦", ":facepalm:", "🤔"], deny: ["🤡"], confirm: ["🤦", ":facepalm:"] });
    expect(policy?.emoji.custom).toEqual({ "🤦": "🙈", facepalm: "🙈" });
  });

  it("takes every emoji by its name in Slack and by itself for the same", () => {
    const faces = fc.integer({ min: 0x1f600, max: 0x1f64f }).map((point) => String.fromCodePoint(point));
    fc.assert(
      fc.property(faces, (face) => {
        const name = toSlackName(face);
        fc.pre(name !== null);
        expect([emoji(face), emoji(name ?? ""), emoji(`:${name}:`)]).toEqual(Array(3).fill(canonical(face)));
      }),
      { numRuns: 30 },
    );
  });

  const linksWith = (defaults: string, policy: string) =>
    `${ACCOUNTS}defaults: { policy: ${defaults} }\nlinks: [{ name: a, channel: "slack:C0A", account: wa, conversation: "*", policy: ${policy} }]\n`;

  it.each([
    ["{}", "{ quietHours: { timeZone: Europe/Lisbon } }", { fromMin: 1_200, toMin: 480, timeZone: "Europe/Lisbon" }],
    ['{ quietHours: { from: "21:30", to: 07:00 } }', "{ quietHours: { timeZone: UTC } }", { fromMin: 1_290, toMin: 420, timeZone: "UTC" }],
    ["{ quietHours: { timeZone: UTC } }", '{ quietHours: { to: "09:00" } }', { fromMin: 1_200, toMin: 540, timeZone: "UTC" }],
    ["{ quietHours: { timeZone: UTC } }", "{ quietHours: off }", { fromMin: 1_200, toMin: 480, timeZone: null }],
  ])("has quiet hours where somebody has said where the customer is: %s under %s", (defaults, policy, expected) => {
    expect(read(linksWith(defaults, policy)).links[0]?.policy.quietHours).toEqual(expected);
  });

  it.each([
    ["{}", '{ quietHours: { from: "22:00" } }', "links[0].policy.quietHours", "have no `timeZone`"],
    ['{ quietHours: { from: "22:00" } }', "{}", "defaults.policy.quietHours", "have no `timeZone`"],
    ["{}", "{ quietHours: { timeZone: Europe/Lissabon } }", "links[0].policy.quietHours.timeZone", "is no time zone"],
    ["{}", '{ quietHours: { from: "8:00", timeZone: UTC } }', "links[0].policy.quietHours.from", "must be a time of day"],
    ["{}", '{ quietHours: { from: "08:00", timeZone: UTC } }', "links[0].policy.quietHours", "begin and end at the same time"],
  ])("says what is wrong with quiet hours: %s under %s", (defaults, policy, key, problem) => {
    expect(() => read(linksWith(defaults, policy))).toThrow(`${key} (`);
    expect(() => read(linksWith(defaults, policy))).toThrow(problem);
  });

  it("names people by class, by id with or without their platform, by role and by group", () => {
    const who = link(
      '{ who: { allow: [members, "slack:U0DANA", U0EVE, "discord:1187001002003004005", "role:1187001002003004007", "group:S0SALES"] } }',
    )?.who;
    expect(who?.allow).toEqual(["members", "U0DANA", "U0EVE", "1187001002003004005", "role:1187001002003004007", "group:S0SALES"]);
  });
});
