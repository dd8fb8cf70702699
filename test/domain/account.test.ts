import { describe, expect, test } from "vitest";
import {
  type AccountHealth,
  afterCall,
  closedForMs,
  failsAlone,
  HEALTHY,
  knownRefused,
  learned,
  probing,
  resumed,
  triedAgainMs,
} from "../../src/domain/account.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { failure, ms, TIMEOUT } from "./given.ts";

const BROKEN = failure("transient");

/** The account after these calls: which mirror each was for, and how it failed (null: it did not). */
function healthAfter(calls: readonly (readonly [string, Failure | null])[], before: AccountHealth = HEALTHY): AccountHealth {
  return calls.reduce((health, [id, how], index) => afterCall(health, mirrorThat(id), how, ms(index)), before);
}

/** A mirror, and since when its calls have failed. */
const mirrorThat = (id: string, failingSinceMs: number | null = null) => ({ id, failingSinceMs });

const broken = (...mirrors: string[]) => mirrors.map((mirror) => [mirror, BROKEN] as const);
const cut = (...mirrors: string[]) => mirrors.map((mirror) => [mirror, TIMEOUT] as const);

describe("the breaker", () => {
  test.each<[string, readonly (readonly [string, Failure | null])[], boolean]>([
    ["five in a row on three mirrors", broken("1", "2", "3", "1", "2"), true],
    ["four in a row", broken("1", "2", "3", "4"), false],
    ["many in a row on two mirrors", broken("1", "2", "1", "2", "1", "2", "1"), false],
    ["five, but a success between", [...broken("1", "2", "3"), ["4", null], ...broken("1", "2")], false],
    ["five cut connections on one mirror", cut("1", "1", "1", "1", "1"), true],
    ["four cut connections on one mirror", cut("1", "1", "1", "1"), false],
    ["rejections", Array.from({ length: 9 }, (_, index) => [String(index), failure("rejected")] as const), false],
    ["messages that are gone", Array.from({ length: 9 }, (_, index) => [String(index), failure("gone")] as const), false],
    ["429s", Array.from({ length: 9 }, (_, index) => [String(index), failure("rate-limited")] as const), false],
  ])("%s", (_, calls, open) => {
    expect(healthAfter(calls).probeAtMs !== null).toBe(open);
  });

  test("lets one probe through every 30 s", () => {
    const open = healthAfter(cut("1", "1", "1", "1", "1"));
    expect(open.probeAtMs).toBe(ms(4 + 30_000));
    expect(probing(open, ms(30_004)).probeAtMs).toBe(ms(60_004));
    expect(probing(HEALTHY, ms(0))).toBe(HEALTHY);
  });

  test("is not opened by mirrors that fail alone, however many they are", () => {
    const worked = healthAfter([...broken("1", "2", "3"), ["9", null]]);
    const alone = Array.from({ length: 20 }, (_, index) => mirrorThat(String(index), ms(index % 3)));
    expect(alone.reduce((health, one) => afterCall(health, one, TIMEOUT, ms(60_000)), worked)).toBe(worked);
  });

  test("is opened by mirrors that the account has failed from the beginning, however often they were tried", () => {
    const one = mirrorThat("1", ms(0));
    const begun = healthAfter(broken("1", "2", "3"));
    expect(afterCall(afterCall(begun, one, BROKEN, ms(60_000)), one, BROKEN, ms(120_000)).probeAtMs).toBe(ms(150_000));
  });

  test("lets nothing through but its probe, unless it was a mirror or two that failed: then what has not failed is not held back", () => {
    const [few, many] = [healthAfter(cut("1", "1", "2", "2", "1")), healthAfter(cut("1", "2", "3", "1", "2"))];
    expect([closedForMs(few, true, ms(4)), closedForMs(many, true, ms(4))]).toEqual([30_000, 30_000]);
    expect([closedForMs(few, false, ms(4)), closedForMs(many, false, ms(4))]).toEqual([0, 30_000]);
    expect([closedForMs(many, false, ms(40_000)), closedForMs(HEALTHY, true, ms(0))]).toEqual([0, 0]);
    expect(closedForMs({ ...few, paused: "The key has expired." }, false, ms(4))).toBe(null);
  });

  test("stays open after a probe that fails, and closes after one that succeeds, and it is known when", () => {
    const open = healthAfter(cut("1", "1", "1", "1", "1"));
    expect(afterCall(open, mirrorThat("2"), BROKEN, ms(40_000)).probeAtMs).toBe(ms(70_000));
    expect(afterCall(open, mirrorThat("2"), null, ms(40_000))).toEqual({ ...HEALTHY, backMs: ms(40_000) });
  });
});

