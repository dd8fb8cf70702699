import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { includes, withoutTone } from "../../src/domain/emoji.ts";
import { families, ladder, type StandIns } from "../../src/domain/ladder.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { canonical } from "../../src/names/index.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { INSTAGRAM_POSTS } from "../../src/networks/instagram.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS, linkedInPostReaction } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";

const text = readFileSync(new URL("../../config/emoji.yaml", import.meta.url), "utf8");
const file = parse(text) as { readonly alike: StandIns; readonly near: StandIns };
const all = families(file);
const lines = [...Object.entries(file.alike), ...Object.entries(file.near)];
const DISCOVERED: ReactionRules = { ...LINKEDIN_MESSAGES, allowed: "discover", floor: LINKEDIN_MESSAGE_FLOOR };

/** What this emoji can end up as, over every set that there is. */
const outcomes = (emoji: string) => [
  ...new Set(
    [IMESSAGE_MESSAGES, LINKEDIN_POSTS, DISCOVERED, INSTAGRAM_POSTS, WHATSAPP_MESSAGES]
      .flatMap((rules) => ladder(emoji, rules, all))
      .map((one) => one.emoji)
      .filter((one) => one !== emoji && one !== withoutTone(emoji)),
  ),
];

describe("the file of families", () => {
  test("is written in canonical emoji without tones, each once in its section, none standing in for itself", () => {
    for (const [emoji, standIns] of lines) {
      expect([emoji, ...standIns].map(canonical)).toEqual([emoji, ...standIns]);
      expect([emoji, ...standIns].map(withoutTone)).toEqual([emoji, ...standIns]);
      expect(new Set([emoji, ...standIns]).size).toBe(1 + standIns.length);
    }
    expect(Object.keys(file)).toEqual(["alike", "near"]);
  });

  test("speaks of enough emoji to be of use", () => {
    expect(new Set(lines.map(([emoji]) => emoji)).size).toBeGreaterThan(100);
  });

  test("offers no stand-in that nobody takes: each is one of a small set", () => {
    const taken = [IMESSAGE_MESSAGES, LINKEDIN_POSTS, INSTAGRAM_POSTS].flatMap(({ allowed }) => [...allowed]);
    for (const [, standIns] of lines) for (const one of standIns) expect(includes([...taken, ...LINKEDIN_MESSAGE_FLOOR], one)).toBe(true);
  });
});

describe("iMessage", () => {
  test.each([
    ["👍🏽", "👍"],
    ["🤣", "😂"],
    ["❗", "‼️"],
    ["❔", "❓"],
    ["♥️", "❤️"],
    ["🎉", "🎉"],
    ["💙", "💙"],
    ["👌", "👌"],
    ["🙏🏿", "🙏🏿"],
    ["😞", "😞"],
  ])("shows %s as %s", (emoji, shown) => {
    expect(ladder(emoji, IMESSAGE_MESSAGES, all).map((one) => one.emoji)).toEqual([shown]);
  });
});

describe("LinkedIn posts", () => {
  test.each([
    ["👍🏿", "like"],
    ["👌", "like"],
    ["💯", "like"],
    ["🎉", "celebrate"],
    ["🏆", "celebrate"],
    ["🍾", "celebrate"],
    ["🥳", "celebrate"],
    ["🙌🏾", "celebrate"],
    ["👏🏻", "celebrate"],
    ["🙏", "support"],
    ["💪🏽", "support"],
    ["🫂", "support"],
    ["💜", "love"],
    ["😍", "love"],
    ["🤣", "funny"],
    ["😂", "funny"],
    ["🧠", "insightful"],
    ["😊", null],
    ["😃", null],
    ["👎", null],
    ["😢", null],
    ["🔥", null],
  ])("take %s as %s", (emoji, reaction) => {
    expect(ladder(emoji, LINKEDIN_POSTS, all).map((one) => linkedInPostReaction(one.emoji))).toEqual(reaction === null ? [] : [reaction]);
  });
});

