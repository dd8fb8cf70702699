import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/domain/failure.ts";
import type { Target } from "../../src/ports/target.ts";
import { TargetError } from "../../src/ports/target.ts";
import { failure, ms, TIMEOUT } from "../domain/given.ts";
import { most } from "./many.ts";
import { ACCOUNT, another, createWorld, type World, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Lasting {
  readonly world: World;
  /** When a message was called. */
  times(index: number): readonly number[];
  /** Links a message and presses it; from 100 on they do not fail. */
  press(index: number, person?: string, emoji?: string): Promise<void>;
}

/** Messages below 100 fail for ever, as told: with a failure, or with no answer at all. */
async function lasting(how: Failure | "silence", plan: WorldPlan = {}): Promise<Lasting> {
  const world = await createWorld(plan);
  const calls: { readonly message: string; readonly atMs: number }[] = [];
  const failing = new Set(Array.from({ length: 100 }, (_, index) => another(index).slot.message));
  const { target } = world.phone;
  const { add } = target;
  Object.assign(target, {
    add: async (...[slot, emoji, signal]: Parameters<Target["add"]>) => {
      calls.push({ message: slot.message, atMs: world.clock.now() });
      if (!failing.has(slot.message)) return add(slot, emoji, signal);
      if (how !== "silence") throw new TargetError(how);
      return new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new TargetError(TIMEOUT))));
    },
  });
  return {
    world,
    times: (index) => calls.flatMap(({ message, atMs }) => (message === another(index).slot.message ? [atMs] : [])),
    async press(index, person = "dana", emoji = "👍") {
      const { message, slot } = another(index);
      await world.link(message, "northwind", slot);
      await world.press(person, emoji, { message });
    },
  };
}

describe("messages that fail for ever", () => {
  test("open no breaker, however quiet it is otherwise", async () => {
    const { world, press, times } = await lasting(failure("transient"));
    for (let index = 0; index < 10; index += 1) {
      await press(index);
      await press(100 + index);
      await world.run(MINUTE);
    }
    await world.run(12 * HOUR);
    expect((await world.store.health(ACCOUNT)).probeAtMs).toBe(null);
    const pressedMs = world.clock.now();
    await press(150);
    await world.run(2_000);
    expect(times(150)).toEqual([pressedMs + 1_000]);
  });

  test("leave two thirds of a limit to the others, however many they are, and are tried all the same", async () => {
    const limits = [{ scope: "key", requests: 10, perMs: MINUTE }];
    const { world, press, times } = await lasting(failure("transient"), { accounts: { [ACCOUNT]: { limits } } });
    for (let index = 0; index < 40; index += 1) {
      await press(index);
      await press(100 + index);
      await world.run(MINUTE);
    }
    const late = Array.from({ length: 30 }, (_, index) => 200 + index);
    for (const index of late) {
      const pressedMs = world.clock.now();
      await press(index);
      await world.run(10_000);
      expect(times(index)).toEqual([pressedMs + 1_000]);
    }
    const again = Array.from({ length: 40 }, (_, index) => times(index).slice(1)).flat();
    expect(most(again, MINUTE)).toBeLessThanOrEqual(3);
    await world.run(3 * 24 * HOUR);
    expect(await world.store.backlog()).toMatchObject({ due: 0, parked: 40 });
  });

  test("take one place in ten at most, when they are never answered", async () => {
    const { world, press, times } = await lasting("silence");
    const { clock, worker } = world;
    worker.start();
    for (let index = 0; index < 12; index += 1) {
      await press(index);
      await press(100 + index);
      worker.wake();
      await clock.advance(15_000);
    }
    await clock.advance(2 * MINUTE);
    // So many at once want to be called that they would fill every place.
    const triedMs = clock.now();
    for (let index = 0; index < 12; index += 1) await press(index, "lee", "❤️");
    await clock.advance(5_000);
    const pressedMs = clock.now();
    for (let index = 0; index < 8; index += 1) await press(200 + index);
    worker.wake();
    await clock.advance(2_000);
    for (let index = 0; index < 8; index += 1) expect(times(200 + index)).toEqual([pressedMs + 1_000]);
    await clock.advance(10 * MINUTE);
    for (let index = 0; index < 12; index += 1) expect(times(index).some((atMs) => atMs > triedMs)).toBe(true);
    const stopping = worker.stop(0);
    await clock.advance(0);
    await stopping;
  });

  test("hold their account back once when they are answered with a 429, and never again while it works for others", async () => {
    const { world, press, times } = await lasting(failure("rate-limited", { retryAfterMs: 42_000 }), {
      accounts: { [ACCOUNT]: { limits: [{ scope: "key", requests: 100, perMs: MINUTE }] } },
    });
    await press(0);
    await world.run(2_000);
    await press(100);
    await world.run(MINUTE);
    expect([times(0), times(100)]).toEqual([[ms(1_000), ms(43_000)], [ms(43_000)]]);
    for (let index = 101; index < 140; index += 1) {
      const pressedMs = world.clock.now();
      await press(index);
      await world.run(30_000);
      expect(times(index)).toEqual([pressedMs + 1_000]);
    }
    await world.run(2 * 24 * HOUR);
    expect(await world.store.backlog()).toMatchObject({ due: 0, parked: 1 });
    expect(world.told.filter((text) => text.startsWith("dana: "))).toHaveLength(1);
  });
});
