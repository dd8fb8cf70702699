import { describe, expect, test } from "vitest";
import { stateOf } from "../../src/domain/mirror.ts";
import { retried } from "../../src/domain/pass.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { fact, failure, judge, mirror, ms, rules } from "./given.ts";
import { fails, pass, pressed, timesOut, withdrawn } from "./passes.ts";

describe("failures by kind", () => {
  test("transient: again within 2 s, later at most 10 min apart", () => {
    const after = pass(pressed(), 0, [fails("transient")]);
    expect(after.mirror).toMatchObject({ attempts: 1, failingSinceMs: ms(10), parked: false });
    expect(after.dueMs).toBe(510);
    expect(pass(pressed(), 0, [fails("transient")], judge(), { random: 0.999 }).dueMs).toBeLessThanOrEqual(2_000);
    const tired = pass(pressed({ attempts: 50, failingSinceMs: ms(0) }), 0, [fails("transient")], judge(), { random: 0.999 });
    expect(tired.dueMs).toBeLessThanOrEqual(10 + 600_000);
  });

  test("transient for 24 h: parked, and the person is told", () => {
    const day = 24 * 3_600_000;
    const tired = pressed({ attempts: 150, failingSinceMs: ms(0), lastCallMs: ms(day - 600_000) });
    // Begun within the day, and failed after it.
    expect(pass(tired, day - 5, [fails("transient")]).mirror.parked).toBe(false);
    const given = pass(tired, day, [fails("transient")]);
    expect(given).toMatchObject({ dueMs: null, notices: ["undelivered dana"], mirror: { parked: true, failure: { kind: "transient" } } });
  });

  test("a withdrawal that fails for a day is told to the one who withdrew", () => {
    const tired = withdrawn({ attempts: 150, failingSinceMs: ms(-24 * 3_600_000), lastCallMs: ms(-600_000) });
    expect(pass(tired, 0, [fails("transient")])).toMatchObject({ moves: ["−👍"], notices: ["not-taken-back dana"] });
  });

  test.each([
    ["at its Retry-After", 42_000, 42_010],
    ["in 5 s when the provider does not say", undefined, 5_010],
  ])("rate-limited: again %s, and it is no attempt", (_, retryAfterMs, dueMs) => {
    const after = pass(pressed(), 0, [fails("rate-limited", retryAfterMs === undefined ? {} : { retryAfterMs })]);
    expect(after).toMatchObject({ dueMs, mirror: { attempts: 0, failingSinceMs: ms(10), parked: false, possible: [] } });
  });

  test("rate-limited once more, though its account has worked since: an attempt, again when both its wait and its backoff are over", () => {
    const before = pressed({ failingSinceMs: ms(-60_000), lastCallMs: ms(-60_000) });
    const first = pass(before, 0, [fails("rate-limited", { retryAfterMs: 42_000 })], judge(), { alone: true });
    expect(first).toMatchObject({ dueMs: 42_010, mirror: { attempts: 1, parked: false } });
    const tired = { ...before, attempts: 50 };
    const later = pass(tired, 0, [fails("rate-limited", { retryAfterMs: 42_000 })], judge(), { alone: true, random: 0.999 });
    expect(later.dueMs).toBeGreaterThan(500_000);
    const day = pass({ ...tired, failingSinceMs: ms(-24 * 3_600_000) }, 0, [fails("rate-limited")], judge(), { alone: true });
    expect(day).toMatchObject({ notices: ["undelivered dana"], mirror: { parked: true } });
  });

  test("a day of 429s gives nothing up: what counts begins with the first attempt", () => {
    const limited = pressed({ failingSinceMs: ms(-24 * 3_600_000), lastCallMs: ms(-60_000) });
    expect(pass(limited, 0, [fails("transient")]).mirror).toMatchObject({ parked: false, attempts: 1, failingSinceMs: ms(10) });
  });

  test("what was not called for half an hour has not been failing meanwhile, unless it fails alone and waits for its like", () => {
    const tired = pressed({ attempts: 50, failingSinceMs: ms(-23 * 3_600_000), lastCallMs: ms(-3_600_000) });
    expect(pass(tired, 0, [fails("transient")]).mirror).toMatchObject({ attempts: 1, failingSinceMs: ms(10) });
    expect(pass(tired, 0, [fails("transient")], judge(), { alone: true }).mirror).toMatchObject({ attempts: 51 });
    const paused = { ...tired, lastCallMs: ms(-13 * 3_600_000) };
    expect(pass(paused, 0, [fails("transient")], judge(), { alone: true }).mirror).toMatchObject({ attempts: 1 });
  });

  test("unauthorized: the mirror stays due for the account's return, and it is no attempt", () => {
    const after = pass(pressed(), 0, [fails("unauthorized")]);
    expect(after).toMatchObject({ dueMs: 10, notices: [], mirror: { attempts: 0, parked: false, possible: [] } });
  });

  test("gone: parked with its reason", () => {
    const after = pass(pressed(), 0, [fails("gone")]);
    expect(after).toMatchObject({ dueMs: null, notices: ["gone dana"], mirror: { parked: true, failure: { kind: "gone" } } });
    expect(stateOf(after.mirror)).toBe("parked");
  });

  test("rejected: an older reaction goes instead, in the same pass", () => {
    const two = pressed({ version: 2, facts: [fact("dana", "👍", -5_000), fact("lee", "🍕", -4_000, { version: 2 })] });
    const after = pass(two, 0, [fails("rejected")]);
    expect(after).toMatchObject({ moves: ["+🍕", "+👍"], notices: ["first dana", "rejected lee"], dueMs: null });
    expect(after.mirror).toMatchObject({ observed: ["👍"], parked: false, failure: { kind: "rejected" } });
  });

  test("rejected with nothing left: parked, and the person is told once", () => {
    const after = pass(pressed(), 0, [fails("rejected")]);
    expect(after).toMatchObject({ moves: ["+👍"], notices: ["rejected dana"], mirror: { parked: true, rejections: [{ emoji: "👍" }] } });
    expect(pass({ ...after.mirror, wakeMs: ms(20) }, 20).moves).toEqual([]);
  });

  test("rejected while something else is shown: that is taken off, since nobody holds it", () => {
    const changing = pressed({ version: 2, facts: [fact("dana", "🍕", -5_000, { version: 2 })], observed: ["👍"] });
    expect(pass(changing, 0, [fails("rejected")])).toMatchObject({ moves: ["+🍕", "−👍"], mirror: { observed: [], parked: true } });
  });

  test("a removal that is refused parks: nothing else can be tried", () => {
    expect(pass(withdrawn(), 0, [fails("rejected")])).toMatchObject({ notices: ["not-taken-back dana"], mirror: { parked: true } });
  });

  test("the one who withdrew is told, whatever else goes out in the same pass", () => {
    const by = judge({ rules: LINKEDIN_MESSAGES });
    const both = withdrawn({ version: 3, facts: [...withdrawn().facts, fact("lee", "❤️", -1_000, { version: 3 })] });
    const after = pass(both, 0, [{ kind: "done" }, fails("rejected")], by);
    expect(after).toMatchObject({ moves: ["+❤️", "−👍"], notices: ["not-taken-back dana"], mirror: { observed: ["👍", "❤️"] } });
  });

  test("a success ends the count of attempts", () => {
    const after = pass(pressed({ attempts: 3, failingSinceMs: ms(-9_000), failure: failure("transient") }), 0);
    expect(after.mirror).toMatchObject({ attempts: 0, failingSinceMs: null, failure: null });
  });
});

