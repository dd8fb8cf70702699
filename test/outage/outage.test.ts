import { describe, expect, it } from "vitest";
import { playOutage } from "./day.ts";
import { playHour } from "./hour.ts";

const HOUR_MS = 3_600_000;

// `npm run outage` plays a whole day, and an hour in the real process.
describe("a provider that is away for hours (simulated)", () => {
  it("is asked once in 30 s; then every mirror settles, every target is right, and no window was breached", async () => {
    const day = await playOutage({ seed: 1, outageMs: 6 * HOUR_MS, messages: 100 });
    expect(day).toMatchObject({ mostIn30s: 1, breaches: 0, wrong: [], told: [] });
    expect(day.presses).toBeGreaterThan(600);
    expect(day.probes).toBeGreaterThan(500);
    expect(day.settledAfterMs).toBeLessThan(10 * 60_000);
  });

  it("delays no other account, not even while dozens of its calls are under way", async () => {
    const { otherBeforeMs, otherDuringMs } = await playOutage({ seed: 2, outageMs: HOUR_MS, messages: 100 });
    expect(otherDuringMs).toBe(otherBeforeMs);
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
