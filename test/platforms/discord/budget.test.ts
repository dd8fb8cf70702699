import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, test } from "vitest";
import { createBudget, waitBeforeMs } from "../../../src/platforms/discord/budget.ts";

const DAY_MS = 24 * 3_600_000;
const quiet = { info() {}, warn() {}, error() {} };

function budgetOf(limit: { total: number; remaining: number; reset_after: number }, everyMs = 0) {
  let asked = 0;
  const logged: string[] = [];
  const rest = {
    read: async () => {
      asked += 1;
      return { url: "wss://gateway.test", shards: 1, session_start_limit: { ...limit, max_concurrency: 1 } };
    },
  };
  const log = { ...quiet, warn: (_: object, message: string) => void logged.push(message) };
  return { budget: createBudget({ rest, log, everyMs }), logged, asked: () => asked };
}

describe("the sessions of a day", () => {
  test.each([
    [1_000, 1_000, 0],
    [1_000, 501, 0],
    [1_000, 500, DAY_MS / 500],
    [1_000, 10, DAY_MS / 10],
    [1_000, 1, DAY_MS],
    [1_000, 0, DAY_MS],
  ])("of %i, with %i left: waits %i ms", (total, remaining, waitMs) => {
    expect(waitBeforeMs({ total, remaining, reset_after: DAY_MS })).toBe(waitMs);
  });

  it("are never all used, however often the process is started again", () => {
    let [remaining, nowMs] = [1_000, 0];
    while (nowMs < DAY_MS) {
      nowMs += 3_000 + waitBeforeMs({ total: 1_000, remaining, reset_after: DAY_MS - nowMs });
      if (nowMs < DAY_MS) remaining -= 1;
    }
    expect(remaining).toBeGreaterThan(0);
  });

  it("wait where Discord hung up meanwhile for the rest of the time alone, and ask it once", async () => {
    const { budget, logged, asked } = budgetOf({ total: 10, remaining: 2, reset_after: 2_400 });
    await expect(budget.spend(AbortSignal.timeout(200))).rejects.toThrow();
    // A timer of the same process, set now: however slow the machine is, what is due first comes first.
    const whole = sleep(1_150, "the whole time");
    expect(await Promise.race([budget.spend(AbortSignal.timeout(5_000)).then(() => "the rest"), whole])).toBe("the rest");
    expect(asked()).toBe(1);
    expect(logged).toHaveLength(1);
  });

  it("are granted before they are spent, and are some time apart", async () => {
    const { budget, asked } = budgetOf({ total: 10, remaining: 10, reset_after: DAY_MS }, 60);
    const signal = AbortSignal.timeout(5_000);
    await budget.grant(signal);
    await budget.spend(signal);
    expect(asked()).toBe(1);
    const begun = performance.now();
    await budget.spend(signal);
    expect(performance.now() - begun).toBeGreaterThan(50);
    expect(asked()).toBe(2);
  });
});
