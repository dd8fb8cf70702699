import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bare } from "../../src/domain/emoji.ts";
import { canonical, fromDiscordName, fromSlackName, inDiscord, toDiscordName, toSlackName } from "../../src/names/index.ts";
import { everyEmoji } from "../../src/names/table.ts";

const emoji = [...everyEmoji()];
const joypixels = createRequire(import.meta.url)("emojibase-data/en/shortcodes/joypixels.json") as Readonly<
  Record<string, string | readonly string[]>
>;
/** Discord's picker has JoyPixels' names. Compared with the list that its client carried in 2025 they lack a few, which the generator adds. */
const names = Object.entries(joypixels).flatMap(([hexcode, list]) => {
  const one = canonical(String.fromCodePoint(...hexcode.split("-").map((point) => Number.parseInt(point, 16))));
  return one === null ? [] : [list].flat().map((name, index) => ({ name, emoji: one, isFirst: index === 0 }));
});

describe("the names of Discord's reactions", () => {
  test("every emoji goes to its form there and back", () => {
    const named = emoji.filter((one) => inDiscord(one) !== null);
    expect(named).toEqual(emoji.filter((one) => toSlackName(one) !== null));
    expect(named.filter((one) => canonical(inDiscord(one) ?? "") !== one)).toEqual([]);
  });

  test("which is Unicode's own but for two, whatever form it came in", () => {
    for (const one of ["❤️", "☺️", "1️⃣", "👍", "⭐", "🏳️‍🌈", "👩🏿‍❤️‍👨🏾", "🇩🇪"]) {
      expect([inDiscord(one), inDiscord(bare(one))]).toEqual([one, one]);
    }
    expect(emoji.filter((one) => (inDiscord(one) ?? one) !== one)).toEqual(["👁️‍🗨️", "⚧️"]);
    expect(inDiscord("👁️‍🗨️")).toBe("👁‍🗨");
  });

  test.each([
    ["👁‍🗨", "👁️‍🗨️"],
    ["⚧", "⚧️"],
    ["❤", "❤️"],
    ["👍️", "👍"],
    ["☝🏽", "☝🏽"],
  ])("%s, without its selector or with one too many, is %s", (form, one) => {
    expect(canonical(form)).toBe(one);
  });
});

describe("the names of Discord's picker", () => {
  test.each([
    ["tada", "🎉"],
    ["thumbsup", "👍"],
    ["thumbsup_tone3", "👍🏽"],
    ["slight_smile", "🙂"],
    ["rofl", "🤣"],
    ["handshake_tone1_tone4", "🫱🏻‍🫲🏾"],
    ["man_tone2_beard", "🧔🏼‍♂️"],
    ["kiss_man_man_tone1_tone5", "👨🏻‍❤️‍💋‍👨🏿"],
    ["men_holding_hands_tone3", "👬🏽"],
    ["person_in_bed_tone5", "🛌🏿"],
    ["flag_cq", "🇨🇶"],
    ["trombone", "🪊"],
  ])("%s is %s, both ways", (name, one) => {
    expect(fromDiscordName(name)).toBe(one);
    expect(toDiscordName(one)).toBe(name);
  });

  test.each([
    ["+1_tone3", "👍🏽"],
    ["thumbsup_medium_skin_tone", "👍🏽"],
    ["clap_medium_light_skin_tone", "👏🏼"],
    ["handshake_light_skin_tone_medium_dark_skin_tone", "🫱🏻‍🫲🏾"],
    ["piñata", "🪅"],
    ["number_10", "🔟"],
    ["blond_haired_woman", "👱‍♀️"],
  ])("the alias %s is %s", (name, one) => {
    expect(fromDiscordName(name)).toBe(one);
  });

  test("every name of the data stands for its emoji, and the first one is the emoji's name", () => {
    expect(names.length).toBeGreaterThan(6_100);
    for (const { name, emoji: one, isFirst } of names) {
      expect([name, fromDiscordName(name)]).toEqual([name, one]);
      if (isFirst) expect(toDiscordName(one)).toBe(name);
    }
  });

  test("every emoji there is goes to its name and back, in every tone", () => {
    expect(emoji.filter((one) => fromDiscordName(toDiscordName(one) ?? "") !== one)).toEqual([]);
  });

  test("an emoji finds its name in whatever form it comes", () => {
    fc.assert(
      fc.property(fc.constantFrom(...emoji), (one) => {
        expect(toDiscordName(bare(one))).toBe(toDiscordName(one));
      }),
    );
  });

  test.each(["shipit", "", "joy_tone3", "thumbsup_tone6", "_tone3", "man_%_beard", "kiss_%", "__proto__", ":tada:", "👍"])(
    "%j is none of them",
    (name) => {
      expect(fromDiscordName(name)).toBeNull();
    },
  );

  test("what is no emoji has no name", () => {
    for (const one of ["hello", "", "👍👍"]) expect(toDiscordName(one)).toBeNull();
  });

  test("the platforms disagree about seven names, and each is understood as it means them", () => {
    const both = [...names, { name: "bride_with_veil", emoji: fromDiscordName("bride_with_veil") }];
    const disputed = both.filter(({ name, emoji: one }) => (fromSlackName(name) ?? one) !== one);
    expect(disputed.map(({ name, emoji: one }) => `${name} ${fromSlackName(name)} ${one}`)).toEqual([
      "umbrella ☂️ ☔",
      "snowman ☃️ ⛄",
      "medal 🎖️ 🏅",
      "city_sunset 🌆 🌇",
      "satellite 🛰️ 📡",
      "email ✉️ 📧",
      "bride_with_veil 👰 👰‍♀️",
    ]);
  });

  test("from Slack's name to Discord's and back is the same emoji", () => {
    const named = emoji.filter((one) => toSlackName(one) !== null);
    for (const one of named) {
      const there = toDiscordName(fromSlackName(toSlackName(one) ?? "") ?? "");
      expect(fromDiscordName(there ?? "")).toBe(one);
    }
  });
});
