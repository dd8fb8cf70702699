import { describe, expect, test } from "vitest";
import { search } from "../../src/names/index.ts";

const found = (typed: string, most = 5) => search(typed, "discord", most).map(({ emoji, name }) => `${emoji} ${name}`);

describe("searching an emoji by what somebody has typed so far", () => {
  test("finds the very name first, then names that begin so, then names with a word that does", () => {
    expect(found("tada")).toEqual(["🎉 tada"]);
    expect(found("heart", 2)).toEqual(["❤️ heart", expect.stringContaining(" heart_")]);
    const hands = found("hand", 50).map((one) => one.split(" ")[1] ?? "");
    expect(hands[0]).toMatch(/^hand/);
    const ranks = hands.map((name) => (name.startsWith("hand") ? 0 : name.includes("_hand") ? 1 : 2));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(new Set(ranks).size).toBeGreaterThan(1);
  });

  test("takes colons, capitals and spaces as people write them, and the networks' own words", () => {
    expect(found(":TADA:", 1)).toEqual(["🎉 tada"]);
    expect(found("Thumbs up", 1)).toEqual([expect.stringMatching(/^👍 /)]);
    expect(found("celebrate", 1)).toEqual(["👏 celebrate"]);
  });

  test("names each emoji once, no more than asked for, and nothing for nothing", () => {
    const many = search("a", "discord", 100);
    expect(many.length).toBe(100);
    expect(new Set(many.map(({ emoji }) => emoji)).size).toBe(100);
    expect([found(""), found("  "), found("zzzzqq")]).toEqual([[], [], []]);
  });
});
