import { emojiEmotion } from "emoji-emotion";
import { describe, expect, test } from "vitest";
import { type Emoji, includes, withoutGender, withoutTone } from "../../src/domain/emoji.ts";
import { ladder, whyInside } from "../../src/domain/ladder.ts";
import { type ReactionRules, SMALL_SETS } from "../../src/domain/network.ts";
import { canonical, grouped } from "../../src/names/index.ts";
import { everyEmoji } from "../../src/names/table.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { INSTAGRAM_POSTS } from "../../src/networks/instagram.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { complaints, families, groups, SETS, shownAs, written } from "./sets.ts";

const DISCOVERED: ReactionRules = { ...LINKEDIN_MESSAGES, allowed: "discover", floor: LINKEDIN_MESSAGE_FLOOR };
const EVERY_SET = [...Object.values(SETS), IMESSAGE_MESSAGES, DISCOVERED, WHATSAPP_MESSAGES];
const all = [...everyEmoji()];
const members = Object.values(written).flatMap(({ emoji }) => emoji);
const lines = Object.entries(written).flatMap(([name, { emoji, same = [], near = [], ...rest }]) => {
  const own = SMALL_SETS.flatMap((set) => rest[set] ?? []);
  return emoji.map((one) => ({ name, emoji: one, standIns: [...same, ...near, ...own] }));
});

/** What this emoji can end up as, other than itself, over every set that there is. */
const outcomes = (emoji: Emoji) => {
  const shown = EVERY_SET.flatMap((rules) => ladder(emoji, rules, families)).map((one) => one.emoji);
  return [...new Set(shown)].filter((one) => one !== emoji && one !== withoutTone(emoji));
};

describe("every emoji is decided for every small set", () => {
  test.each(SMALL_SETS)("%s: it goes out, or there is a reason why not", (set) => {
    const undecided = all.filter((emoji) => shownAs(emoji, SETS[set]) === null && whyInside(emoji, families) === null);
    expect(undecided).toEqual([]);
  });

  test("at least 300 by hand, and what a family leaves open somewhere has the family's own reason", () => {
    expect(new Set(members).size).toBeGreaterThanOrEqual(300);
    for (const [name, { emoji, none }] of Object.entries(written)) {
      const isOpen = emoji.some((one) => SMALL_SETS.some((set) => shownAs(one, SETS[set]) === null));
      expect([name, none !== undefined]).toEqual([name, isOpen]);
      for (const one of emoji) expect(whyInside(one, families)).toBe(none ?? null);
    }
  });

  test("no face, heart or hand is left to its group, but for two that are neither", () => {
    const ours = grouped().filter(
      ({ group, subgroup }) => group === "smileys-emotion" || /^hands?(-fingers?.*|-single.*)?$/.test(subgroup),
    );
    expect(new Set(ours.map(({ subgroup }) => subgroup)).size).toBe(16 + 5);
    expect(ours.map(({ emoji }) => emoji).filter((emoji) => !members.includes(emoji))).toEqual(["💨", "🕳️"]);
  });

  test("a reason is a clause that goes on after a colon", () => {
    for (const reason of families.reasons.values()) expect(reason).toMatch(/^[^A-Z.][^.]+$/u);
  });

  test("the rest by its group, the narrower one first, and no group is named in vain", () => {
    const used = grouped()
      .filter(({ emoji }) => !members.includes(emoji) && !members.includes(withoutGender(emoji)))
      .map(({ emoji, group, subgroup }) => {
        const name = subgroup in groups ? subgroup : group;
        expect([emoji, whyInside(emoji, families)]).toEqual([emoji, groups[name]]);
        return name;
      });
    expect(new Set(used)).toEqual(new Set(Object.keys(groups)));
  });

  test("skin tones and ♀ ♂ change nothing", () => {
    for (const emoji of all) {
      for (const rules of Object.values(SETS)) {
        const plain = withoutTone(emoji);
        expect([emoji, shownAs(emoji, rules)]).toEqual([emoji, shownAs(plain, rules)]);
        if (members.includes(withoutGender(plain))) expect(shownAs(plain, rules)).toBe(shownAs(withoutGender(plain), rules));
      }
    }
  });
});