describe("a mirror fails alone", () => {
  test.each<[string, AccountHealth, number | null, boolean]>([
    ["as soon as its account has worked since it began to fail", HEALTHY, 0, true],
    ["while others fail too, if its account worked in between", healthAfter(broken("2"), HEALTHY), -1, true],
    ["but not if it began to fail with the others", healthAfter(broken("2"), HEALTHY), 0, false],
    ["nor if a 429 came first of all", healthAfter([["2", failure("rate-limited")]], HEALTHY), 5, false],
    ["nor before its first failure", HEALTHY, null, false],
    ["nor because somebody said that the account works", resumed(healthAfter(broken("2"), HEALTHY)), 5, false],
  ])("%s", (_, health, failingSinceMs, alone) => {
    expect(failsAlone(health, mirrorThat("1", failingSinceMs === null ? null : ms(failingSinceMs)))).toBe(alone);
  });
});

describe("an account that is not let in", () => {
  test("pauses at once, with what the operator must read", () => {
    expect(healthAfter([["1", failure("unauthorized", { message: "The key has expired." })]]).paused).toBe("The key has expired.");
  });

  test("is not resumed by a call that was still under way", () => {
    const paused = healthAfter([["1", failure("unauthorized")]]);
    expect(afterCall(paused, mirrorThat("2"), null, ms(9)).paused).not.toBeNull();
    const both = healthAfter([
      ["1", BROKEN],
      ["1", failure("unauthorized")],
      ["2", null],
    ]);
    expect(both).toMatchObject({ paused: "It is unauthorized.", failures: 0 });
  });

  test("is resumed by a person or a passing check, whole", () => {
    expect(resumed(healthAfter([...cut("1", "1", "1", "1", "1"), ["1", failure("unauthorized")]]))).toEqual({ ...HEALTHY, sinceMs: ms(0) });
  });
});

test("what an account turned out to refuse is remembered through failures, successes and pauses", () => {
  const taught = learned(learned(HEALTHY, ["🍕"], 1_000), ["🎉"], 2_000);
  const both = [
    { emoji: "🍕", atMs: 1_000 },
    { emoji: "🎉", atMs: 2_000 },
  ];
  expect(taught.refused).toEqual(both);
  expect(learned(taught, [], 3_000)).toBe(taught);
  expect(
    healthAfter(
      [
        ["1", BROKEN],
        ["1", null],
      ],
      taught,
    ).refused,
  ).toEqual(both);
  expect(resumed(taught).refused).toEqual(both);
});

describe("what an account refused", () => {
  const DAY_MS = 86_400_000;

  test("is forgotten 30 days after it did so last", () => {
    const taught = learned(learned(HEALTHY, ["🍕", "🎉"], 0), ["🎉"], 10 * DAY_MS);
    const known = (day: number) => knownRefused(taught, day * DAY_MS).map(({ emoji }) => emoji);
    expect([29, 30, 39, 40].map(known)).toEqual([["🍕", "🎉"], ["🎉"], ["🎉"], []]);
    expect(taught.refused.map((one) => triedAgainMs(one) / DAY_MS)).toEqual([30, 40]);
  });

  test("is kept no longer than that once something else is learned", () => {
    expect(learned(learned(HEALTHY, ["🍕"], 0), ["🎉"], 30 * DAY_MS).refused).toEqual([{ emoji: "🎉", atMs: 30 * DAY_MS }]);
  });

  test("is one thing in any of its forms", () => {
    expect(learned(learned(HEALTHY, ["❤️"], 0), ["❤"], 5).refused).toEqual([{ emoji: "❤", atMs: 5 }]);
  });
});