describe("a set that must be discovered", () => {
  const by = judge({ rules: rules({ allowed: "discover", floor: ["👍"] }) });
  const toned = () => mirror({ version: 1, facts: [fact("dana", "👍🏽", -5_000)] });

  test("is descended rung by rung, and what was refused is learned once a lower rung works", () => {
    expect(pass(toned(), 0, [fails("rejected")], by)).toMatchObject({
      moves: ["+👍🏽", "+👍"],
      refused: ["👍🏽"],
      notices: ["first dana"],
    });
  });

  test("teaches nothing when no rung works: then it was the message, not the emoji", () => {
    expect(pass(toned(), 0, [fails("rejected"), fails("rejected")], by)).toMatchObject({ refused: [], notices: ["rejected dana"] });
  });

  test("is not descended when the message is gone", () => {
    expect(pass(toned(), 0, [fails("gone")], by).moves).toEqual(["+👍🏽"]);
  });
});

describe("where nothing can be taken back", () => {
  const by = judge({ rules: rules({ canRemove: false }) });

  test("a withdrawal settles as kept, and the person is told", () => {
    const after = pass(withdrawn(), 0, [], by);
    expect(after).toMatchObject({
      moves: [],
      dueMs: null,
      notices: ["kept dana"],
      mirror: { kept: true, observed: ["👍"], parked: false },
    });
  });

  test("a change replaces what was there, and nothing is kept", () => {
    const changing = withdrawn({ version: 3, facts: [...withdrawn().facts, fact("dana", "❤️", -1_000, { version: 3 })] });
    expect(pass(changing, 0, [], by)).toMatchObject({ moves: ["+❤️"], mirror: { kept: false, observed: ["❤️"] } });
  });

  test("a withdrawal after a timeout does not confirm for ever what cannot be confirmed", () => {
    const doubtful = pass(pressed(), 0, [timesOut], by).mirror;
    const gone = { ...doubtful, version: 2, facts: [fact("dana", "👍", 5, { held: false, sentAs: "👍", version: 2 })] };
    const after = pass(gone, 100_000, [], by);
    expect(after).toMatchObject({ moves: [], dueMs: null, mirror: { kept: true } });
  });
});

test("a person's retry lets refused emoji compete again, and is due now", () => {
  const given = pass(pressed(), 0, [fails("rejected")]).mirror;
  const again = retried(given, ms(100));
  expect(again).toMatchObject({ parked: false, rejections: [], attempts: 0, wakeMs: ms(100) });
  expect(pass(again, 100).moves).toEqual(["+👍"]);
});
