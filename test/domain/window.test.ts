import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ailingPart,
  ailingWays,
  blocked,
  EMPTY_WINDOW,
  ended,
  type Limit,
  taken,
  tokenWaitMs,
  type Window,
} from "../../src/domain/window.ts";

const LIMIT: Limit = { scope: "key", requests: 2, perMs: 1_000 };

/** Calls, each from and until when (null: it is under way, or died). */
function calls(...of: readonly (readonly [number, number | null])[]): Window {
  return of.reduce((window, [from, until], index) => {
    const begun = taken(window, LIMIT, String(index), from);
    return until === null ? begun : ended(begun, String(index), true, until);
  }, EMPTY_WINDOW);
}

describe("a sliding window", () => {
  test.each<[string, Window, number, number]>([
    ["is open at first", EMPTY_WINDOW, 0, 0],
    ["is open while calls are left", calls([0, 10]), 20, 0],
    ["is full at its limit", calls([0, 10], [20, 30]), 40, 970],
    ["counts a call from its end, not from its start", calls([0, 900], [20, 910]), 1_005, 895],
    ["frees one call at a time", calls([0, 10], [500, 510]), 1_010, 0],
    ["waits for as many as are too many", calls([0, 10], [20, 30], [40, 50]), 100, 930],
    ["counts a call under way", calls([0, null], [20, null]), 40, 20_960],
    ["forgets a call that never ended, once it must have", calls([0, null], [20, null]), 21_000, 0],
  ])("%s", (_, window, nowMs, waitMs) => {
    expect(tokenWaitMs(window, LIMIT, nowMs)).toBe(waitMs);
  });

  test("gets back the token of a call that was never sent", () => {
    expect(tokenWaitMs(ended(calls([0, 10], [20, null]), "1", false, 30), LIMIT, 40)).toBe(0);
  });

  test("stays shut for as long as the provider asked, whatever is left", () => {
    expect(tokenWaitMs(blocked(EMPTY_WINDOW, 5_000), LIMIT, 1_000)).toBe(4_000);
    expect(tokenWaitMs(blocked(blocked(EMPTY_WINDOW, 5_000), 3_000), LIMIT, 1_000)).toBe(4_000);
    expect(tokenWaitMs(blocked(EMPTY_WINDOW, 5_000), LIMIT, 5_000)).toBe(0);
  });

  test("remembers no more calls than still count", () => {
    const many = Array.from({ length: 500 }, (_, index) => [index * 2_000, index * 2_000 + 10] as const);
    expect(calls(...many).tokens.length).toBeLessThanOrEqual(2);
  });
});

describe("the part of a limit for mirrors whose last call failed", () => {
  test.each([
    [100, 60_000, 10, 60_000],
    [15, 60_000, 1, 60_000],
    [10, 60_000, 1, 60_000],
    [3, 60_000, 1, 200_000],
    [1, 20_000, 1, 200_000],
  ])("of %d calls in %d ms is %d in %d ms", (requests, perMs, part, partMs) => {
    expect(ailingPart({ scope: "key", requests, perMs })).toMatchObject({ requests: part, perMs: partMs });
  });

  test("can be exceeded while less than a third of every limit is used, but not of a human pace, nor where one call is all there is", () => {
    const spare = (...limits: readonly Partial<Limit>[]) => ailingWays(limits.map((limit) => ({ ...LIMIT, ...limit }))).slice(1);
    expect(spare({ requests: 15 }, { requests: 100 })).toMatchObject([[{ requests: 5 }, { requests: 33 }]]);
    expect(spare({ requests: 15 }, { requests: 200, reactionsOnly: true })).toEqual([]);
    expect(spare({ requests: 2 })).toEqual([]);
  });

  test("is never more than a tenth, is never nothing, and is counted by itself", () => {
    const limits = fc.record({
      scope: fc.constant("key"),
      requests: fc.integer({ min: 1, max: 1_000 }),
      perMs: fc.integer({ min: 1, max: 86_400_000 }),
    });
    fc.assert(
      fc.property(limits, (limit) => {
        const part = ailingPart(limit);
        expect(part.scope).not.toBe(limit.scope);
        expect(part.requests).toBeGreaterThanOrEqual(1);
        expect((10 * part.requests) / part.perMs).toBeLessThanOrEqual(limit.requests / limit.perMs);
      }),
    );
  });
});

test("whenever within its call a request arrives, the provider never counts more than the limit in any window", () => {
  const call = fc.record({
    idleMs: fc.integer({ min: 0, max: 400 }),
    tookMs: fc.integer({ min: 0, max: 3_000 }),
    arrives: fc.double({ min: 0, max: 1, noNaN: true }),
    sent: fc.boolean(),
  });
  const limits = fc.record({
    scope: fc.constant("key"),
    requests: fc.integer({ min: 1, max: 5 }),
    perMs: fc.integer({ min: 1, max: 2_000 }),
  });
  fc.assert(
    fc.property(limits, fc.array(call, { maxLength: 40 }), (limit, all) => {
      let window = EMPTY_WINDOW;
      let nowMs = 0;
      const arrivals: number[] = [];
      const ends: { id: string; atMs: number; sent: boolean }[] = [];
      const pass = (untilMs: number) => {
        for (const end of ends.filter(({ atMs }) => atMs > nowMs && atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)) {
          window = ended(window, end.id, end.sent, end.atMs);
        }
        nowMs = untilMs;
      };
      for (const [index, { idleMs, tookMs, arrives, sent }] of all.entries()) {
        pass(nowMs + idleMs);
        const waitMs = tokenWaitMs(window, limit, nowMs);
        pass(nowMs + waitMs);
        if (tokenWaitMs(window, limit, nowMs) > 0) continue;
        window = taken(window, limit, String(index), nowMs);
        ends.push({ id: String(index), atMs: nowMs + tookMs + 1, sent });
        if (sent) arrivals.push(nowMs + arrives * (tookMs + 1));
      }
      for (const from of arrivals) {
        expect(arrivals.filter((at) => at >= from && at < from + limit.perMs).length).toBeLessThanOrEqual(limit.requests);
      }
    }),
    { numRuns: 300 },
  );
});
