import { describe, expect, test } from "vitest";
import { failure, ms } from "../domain/given.ts";
import { most, pressOnMany } from "./many.ts";
import { ACCOUNT, createWorld, type World } from "./world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe("invariant 7: failures have a kind", () => {
  test("transient: first again within 2 s, then at most every 10 min, and parked after a day", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.always({ failure: failure("transient") });
    await world.run(2 * DAY);
    const waits = world.phone.callTimesMs.slice(1).map((at, index) => at - (world.phone.callTimesMs[index] ?? 0));
    expect(waits[0]).toBeLessThanOrEqual(2_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10 * MINUTE);
    const triedMs = (world.phone.callTimesMs.at(-1) ?? 0) - (world.phone.callTimesMs[0] ?? 0);
    expect(triedMs).toBeGreaterThanOrEqual(DAY);
    expect(triedMs).toBeLessThan(DAY + 10 * MINUTE);
    expect(await world.mirror()).toMatchObject({ parked: true, failure: { kind: "transient" } });
    expect(world.told).toHaveLength(1);
  });

  test.each([
    ["five failures in a row on several mirrors", failure("transient"), 6],
    ["five connections that were cut, on one", failure("transient", { connection: true }), 1],
  ])("%s leave one probe per 30 s, until one succeeds", async (_, how, mirrors) => {
    const world = await createWorld();
    world.phone.always({ failure: how });
    await pressOnMany(world, mirrors);
    await world.run(20 * MINUTE);
    const probes = world.phone.callTimesMs.filter((at) => at > ms(10 * MINUTE));
    expect(most(probes, 30_000 - 1)).toBe(1);
    world.phone.always({});
    await world.run(12 * MINUTE);
    expect((await world.store.health(ACCOUNT)).probeAtMs).toBeNull();
    expect((await world.store.backlog()).due).toBe(0);
  });

  test("the probe is the due mirror that failed least", async () => {
    const world = await createWorld();
    world.phone.always({ failure: failure("transient", { connection: true }) });
    await pressOnMany(world, 1);
    await world.run(10 * MINUTE);
    world.phone.always({});
    await pressOnMany(world, 1, ACCOUNT, 50);
    await world.run(30_000);
    expect(world.phone.shown("message-50")).toEqual(["👍"]);
  });

  test("unauthorized: the account pauses, its work waits, and goes on when somebody resumes it", async () => {
    const world = await createWorld();
    world.phone.next({ failure: failure("unauthorized", { message: "The key has expired." }) });
    await pressOnMany(world, 3);
    await world.run(60 * MINUTE);
    expect(world.phone.calls).toHaveLength(1);
    expect((await world.store.health(ACCOUNT)).paused).toBe("The key has expired.");
    expect((await world.store.backlog()).parked).toBe(0);
    await world.store.pause(ACCOUNT, null);
    await world.run(1_000);
    expect((await world.store.backlog()).due).toBe(0);
    expect(world.phone.shown("message-0")).toEqual(["👍"]);
  });

  test("rejected: an older reaction goes at once, and its person is told why the newer one did not", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("lee", "👍");
    await world.clock.advance(10);
    await world.press("dana", "🍕");
    world.phone.next({ failure: failure("rejected") });
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+🍕", "+👍"]);
    expect(world.told).toHaveLength(1);
    expect(world.told[0]).toMatch(/^dana: /);
  });

  test("rejected: pressed anew, or retried by hand, it competes again; left alone it does not", async () => {
    const world = await createWorld();
    const { id } = await world.link();
    await world.press("dana", "🍕");
    world.phone.next({ failure: failure("rejected") }, { failure: failure("rejected") });
    await world.run(DAY);
    expect(world.phone.calls).toEqual(["+🍕"]);
    await world.store.retry(id);
    await world.run(1_000);
    expect(world.phone.calls).toEqual(["+🍕", "+🍕"]);
    await world.unpress("dana", "🍕");
    await world.clock.advance(10);
    await world.press("dana", "🍕");
    await world.run(2_000);
    expect(world.shown()).toEqual(["🍕"]);
  });

  test.each<[string, (world: World) => Promise<unknown>]>([
    ["its next event", (world) => world.press("lee", "❤️")],
    ["a person", async (world) => world.store.retry((await world.mirror()).id)],
  ])("gone: parked with its reason, until %s wakes it", async (_, wake) => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ failure: failure("gone") });
    await world.run(DAY);
    expect(world.phone.calls).toHaveLength(1);
    expect(await world.mirror()).toMatchObject({ parked: true, failure: { kind: "gone" } });
    await wake(world);
    await world.run(2_000);
    expect(world.phone.calls).toHaveLength(2);
    expect(await world.mirror()).toMatchObject({ parked: false, failure: null });
  });
});
