import { describe, expect, test } from "vitest";
import { createSteady } from "../../src/flow/steady.ts";

/** Each look comes so long after the one before, by the time of day and by the process's own. */
function spans(passed: readonly (readonly [day: number, own: number])[]): readonly number[] {
  let [dayMs, ownMs] = [1_800_000_000_000, 5];
  const steady = createSteady({ now: () => dayMs, uptimeMs: () => ownMs });
  return passed.map(([day, own]) => {
    const before = steady();
    dayMs += day;
    ownMs += own;
    return steady() - before;
  });
}

describe("the time by which spans are measured", () => {
  test("goes on when the clock is set back", () => {
    expect(spans([[-3_599_000, 1_000]])).toEqual([1_000]);
  });

  test("knows of the time that the machine slept", () => {
    expect(spans([[600_000, 20]])).toEqual([600_000]);
  });

  test("is no faster for being looked at often by a clock of whole milliseconds", () => {
    const looks = Array.from({ length: 1_000 }, (_, index) => [index % 2 === 0 ? 1 : 0, 0.5] as const);
    expect(spans(looks).reduce((sum, one) => sum + one, 0)).toBeCloseTo(500);
  });
});
