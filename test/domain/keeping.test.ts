import { describe, expect, test } from "vitest";
import { withoutPerson, withoutTombstones } from "../../src/domain/keeping.ts";
import { fact, mirror, ms, us } from "./given.ts";

describe("tombstones", () => {
  const gone = fact("ben", "🎉", 100, { held: false });

  test("are let go of when they are old, and nothing else changes", () => {
    const before = mirror({ facts: [fact("ana", "👍", 50), gone, fact("cy", "🔥", 300, { held: false })], version: 4 });
    expect(withoutTombstones(before, us(200))).toEqual({ ...before, facts: [before.facts[0], before.facts[2]] });
    expect(withoutTombstones(before, us(100))).toBe(before);
  });

  test("stay while there is work, and where something stays that nobody holds", () => {
    for (const change of [{ wakeMs: ms(0) }, { parked: true }, { waits: true }, { kept: true }]) {
      const before = mirror({ facts: [gone], ...change });
      expect(withoutTombstones(before, us(200))).toBe(before);
    }
  });
});

describe("a person who shall be forgotten", () => {
  test("is nowhere in the mirror any more, and it is worked on", () => {
    const before = mirror({
      facts: [fact("ana", "👍", 50), fact("ben", "🎉", 60), fact("ben", "🔥", 70, { held: false })],
      watermarks: [{ source: "s", person: "ben", name: null, atUs: us(10) }],
      observed: ["🎉"],
      version: 4,
    });
    const after = withoutPerson(before, "ben", ms(500));
    expect(JSON.stringify(after)).not.toContain("ben");
    expect(after).toMatchObject({ facts: [{ person: "ana" }], version: 5, wakeMs: ms(500), changedMs: ms(500), observed: ["🎉"] });
  });

  test("who holds nothing wakes no mirror, and one who is not there changes none", () => {
    const before = mirror({ facts: [fact("ana", "👍", 50), fact("ben", "🔥", 70, { held: false })], version: 4 });
    expect(withoutPerson(before, "ben", ms(500))).toEqual({ ...before, facts: [before.facts[0]] });
    expect(withoutPerson(before, "cy", ms(500))).toBe(before);
  });
});
