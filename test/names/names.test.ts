import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bare, same, withoutTone } from "../../src/domain/emoji.ts";
import { generate } from "../../src/names/generate.ts";
import { canonical, fromSlackName, grouped, toSlackName } from "../../src/names/index.ts";
import { everyEmoji } from "../../src/names/table.ts";

const emoji = [...everyEmoji()];
const read = createRequire(import.meta.url);
const data = read("emojibase-data/en/data.json") as readonly Entry[];
const iamcal = read("emojibase-data/en/shortcodes/iamcal.json") as Readonly<Record<string, string | readonly string[]>>;

/** Every name that Slack has, with its emoji: its own and those with a tone, which it writes behind. */
const slackNames = data.flatMap((entry) => {
  const names = [iamcal[entry.hexcode] ?? []].flat();
  const toned = (entry.skins ?? []).filter(({ version }) => version < 17);
  return names.flatMap((name) => [
    [name, entry.emoji] as const,
    ...toned.map(
      ({ emoji: one, tone }) =>
        [
          `${name}::skin-tone-${[tone]
            .flat()
            .map((each) => each + 1)
            .join("-")}`,
          one,
        ] as const,
    ),
  ]);
});
const anyEmoji = fc.constantFrom(...emoji);
const anyName = fc.constantFrom(...slackNames.map(([name]) => name));
interface Entry {
  readonly hexcode: string;
  readonly emoji: string;
  readonly group?: number;
  readonly subgroup?: number;
  readonly skins?: readonly { readonly emoji: string; readonly version: number; readonly tone: number | readonly number[] }[];
}

const RGI = /^\p{RGI_Emoji}$/v;
const TONE = /[\u{1F3FB}-\u{1F3FF}]/u;

test("the committed table is what the generator makes of the data", () => {
  expect(readFileSync(new URL("../../src/names/table.generated.ts", import.meta.url), "utf8")).toBe(generate());
});

test("every emoji of the table is fully qualified and recommended by Unicode, and none of the data's is missing", () => {
  expect(emoji.filter((one) => !RGI.test(one))).toEqual([]);
  expect(new Set(emoji).size).toBe(emoji.length);
  const all = data.flatMap((entry) => [entry.emoji, ...(entry.skins ?? []).map((skin) => skin.emoji)]);
  expect(all.filter((one) => canonical(one) === null).every((one) => /^\p{Regional_Indicator}$/u.test(one))).toBe(true);
  expect(emoji).toHaveLength(all.length - 26);
});

describe("canonical", () => {
  test.each([
    ["❤", "❤️"],
    ["❤️", "❤️"],
    ["❤︎", "❤️"],
    ["👍️", "👍"],
    ["☝", "☝️"],
    ["☝🏽", "☝🏽"],
    ["☝️🏽", "☝🏽"],
    ["1⃣", "1️⃣"],
    ["🏳‍🌈", "🏳️‍🌈"],
    ["👁‍🗨️", "👁️‍🗨️"],
    ["🇺🇳", "🇺🇳"],
    ["🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
    ["©", "©️"],
    ["🫯", "🫯"],
  ])("reads %s as %s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  test.each(["", "a", "1", "+1", ":tada:", "👍👍", "👍 ", "\uFE0F", "\u200D", "🇺", "👍 nice", "👨🏻‍👩🏻‍👦🏻"])(
    "takes %j for no emoji",
    (text) => {
      expect(canonical(text)).toBeNull();
    },
  );

  test("whatever happens to the variation selectors, the same emoji comes out, and nothing else is taken for one", () => {
    fc.assert(
      fc.property(anyEmoji, fc.infiniteStream(fc.boolean()), (one, coins) => {
        const sprinkled = [...one].map((point) => (coins.next().value ? point.replace("\uFE0F", "") : `${point}\uFE0F`)).join("");
        expect(canonical(bare(one))).toBe(one);
        expect(canonical(sprinkled)).toBe(one);
      }),
    );
    const pieces = fc.array(fc.constantFrom(..."👍❤\uFE0F\u200D🏽🧑🤝🇺🇳1⃣a "), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, (points) => {
        const text = points.join("");
        const one = canonical(text);
        return one === null ? !RGI.test(text) : RGI.test(one) && bare(one) === bare(text);
      }),
    );
  });

  test("taking the tone away leaves the emoji that carried it, in canonical form", () => {
    const toned = emoji.filter((one) => TONE.test(one) && withoutTone(one) !== one);
    expect(toned.length).toBe(emoji.filter((one) => TONE.test(one)).length - 5);
    expect(toned.filter((one) => canonical(withoutTone(one)) !== withoutTone(one))).toEqual([]);
    expect(toned.filter((one) => TONE.test(withoutTone(one)))).toEqual([]);
  });
});

describe("groups", () => {
  test("every emoji is in the group that Unicode puts it into", () => {
    const meta = read("emojibase-data/meta/groups.json") as Readonly<Record<"groups" | "subgroups", Record<string, string>>>;
    const expected = data
      .filter(({ group }) => group !== undefined)
      .map(({ emoji: one, group, subgroup }) => [canonical(one), meta.groups[String(group)], meta.subgroups[String(subgroup)]]);
    expect(grouped().map(({ emoji: one, group, subgroup }) => [one, group, subgroup])).toEqual(expected);
  });
});

