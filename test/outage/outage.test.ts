import { describe, expect, it } from "vitest";
import { playOutage } from "./day.ts";

const HOUR_MS = 3_600_000;

describe("a provider that is away for a day (simulated)", () => {
  it("is asked once in 30 s; then every mirror settles, every target is right, and no window was breached", async () => {
    const day = await playOutage({ seed: 1, outageMs: 24 * HOUR_MS, messages: 100 });
    expect(day).toMatchObject({ mostIn30s: 1, breaches: 0, wrong: [], told: [] });
    expect(day.presses).toBeGreaterThan(2_500);
    expect(day.probes).toBeGreaterThan(2_000);
    expect(day.settledAfterMs).toBeLessThan(10 * 60_000);
  });

  it("delays no other account, not even while dozens of its calls are under way", async () => {
    const { otherBeforeMs, otherDuringMs } = await playOutage({ seed: 2, outageMs: HOUR_MS, messages: 100 });
    expect(otherDuringMs).toBe(otherBeforeMs);
  });

  it("has nothing set aside, though each of a few mirrors has failed all day long", async () => {
    const { settledAfterMs, wrong, told } = await playOutage({ seed: 3, outageMs: 24 * HOUR_MS, messages: 3 });
    expect({ wrong, told }).toEqual({ wrong: [], told: [] });
    expect(settledAfterMs).toBeLessThan(15 * 60_000);
  });
});