test.each([
  ["🎉", ["🎉", "👏", "👍"]],
  ["🙁", ["🙁", "😞"]],
  ["😄", ["😄", "😊"]],
  ["🙏", ["🙏", "🫶"]],
  ["👎", ["👎"]],
])("LinkedIn messages with an unknown set try %s as %j", (emoji, tried) => {
  expect(ladder(emoji, DISCOVERED, all).map((one) => one.emoji)).toEqual(tried);
});

test.each(["👍", "❤️", "💙", "👏", "🎉", "👌"])("on Instagram %s is the like", (emoji) => {
  expect(ladder(emoji, INSTAGRAM_POSTS, all)).toHaveLength(1);
});

describe("judgement", () => {
  const WARM = ["👍", "👏", "🫶", "❤️", "💡", "😄", "😂", "😊"];
  const COLD = [
    "👎",
    "😞",
    "💔",
    "😢",
    "😭",
    "😿",
    "🙁",
    "☹️",
    "😔",
    "😟",
    "😕",
    "😥",
    "😓",
    "😩",
    "😫",
    "😖",
    "😣",
    "😰",
    "😨",
    "😱",
    "😠",
    "😡",
  ];
  const HOSTILE = [
    "🤬",
    "🖕",
    "💩",
    "🤮",
    "🤢",
    "👿",
    "☠️",
    "💢",
    "❌",
    "🚫",
    "⛔",
    "🙅",
    "🚩",
    "🗑️",
    "⚠️",
    "🤦",
    "🤦‍♂️",
    "🙍",
    "🙎",
    "😤",
    "😑",
  ];
  const IRONIC = [
    "🙃",
    "🙂",
    "😏",
    "🙄",
    "😒",
    "😬",
    "🤡",
    "💅",
    "🫠",
    "🥲",
    "😅",
    "💀",
    "🤓",
    "🧐",
    "🤔",
    "👀",
    "🐸",
    "☕",
    "🍿",
    "🤷",
    "🎻",
    "🐍",
  ];

  test.each([...COLD, ...HOSTILE])("%s never becomes anything warm", (emoji) => {
    expect(outcomes(emoji).filter((one) => WARM.includes(one))).toEqual([]);
  });

  test("nothing that has a warm stand-in has a cold one, and only sadness becomes 😞", () => {
    for (const [emoji, standIns] of lines) {
      const cold = standIns.filter((one) => !WARM.includes(one) && !["‼️", "❓"].includes(one));
      expect(cold.length === 0 || cold.length === standIns.length).toBe(true);
      if (cold.length > 0) expect([emoji, cold]).toEqual([expect.toBeOneOf(["🙁", "☹️", "😔", "😢", "😿"]), ["😞"]]);
    }
  });

  test.each(IRONIC)("%s, which may be irony, is no other emoji anywhere", (emoji) => {
    expect(outcomes(emoji)).toEqual([]);
  });

  test("applause comes of celebration alone", () => {
    const applauded = lines.filter(([, standIns]) => standIns.includes("👏")).map(([emoji]) => emoji);
    expect(applauded).toEqual(["🎉", "🎊", "🥳", "🏆", "🥇", "🏅", "🎖️", "🍾", "🥂", "🙌", "🎆", "🎇"]);
  });

  test("a condolence is never answered with a thumb", () => {
    for (const emoji of ["🙏", "❤️", "🫶", "🫂", "🕊️", "🕯️", "💐", "🖤", "😢"]) expect(outcomes(emoji)).not.toContain("👍");
  });

  test("flags, food and animals are themselves or nothing, but for the glasses that toast", () => {
    const data = createRequire(import.meta.url)("emojibase-data/en/data.json") as readonly { emoji: string; group?: number }[];
    const silent = data.filter(({ group }) => group === 3 || group === 4 || group === 9).map(({ emoji }) => canonical(emoji) ?? "");
    expect(silent.length).toBeGreaterThan(500);
    expect(silent.filter((emoji) => emoji !== "" && outcomes(emoji).length > 0)).toEqual(["🍾", "🥂"]);
  });
});
