import { describe, expect, it } from "vitest";
import { createPace } from "../../src/flow/pace.ts";
import { createClock } from "../invariants/clock.ts";
import { most } from "../outage/most.ts";

const EVERY_MS = 1_300;
const MINUTE_MS = 60_000;

function paced(everyMs = EVERY_MS) {
  const clock = createClock(0);
  const behind = { ms: 0 };
  const pace = createPace({ ...clock, now: () => clock.now() - behind.ms }, everyMs);
  const stopping = new AbortController();
  const swept: number[] = [];
  const soon: number[] = [];
  return {
    ...{ clock, behind, swept, soon, stopping },
    /** Sweeps from now on; each reading takes so long. */
    async sweep(takesMs: number) {
      for (;;) {
        await pace.turn(stopping.signal);
        if (stopping.signal.aborted) return;
        swept.push(clock.now());
        await clock.sleep(takesMs, stopping.signal);
      }
    },
    ask: () => pace.soon(stopping.signal).then(() => void soon.push(clock.now())),
  };
}

describe("the pace of readings", () => {
  it("is kept from beginning to beginning, however long a reading takes", async () => {
    const { clock, swept, sweep } = paced();
    void sweep(1_000);
    await clock.advance(5 * EVERY_MS);
    expect(swept).toEqual([0, 1, 2, 3, 4, 5].map((count) => count * EVERY_MS));
  });

  it("is kept by a clock that is set back, and nobody waits for the time that it had before", async () => {
    const { clock, behind, swept, soon, sweep, ask } = paced();
    void sweep(0);
    await clock.advance(MINUTE_MS);
    behind.ms = 60 * MINUTE_MS;
    void ask();
    await clock.advance(MINUTE_MS);
    const sinceMs = (from: number) => swept.filter((at) => at >= from).length;
    expect([sinceMs(0), sinceMs(MINUTE_MS) > 40, soon]).toEqual([92, true, [MINUTE_MS]]);
  });

  it("lets what was linked go at once while a sweep is under way, and the sweep makes up for it", async () => {
    const { clock, swept, soon, sweep, ask } = paced();
    void sweep(200);
    await clock.advance(2 * MINUTE_MS);
    for (let count = 0; count < 3; count += 1) void ask();
    await clock.advance(0);
    expect(soon).toEqual([2 * MINUTE_MS, 2 * MINUTE_MS, 2 * MINUTE_MS]);
    await clock.advance(2 * MINUTE_MS);
    expect(swept.length + soon.length).toBeLessThanOrEqual(Math.ceil((4 * MINUTE_MS) / EVERY_MS) + 1);
  });

  it("is never more than 50 within a minute, however much is linked", async () => {
    const { clock, swept, soon, sweep, ask } = paced();
    void sweep(200);
    await clock.advance(MINUTE_MS);
    for (let count = 0; count < 200; count += 1) void ask();
    await clock.advance(10 * MINUTE_MS);
    expect(soon).toHaveLength(200);
    expect(
      most(
        [...swept, ...soon].toSorted((a, b) => a - b),
        MINUTE_MS,
      ),
    ).toBe(50);
    expect(swept.length).toBeGreaterThan(200);
  });

  it("keeps nobody waiting who is told to stop", async () => {
    const { clock, swept, sweep, stopping } = paced();
    const sweeping = sweep(200);
    await clock.advance(500);
    stopping.abort();
    await sweeping;
    expect(swept).toEqual([0]);
  });
});