describe("the file of families", () => {
  test("is sound", () => {
    expect(complaints).toEqual([]);
  });

  test("holds each emoji once, canonical and without tone or gender", () => {
    expect(new Set(members).size).toBe(members.length);
    for (const emoji of members) expect([canonical(emoji), withoutTone(emoji), withoutGender(emoji)]).toEqual(Array(3).fill(emoji));
  });

  test("is unambiguous: one answer wherever the set is known, no stand-in twice, none for itself", () => {
    for (const emoji of members) {
      for (const rules of Object.values(SETS)) expect(ladder(emoji, rules, families).length).toBeLessThanOrEqual(1);
      const tried = ladder(emoji, DISCOVERED, families).map((one) => one.emoji);
      expect(new Set(tried).size).toBe(tried.length);
    }
    for (const { same = [], near = [] } of Object.values(written)) expect(new Set([...same, ...near]).size).toBe(same.length + near.length);
    for (const source of [families.alike, families.near, ...families.within.values()]) {
      for (const [emoji, standIns] of source) expect(includes(standIns, emoji)).toBe(false);
    }
  });

  test("offers no stand-in that nobody takes, and in a set of its own none that is not offered there", () => {
    const taken = Object.values(SETS).flatMap(({ allowed }) => [...allowed]);
    for (const { standIns } of lines) for (const one of standIns) expect(includes(taken, one)).toBe(true);
    for (const family of Object.values(written)) {
      for (const set of SMALL_SETS)
        for (const one of family[set] ?? []) expect(includes(SETS[set].allowed as readonly Emoji[], one)).toBe(true);
    }
  });
});

describe("polarity, as emoji-emotion rates it", () => {
  const rated = emojiEmotion.map(({ emoji, polarity }) => ({ emoji: canonical(emoji) ?? emoji, polarity }));
  const polarityOf = new Map(rated.map(({ emoji, polarity }) => [emoji, Math.sign(polarity)]));
  /** What the sets offer and it does not rate. */
  const UNRATED = new Map([
    ["🫶", 1],
    ["💡", 1],
    ["‼️", 0],
    ["❓", 0],
  ]);

  test.each(rated.filter(({ polarity }) => polarity !== 0))("$emoji ($polarity) never crosses over", ({ emoji, polarity }) => {
    const signs = outcomes(emoji).map((one) => polarityOf.get(one) ?? UNRATED.get(one));
    expect(signs).not.toContain(undefined);
    expect(signs).not.toContain(-Math.sign(polarity));
  });

  test("what is neither warm nor cold becomes neither", () => {
    const neutral = rated.filter(({ polarity }) => polarity === 0);
    expect(neutral.flatMap(({ emoji }) => outcomes(emoji))).toEqual([]);
  });

  test("no family mixes warm stand-ins with cold ones, and only sadness becomes 😞", () => {
    for (const { name, emoji, standIns } of lines) {
      const signs = new Set(standIns.map((one) => polarityOf.get(one) ?? UNRATED.get(one)));
      expect([emoji, signs.has(1) && signs.has(-1)]).toEqual([emoji, false]);
      if (signs.has(-1)) expect([name, standIns]).toEqual(["sadness", ["😞"]]);
    }
  });
});

