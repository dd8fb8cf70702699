import { describe, expect, it } from "vitest";
import { playOutage } from "./day.ts";
import { type Down, playDown } from "./down.ts";
import { playHour } from "./hour.ts";
import { playLasting } from "./lasting.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From a reading to what the customer sees: grace, a call, and the second in which it is looked at. */
const SOON_MS = 15_000;

// `npm run outage` plays a whole day, and an hour in the real process.
describe("a provider that is away for hours (simulated)", () => {
  it("is asked once in 30 s; then every mirror settles, every target is right, and no window was breached", async () => {
    const day = await playOutage({ seed: 1, outageMs: 3 * HOUR_MS, messages: 100 });
    expect(day).toMatchObject({ mostIn30s: 1, breaches: 0, wrong: [], told: [] });
    expect(day.presses).toBeGreaterThan(300);
    expect(day.probes).toBeGreaterThan(250);
    expect(day.settledAfterMs).toBeLessThanOrEqual(2 * MINUTE_MS);
  });

  it("delays no other account, not even while dozens of its calls are under way", async () => {
    const { otherBeforeMs, otherDuringMs } = await playOutage({ seed: 2, outageMs: HOUR_MS, messages: 100 });
    expect(otherDuringMs).toBe(otherBeforeMs);
  });
});

describe("a bridge that was down (simulated)", () => {
  function expectRight({ wrong, breaches, touched, repaired, booked, drift, ...rest }: Down): void {
    expect({ wrong, breaches, touched }).toEqual({ wrong: [], breaches: [], touched: [] });
    expect(repaired).toEqual(booked);
    expect(repaired.at(-1)).toBe(0);
    expect(drift).toBeGreaterThan(20);
    expect(rest.repeated).toBeLessThanOrEqual(rest.doubts);
    expect(rest.rightAfterMs).not.toBeNull();
  }

  it.each([
    ["10 minutes, and stopped in good order", { seed: 1, downMs: 10 * MINUTE_MS, ends: "in order" }],
    ["10 minutes, and killed, with some of the events sent again", { seed: 2, downMs: 10 * MINUTE_MS, ends: "killed", resends: true }],
    ["20 hours, and killed", { seed: 3, downMs: 20 * HOUR_MS, ends: "killed" }],
    ["20 hours, with accounts that take 15 calls a minute", { seed: 4, downMs: 20 * HOUR_MS, ends: "in order", callsPerMinute: 15 }],
  ] as const)("has everything right as fast as the limits allow, the newest first (%s)", async (_, options) => {
    const down = await playDown({ ...options, recent: 110, old: 40 });
    expectRight(down);
    expect(down.disorder).toBe(0);
    expect(down.rightAfterMs).toBeLessThanOrEqual(Math.max(down.pacedMs, down.calledMs) + SOON_MS);
  });

  it("reads the oldest, too, when events are missed again and again before a sweep is over", async () => {
    const down = await playDown({ seed: 5, downMs: 10 * MINUTE_MS, ends: "in order", recent: 140, old: 20, gapEveryMs: 2 * MINUTE_MS });
    expectRight({ ...down, repeated: 0 });
    expect(down.rightAfterMs).toBeLessThanOrEqual(2.5 * 1_300 * down.messages);
  });
});

describe("one message in ten that fails for ever (simulated)", () => {
  it.each([
    ["error", 100, 400, 1],
    ["silence", 100, 400, 1],
    ["error", 15, 150, 4],
  ] as const)(
    "leaves the others' waiting as it is, at six tenths of the limit: %s, %d a minute",
    async (trouble, limit, messages, hours) => {
      const { beside, alone, spentShare, breaches } = await playLasting({
        ...{ seed: 1, trouble, limit, messages, perMinute: 0.6 * limit, beforeMs: (hours * HOUR_MS) / 2, forMs: (hours * HOUR_MS) / 2 },
      });
      expect(breaches).toBe(0);
      // More than the one press in ten.
      expect(spentShare).toBeGreaterThan(0.12);
      expect(beside.medianMs).toBeLessThanOrEqual(1.2 * alone.medianMs);
      expect(beside.p99Ms).toBeLessThanOrEqual(1.2 * alone.p99Ms);
    },
  );

  it("holds nothing back where hardly anybody presses, and failures follow each other for hours", async () => {
    const { beside, alone } = await playLasting({
      ...{ seed: 2, trouble: "error", limit: 100, messages: 100, perMinute: 0.5, beforeMs: 3 * HOUR_MS, forMs: 5 * HOUR_MS },
    });
    expect(beside).toEqual(alone);
  });
});

it("a provider that is away is left alone by the real process, too, which then puts everything right (thirty times as fast)", async () => {
  const { events, probes, allowed, settledAfterMs, breaches, wrong, violations } = await playHour({
    seed: 1,
    speed: 30,
    outageMs: 4 * 60_000,
  });
  expect({ breaches, wrong, violations }).toEqual({ breaches: [], wrong: [], violations: [] });
  expect(settledAfterMs).not.toBeNull();
  expect(events).toBeGreaterThan(100);
  expect(Math.max(...Object.values(probes))).toBeLessThanOrEqual(allowed);
});
