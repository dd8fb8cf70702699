import { describe, expect, test } from "vitest";
import { changed, woken } from "../../src/domain/due.ts";
import { dueMs, type Mirror } from "../../src/domain/mirror.ts";
import { mirror, ms } from "./given.ts";

/** Changes at these moments, each with this grace; when the mirror is due after the last. */
function dueAfter(atMs: readonly number[], graceMs: number, before: Mirror = mirror()): number {
  const after = atMs.reduce((one, at) => changed(one, ms(at), graceMs), before);
  return (after.change?.dueMs ?? 0) - ms(0);
}

const calledAt = (atMs: number) => mirror({ lastCallMs: ms(atMs) });

describe("when a change is worked on", () => {
  test.each([
    ["one press: when its grace is over", [0], 1_000, 1_000],
    ["no grace: at once", [0], 0, 0],
    ["a second one puts it off", [0, 600], 1_000, 1_600],
    ["but never beyond four times the grace after the first", [0, 900, 1_800, 2_700, 3_600], 1_000, 4_000],
    ["a change after that moment puts nothing off", [0, 900, 1_800, 2_700, 3_600, 4_500], 1_000, 4_000],
    ["what is due already stays due", [0, 5_000], 1_000, 1_000],
  ])("%s", (_, atMs, graceMs, dueMs) => {
    expect(dueAfter(atMs, graceMs)).toBe(dueMs);
  });

  test.each([
    ["waits for 150 ms of quiet", [500], 0, 0, 650],
    ["each further change begins the quiet anew", [500, 600, 700], 0, 0, 850],
    ["not a second after its last call", [1_000], 0, 0, 1_000],
    ["the quiet never shortens the grace", [500], 1_000, 0, 1_500],
    ["the grace never shortens the quiet", [500], 100, 0, 650],
  ])("a mirror that was called within the last second: %s", (_, atMs, graceMs, calledMs, dueMs) => {
    expect(dueAfter(atMs, graceMs, calledAt(calledMs))).toBe(dueMs);
  });

  const every100 = (untilMs: number) => Array.from({ length: untilMs / 100 + 1 }, (_, index) => index * 100);
  test.each([
    ["two seconds without grace", 0, 2_000],
    ["two seconds with a little", 200, 2_000],
    ["four times a long grace", 1_000, 4_000],
  ])("quiet is waited for no longer than %s", (_, graceMs, dueMs) => {
    expect(dueAfter(every100(dueMs - 100), graceMs, calledAt(-1))).toBe(dueMs);
  });

  test("once it waits for quiet it goes on waiting, though its last call is more than a second ago by then", () => {
    expect(dueAfter([900, 1_000, 1_100], 0, calledAt(0))).toBe(1_250);
  });
});

test.each([0, 100, 1_000])("1,001 toggles within a second come to at most two moments of work (grace %i ms)", (graceMs) => {
  let one = mirror();
  let calls = 0;
  for (let at = 0; at <= 10_000; at += 1) {
    const due = dueMs(one);
    if (due !== null && due <= ms(at)) {
      one = { ...one, change: null, wakeMs: null, lastCallMs: ms(at) };
      calls += 1;
    }
    if (at <= 1_000) one = changed(one, ms(at), graceMs);
  }
  expect(calls).toBeGreaterThan(0);
  expect(calls).toBeLessThanOrEqual(2);
  expect(dueMs(one)).toBeNull();
});

describe("waking", () => {
  test("the earliest moment wins, of wakings and of changes", () => {
    expect(woken(woken(mirror(), ms(20)), ms(10)).wakeMs).toBe(ms(10));
    expect(woken(woken(mirror(), ms(10)), ms(20)).wakeMs).toBe(ms(10));
    expect(dueMs(woken(changed(mirror(), ms(0), 1_000), ms(300)))).toBe(ms(300));
    expect(dueMs(woken(changed(mirror(), ms(0), 1_000), ms(3_000)))).toBe(ms(1_000));
  });

  test("a change does not put off what a waking wants earlier", () => {
    expect(dueMs(changed(woken(mirror(), ms(100)), ms(50), 1_000))).toBe(ms(100));
  });
});
