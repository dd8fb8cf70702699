import { describe, expect, test } from "vitest";
import { type LegendOptions, legendOf, PRESSED } from "../../src/domain/legend.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/domain/policy.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { families } from "../names/sets.ts";

const emoji = (change: Partial<Policy["emoji"]>): Policy => ({ ...DEFAULT_POLICY, emoji: { ...DEFAULT_POLICY.emoji, ...change } });
const legend = (pressed: string, change: Partial<LegendOptions>) =>
  legendOf(pressed.split(" "), { policy: DEFAULT_POLICY, rules: LINKEDIN_POSTS, families, refused: [], ...change });

const DISCOVER = { ...LINKEDIN_MESSAGES, allowed: "discover", floor: LINKEDIN_MESSAGE_FLOOR } as const;

describe("what becomes of what a team presses", () => {
  test("is told by what it becomes, in the order in which teams press it", () => {
    expect(legend("🎉 👍 🏆 💯 🍕 🍾", {})).toMatchObject({
      asThemselves: ["👍", "👏", "🫶", "❤️", "💡", "😄"],
      asOthers: [
        { from: ["🎉", "🏆", "🍾"], to: "👏" },
        { from: ["💯"], to: "👍" },
      ],
      inside: [{ emoji: ["🍕"] }],
    });
  });

  test("is everything as it is where any emoji goes", () => {
    const { asThemselves, ...rest } = legendOf(PRESSED, { policy: DEFAULT_POLICY, rules: WHATSAPP_MESSAGES, families, refused: [] });
    expect(asThemselves).toEqual(PRESSED);
    expect(rest).toEqual({ asOthers: [], tried: [], kept: [], inside: [] });
  });

  test("names what says the very same also where everything could go", () => {
    expect(legend("🤣 🎉", { rules: IMESSAGE_MESSAGES })).toMatchObject({ asOthers: [{ from: ["🤣"], to: "😂" }], inside: [] });
  });

  test("tells of what stays inside why, once for all that share the reason", () => {
    const { inside } = legend("🔥 🚀 👎", { rules: { ...LINKEDIN_MESSAGES, allowed: ["👏", "👍"] } });
    expect(inside).toEqual([
      { emoji: ["🔥", "🚀"], why: "in a conversation it praises, hurries or sounds the alarm" },
      { emoji: ["👎"], why: "nothing that is offered disapproves, and a no never becomes a yes" },
    ]);
    const off = legend("🎉", { policy: emoji({ standIns: false }) });
    expect(off.inside).toEqual([{ emoji: ["🎉"], why: null }]);
  });

  test("knows what the policy keeps for the team, and what it puts in the place of something, custom emoji among them", () => {
    const policy = emoji({ deny: ["👀", ":wip:"], custom: { shipit: "🚀", "🍕": null, "🎉": "❤️", constructor: null } });
    const told = legend("👀 🍕 🎉", { policy });
    expect(told.kept).toEqual(["👀", "🍕", ":wip:", ":constructor:"]);
    expect(told.asOthers).toEqual([
      { from: ["🎉"], to: "❤️" },
      { from: [":shipit:"], to: "👏" },
    ]);
  });

  test("where a list says what may leave is told of that list, and of the rest only what is denied", () => {
    const told = legend("👍 🎉 🍕", { policy: emoji({ allow: ["👍", "🪩"], deny: ["👀"] }) });
    expect(told).toEqual({ asThemselves: ["👍"], asOthers: [{ from: ["🪩"], to: "👍" }], tried: [], kept: ["👀"], inside: [] });
  });
});

describe("where the set is published nowhere", () => {
  test("says what comes for certain, and what is tried and may stay inside", () => {
    expect(legend("👍 🎉 🍕", { rules: DISCOVER })).toEqual({
      asThemselves: ["👏", "👍", "👎", "😊", "😞"],
      asOthers: [{ from: ["🎉"], to: "👏" }],
      ...{ tried: ["🍕"], kept: [], inside: [] },
    });
  });

  test("does not count on what the account is known to refuse", () => {
    const rules = { ...DISCOVER, floor: ["👍"] };
    expect(legend("🎉", { rules, refused: ["🎉", "👏"] }).asOthers).toEqual([{ from: ["🎉"], to: "👍" }]);
  });
});

test("the list holds some forty emoji, each once, and what is made for the usual networks", () => {
  expect(PRESSED.length).toBeGreaterThanOrEqual(40);
  expect(new Set(PRESSED).size).toBe(PRESSED.length);
  for (const one of PRESSED) expect(one).toMatch(/^\p{RGI_Emoji}$/v);
});