describe("judgement", () => {
  test.each([
    ["👍🏽", { "imessage-tapbacks": "👍", "linkedin-posts": "👍", "linkedin-messages": "👍", "instagram-posts": "👍" }],
    ["👌🏿", { "imessage-tapbacks": "👍", "linkedin-posts": "👍", "linkedin-messages": "👍", "instagram-posts": "👍" }],
    ["🎉", { "imessage-tapbacks": "👍", "linkedin-posts": "👏", "linkedin-messages": "👏", "instagram-posts": "👍" }],
    ["🏆", { "imessage-tapbacks": "👍", "linkedin-posts": "👏", "linkedin-messages": "👏", "instagram-posts": "👍" }],
    ["🙌🏾", { "imessage-tapbacks": "👍", "linkedin-posts": "👏", "linkedin-messages": "👏", "instagram-posts": "👍" }],
    ["🔥", { "imessage-tapbacks": null, "linkedin-posts": "👏", "linkedin-messages": null, "instagram-posts": "👍" }],
    ["💙", { "imessage-tapbacks": "❤️", "linkedin-posts": "❤️", "linkedin-messages": null, "instagram-posts": "❤️" }],
    ["😍", { "imessage-tapbacks": "❤️", "linkedin-posts": "❤️", "linkedin-messages": "😊", "instagram-posts": "❤️" }],
    ["🤗", { "imessage-tapbacks": null, "linkedin-posts": "🫶", "linkedin-messages": "😊", "instagram-posts": "❤️" }],
    ["🙏🏿", { "imessage-tapbacks": null, "linkedin-posts": "🫶", "linkedin-messages": null, "instagram-posts": "❤️" }],
    ["💪🏽", { "imessage-tapbacks": "👍", "linkedin-posts": "🫶", "linkedin-messages": "👍", "instagram-posts": "👍" }],
    ["🤣", { "imessage-tapbacks": "😂", "linkedin-posts": "😄", "linkedin-messages": "😊", "instagram-posts": "👍" }],
    ["😊", { "imessage-tapbacks": null, "linkedin-posts": "👍", "linkedin-messages": "😊", "instagram-posts": "👍" }],
    ["🧠", { "imessage-tapbacks": null, "linkedin-posts": "💡", "linkedin-messages": null, "instagram-posts": null }],
    ["😢", { "imessage-tapbacks": null, "linkedin-posts": null, "linkedin-messages": "😞", "instagram-posts": null }],
    ["👎", { "imessage-tapbacks": "👎", "linkedin-posts": null, "linkedin-messages": "👎", "instagram-posts": null }],
    ["❗", { "imessage-tapbacks": "‼️", "linkedin-posts": null, "linkedin-messages": null, "instagram-posts": null }],
    ["✅", { "imessage-tapbacks": null, "linkedin-posts": null, "linkedin-messages": null, "instagram-posts": null }],
  ])("%s goes out as %j", (emoji, expected) => {
    expect(Object.fromEntries(SMALL_SETS.map((set) => [set, shownAs(emoji, SETS[set])]))).toEqual(expected);
  });

  test.each([
    ["🤣", "😂"],
    ["♥️", "❤️"],
    ["❔", "❓"],
    ["👍🏽", "👍"],
    ["🎉", "🎉"],
    ["💙", "💙"],
    ["🙏🏿", "🙏🏿"],
    ["🍕", "🍕"],
  ])("iMessage, which takes any emoji beside its tapbacks, shows %s as %s", (emoji, shown) => {
    expect(shownAs(emoji, IMESSAGE_MESSAGES)).toBe(shown);
  });

  test.each([
    ["🎉", ["🎉", "👏", "👍"]],
    ["🙁", ["🙁", "😞"]],
    ["😄", ["😄", "😊"]],
    ["😂", ["😂", "😄", "😊"]],
    ["🙏🏿", ["🙏🏿", "🙏", "🫶"]],
    ["🔥", ["🔥"]],
    ["👎", ["👎"]],
  ])("LinkedIn messages with an unknown set try %s as %j", (emoji, tried) => {
    expect(ladder(emoji, DISCOVERED, families).map((one) => one.emoji)).toEqual(tried);
  });

  test("applause comes of celebration, admiration and momentum alone", () => {
    const applauded = new Set(lines.filter(({ standIns }) => standIns.includes("👏")).map(({ name }) => name));
    expect([...applauded]).toEqual(["celebration", "admiration", "momentum"]);
  });

  test("of the smiles 😄 alone is the reaction that says funny", () => {
    expect(all.filter((emoji) => shownAs(emoji, LINKEDIN_POSTS) === "😄")).toEqual(["😄", "😆", "🤣", "😂", "😹"]);
  });

  test("a condolence is never answered with a thumb, applause or a smile", () => {
    for (const emoji of ["🙏", "❤️", "🫶", "🫂", "❤️‍🩹", "🕊️", "🕯️", "💐", "🖤", "😢", "🥀"]) {
      expect(outcomes(emoji).filter((one) => ["👍", "👏", "😊", "😄"].includes(one))).toEqual([]);
    }
  });

  test.each([..."🙃🙂😏🙄😒😬🤡💅🫠🥲😅💀🤓🧐🤔👀🐸☕🍿🤷🎻🐍😉"])("%s, which may be irony, is no other emoji anywhere", (emoji) => {
    expect(outcomes(emoji)).toEqual([]);
  });

  test("flags, places, animals, plants and food are themselves or nothing, but for what is raised to somebody", () => {
    const silent = grouped().filter(({ group }) => ["animals-nature", "food-drink", "travel-places", "flags", "component"].includes(group));
    expect(silent.length).toBeGreaterThan(700);
    expect(silent.map(({ emoji }) => emoji).filter((emoji) => outcomes(emoji).length > 0)).toEqual([
      "🕊️",
      "💐",
      "🎂",
      "🍾",
      "🍻",
      "🥂",
      "🚀",
      "🌟",
      "🔥",
    ]);
  });

  test("on Instagram, which has the like alone, nothing cold, hostile or doubtful is one", () => {
    const liked = all.filter((emoji) => shownAs(emoji, INSTAGRAM_POSTS) !== null && members.includes(emoji));
    const names = new Set(lines.filter(({ emoji }) => liked.includes(emoji)).map(({ name }) => name));
    expect([...names]).toEqual([
      ...["approval", "celebration", "admiration", "momentum", "love", "heart-suit", "delight", "support", "hug", "strength"],
      ...["thanks", "laughter", "smile"],
    ]);
  });
});
