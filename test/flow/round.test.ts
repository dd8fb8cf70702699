import { describe, expect, test } from "vitest";
import { createOutbox } from "../../src/flow/outbox.ts";
import { createRound } from "../../src/flow/round.ts";
import type { Observer } from "../../src/ports/observer.ts";
import { linked } from "../contracts/store/world.ts";
import { START_MS } from "../domain/given.ts";
import { createClock } from "../invariants/clock.ts";
import { openMemoryStore } from "../support/memory-store.ts";

const MINUTE = 60_000;
const observer = { log: { debug() {}, info() {}, warn() {}, error() {} } } as unknown as Observer;

/** Two processes on one store, the first of which sweeps over two messages, a second for each. */
async function world() {
  const clock = createClock(START_MS);
  const store = openMemoryStore(clock);
  const stop = new AbortController();
  const behind = { ms: 0 };
  const read: string[] = [];
  await linked(store, "m1");
  await clock.advance(1_000);
  await linked(store, "m2");
  function open(name: string) {
    const round = createRound({
      ...{ store, clock: { ...clock, now: () => clock.now() - behind.ms }, observer, name, wake() {}, stopping: stop.signal },
      ...{ of: "slack", paceMs: 1_000, everyMs: 15 * MINUTE, withinMs: 15_000, canRead: () => true, picks: () => true },
      async repair(_mirror, { message }, mayRead) {
        if (!(await mayRead(false))) return { repaired: 0, end: "stopped" };
        read.push(message);
        return { repaired: 0, end: "sure" };
      },
    });
    const handlers = { gap: { tries: 1, failed: "", handle: async () => ((await round.missedElsewhere()) ? null : 1_000) } };
    return { round, outbox: createOutbox({ store, clock, observer, name, handlers }) };
  }
  const [first, second] = [open("p1"), open("p2")];
  const running = [first.round.run()];
  await clock.advance(0);
  running.push(second.round.run());
  async function run(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      for (const { outbox } of [first, second]) await outbox.tick();
      await clock.advance(500);
    }
  }
  async function end(): Promise<void> {
    stop.abort();
    await clock.advance(0);
    await Promise.all(running);
  }
  return { second, behind, read, run, end };
}

describe("a gap that another process heard of", () => {
  test("begins a sweep anew, and so does the next one a moment later", async () => {
    const { second, read, run, end } = await world();
    await run(MINUTE);
    expect(read).toEqual(["m2", "m1"]);
    for (const times of [2, 3, 4]) {
      second.round.missed();
      await run(3_000);
      expect(read).toEqual(Array.from({ length: times }, () => ["m2", "m1"]).flat());
    }
    await end();
  });
});

describe("a sweep", () => {
  test("comes after its rest, also when the clock is set back meanwhile", async () => {
    const { read, behind, run, end } = await world();
    await run(MINUTE);
    behind.ms = 60 * MINUTE;
    await run(15 * MINUTE);
    expect(read).toEqual(["m2", "m1", "m2", "m1"]);
    await end();
  });
});