describe("Slack's names", () => {
  test.each([
    ["+1", "👍"],
    ["+1::skin-tone-2", "👍🏻"],
    ["+1::skin-tone-6", "👍🏿"],
    ["heart", "❤️"],
    ["joy", "😂"],
    ["laughing", "😆"],
    ["mage", "🧙"],
    ["point_up::skin-tone-4", "☝🏽"],
    ["flag-un", "🇺🇳"],
    ["rainbow-flag", "🏳️‍🌈"],
    ["skin-tone-2", "🏻"],
    ["two_men_holding_hands::skin-tone-3", "👬🏼"],
    ["man-heart-man::skin-tone-2", "👨🏻‍❤️‍👨🏻"],
    ["man-heart-man::skin-tone-2-3", "👨🏻‍❤️‍👨🏼"],
    ["handshake::skin-tone-5-2", "🫱🏾‍🫲🏻"],
    ["people_holding_hands::skin-tone-6", "🧑🏿‍🤝‍🧑🏿"],
    ["dancers", "👯"],
  ])("%s is %s, both ways", (name, one) => {
    expect(fromSlackName(name)).toBe(one);
    expect(toSlackName(one)).toBe(name);
  });

  test.each([
    ["thumbsup", "+1"],
    ["thumbsup::skin-tone-3", "+1::skin-tone-3"],
    ["satisfied", "laughing"],
    ["couple::skin-tone-2-3", "man_and_woman_holding_hands::skin-tone-2-3"],
    ["man-heart-man::skin-tone-4-4", "man-heart-man::skin-tone-4"],
  ])("the alias %s goes back as %s", (alias, name) => {
    expect(toSlackName(fromSlackName(alias) ?? "")).toBe(name);
  });

  test("every name stands for an emoji, and the name that this emoji is given stands for it again", () => {
    expect(slackNames.length).toBeGreaterThan(3_800);
    for (const [name, one] of slackNames) {
      const meant = fromSlackName(name) ?? "";
      expect([name, meant]).toEqual([name, canonical(one)]);
      expect([name, fromSlackName(toSlackName(meant) ?? "")]).toEqual([name, meant]);
    }
  });

  test("every emoji but those that are newer than Slack goes to its name and back", () => {
    const unnamed = emoji.filter((one) => toSlackName(one) === null);
    const [toned, plain] = [unnamed.filter((one) => TONE.test(one)), unnamed.filter((one) => !TONE.test(one))];
    expect(plain).toEqual(["🫪", "🫯", "🫈", "🧑‍🩰", "🦰", "🦱", "🦳", "🦲", "🫍", "🛘", "🪊", "🪎"]);
    expect([...new Set(toned.map(withoutTone))]).toEqual(["🧑‍🩰", "👯", "👯‍♂️", "👯‍♀️", "🤼", "🤼‍♂️", "🤼‍♀️"]);
    expect(emoji.filter((one) => !unnamed.includes(one) && fromSlackName(toSlackName(one) ?? "") !== one)).toEqual([]);
  });

  test("an emoji finds its name in whatever form it comes", () => {
    fc.assert(
      fc.property(anyEmoji, (one) => {
        expect(toSlackName(bare(one))).toBe(toSlackName(one));
      }),
    );
  });

  test("the tone of a name is the tone of the emoji, and no tone means none", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const one = fromSlackName(name) ?? "";
        const tones = [...one].filter((point) => TONE.test(point));
        const said = /skin-tone-([2-6])(?:-([2-6]))?$/.exec(name)?.slice(1).filter(Boolean) ?? [];
        expect(new Set(tones)).toEqual(new Set(said.map((tone) => ["🏻", "🏼", "🏽", "🏾", "🏿"][Number(tone) - 2])));
        if (name.includes("::")) expect(same(withoutTone(one), fromSlackName(name.replace(/::.*/, "")) ?? "")).toBe(true);
      }),
    );
  });

  test("a tone that the emoji cannot take is dropped", () => {
    expect(fromSlackName("joy::skin-tone-3")).toBe("😂");
    expect(fromSlackName("dancers::skin-tone-3")).toBe("👯");
  });

  test.each(["shipit", "", "+1::skin-tone-7", "::skin-tone-2", "shipit::skin-tone-2", "constructor", "__proto__", ":+1:", "👍"])(
    "%j is none of Slack's standard names",
    (name) => {
      expect(fromSlackName(name)).toBeNull();
    },
  );

  test("an emoji that is newer than Slack, and what is no emoji, has no name", () => {
    for (const one of ["🫪", "🫯", "🫈", "🧑‍🩰", "🫍", "🛘", "🪊", "🪎", "👯🏻", "🧑🏻‍🐰‍🧑🏼", "hello", ""])
      expect(toSlackName(one)).toBeNull();
    expect(canonical("👯🏻")).toBe("👯🏻");
  });
});
