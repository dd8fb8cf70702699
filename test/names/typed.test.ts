import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bare } from "../../src/domain/emoji.ts";
import { toDiscordName, toSlackName, typed } from "../../src/names/index.ts";
import { everyEmoji } from "../../src/names/table.ts";
import { WORDS } from "../../src/names/words.ts";
import { TAPBACKS } from "../../src/networks/imessage.ts";
import { LINKEDIN_POST_REACTIONS } from "../../src/networks/linkedin.ts";

const emoji = [...everyEmoji()];
const meant = (text: string, options = {}) => {
  const one = typed(text, options);
  return one.kind === "emoji" ? one.emoji : one;
};

describe("what people type for an emoji", () => {
  test.each([
    ["🎉", "🎉"],
    [" 🎉 ", "🎉"],
    ["❤", "❤️"],
    ["👍️", "👍"],
    ["👍🏽", "👍🏽"],
    [":tada:", "🎉"],
    ["tada", "🎉"],
    ["TADA", "🎉"],
    ["+1", "👍"],
    [":-1:", "👎"],
    [":thumbsup::skin-tone-4:", "👍🏽"],
    [":thumbsup_tone3:", "👍🏽"],
    ["thumbs up", "👍"],
    [":slight_smile:", "🙂"],
    [":slightly_smiling_face:", "🙂"],
    ["100", "💯"],
  ])("%j is %s on both platforms", (text, one) => {
    expect(meant(text)).toBe(one);
    expect(meant(text, { platform: "discord" })).toBe(one);
  });

  test("a name that the platforms disagree about is what it is where it was typed", () => {
    expect([meant(":medal:"), meant(":medal:", { platform: "discord" })]).toEqual(["🎖️", "🏅"]);
  });

  test.each([...Object.entries(TAPBACKS), ...Object.entries(LINKEDIN_POST_REACTIONS)])("the network's own word %s is %s", (word, one) => {
    expect(meant(word)).toBe(one);
    expect(meant(word.toUpperCase())).toBe(one);
    expect(meant(`:${word}:`)).toBe(one);
  });

  test("the names of LinkedIn's API are its reactions too, and no word means more than the networks do", () => {
    const api = ["praise", "appreciation", "empathy", "interest", "entertainment"].map((word) => meant(word));
    expect(api).toEqual(["👏", "🫶", "❤️", "💡", "😄"]);
    const known = new Set<string>([...Object.values(TAPBACKS), ...Object.values(LINKEDIN_POST_REACTIONS)]);
    expect(new Set(Object.values(WORDS))).toEqual(known);
  });

  test("every emoji is understood as it is and by its name on either platform, tone and all", () => {
    fc.assert(
      fc.property(fc.constantFrom(...emoji), fc.constantFrom("slack", "discord"), (one, platform) => {
        const name = platform === "slack" ? toSlackName(one) : toDiscordName(one);
        expect(meant(one, { platform })).toBe(one);
        expect(meant(bare(one), { platform })).toBe(one);
        if (name !== null) expect(meant(`:${name}:`, { platform })).toBe(one);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a custom emoji", () => {
  const custom = ["shipit", "party_parrot"];

  test("is known by its name, with colons or without, where the names are known", () => {
    expect(meant(":shipit:", { custom })).toEqual({ kind: "custom", name: "shipit", id: null });
    expect(meant("party_parrot", { custom })).toEqual({ kind: "custom", name: "party_parrot", id: null });
  });

  test("goes after what the platform itself means, and before what the other one does", () => {
    const taken = ["tada", "rofl", "like"];
    expect(meant(":tada:", { custom: taken })).toBe("🎉");
    expect(meant(":rofl:", { custom: taken })).toEqual({ kind: "custom", name: "rofl", id: null });
    expect(meant(":rofl:", { custom: taken, platform: "discord" })).toBe("🤣");
    expect(meant(":like:", { custom: taken })).toEqual({ kind: "custom", name: "like", id: null });
    expect(meant("like", { custom: taken })).toBe("👍");
  });

  test("is assumed behind an unknown name in colons where they are not", () => {
    expect(meant(":shipit:")).toEqual({ kind: "custom", name: "shipit", id: null });
    expect(meant(":two words:")).toEqual({ kind: "unknown", nearest: null });
  });

  test("is what Discord makes of it", () => {
    const id = "41771983423143937";
    expect(meant(`<:shipit:${id}>`, { platform: "discord" })).toEqual({ kind: "custom", name: "shipit", id });
    expect(meant(`<a:Dance:${id}>`, { platform: "discord" })).toEqual({ kind: "custom", name: "Dance", id });
  });
});

describe("what is no emoji", () => {
  test.each([
    ["tadaa", {}, ":tada:"],
    [":rockte:", { custom: [] }, ":rocket:"],
    ["celebarte", {}, "celebrate"],
    ["thumsup", { platform: "discord" }, ":thumbsup:"],
    ["shipti", { custom: ["shipit"] }, ":shipit:"],
    ["xyzzyxyzzy", {}, null],
    ["", {}, null],
    [":", {}, null],
    ["👍👍", {}, null],
    ["x".repeat(5_000), {}, null],
  ])("%j with %j: perhaps %s", (text, options, nearest) => {
    expect(meant(text, options)).toEqual({ kind: "unknown", nearest });
  });

  test("whatever is typed, there is an answer, and what it suggests is understood", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.constantFrom("slack", "discord"), (text, platform) => {
        const one = typed(text, { platform });
        if (one.kind === "unknown" && one.nearest !== null) expect(typed(one.nearest, { platform, custom: [] }).kind).toBe("emoji");
      }),
    );
  });
});
