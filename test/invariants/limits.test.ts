import { describe, expect, test } from "vitest";
import type { Limit } from "../../src/domain/window.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import type { Store } from "../../src/ports/store.ts";
import { failure, link, ms, TIMEOUT } from "../domain/given.ts";
import { ACCOUNT, another, createWorld, type World, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** So many messages of an account, each with a press on it. */
async function pressOnMany(world: World, many: number, account = ACCOUNT, from = 0): Promise<void> {
  for (let index = from; index < from + many; index += 1) {
    const { message, slot } = another(index, account);
    await world.link(message, account === ACCOUNT ? "northwind" : "second", slot);
    await world.press("dana", "👍", { message });
  }
}

/** Two accounts, each with a link of its own; both in the same channel. */
function two(limits: Readonly<Record<string, readonly Limit[]>>): WorldPlan {
  const accounts = { [ACCOUNT]: { limits: limits[ACCOUNT] ?? [] }, "acme-two": { limits: limits["acme-two"] ?? [] } };
  return { accounts, links: [link(), { ...link("second"), account: "acme-two" }] };
}

const times = (world: World) => [...world.phones.values()].flatMap(({ callTimesMs }) => callTimesMs).sort((a, b) => a - b);
const most = (timesMs: readonly number[], perMs: number) =>
  Math.max(0, ...timesMs.map((from) => timesMs.filter((at) => at >= from && at < from + perMs).length));

describe("invariant 6: limits belong to credentials, one token per call", () => {
  const key: Limit = { scope: "key", requests: 6, perMs: MINUTE };

  test("accounts that share a credential share its window, and use it up", async () => {
    const world = await createWorld(two({ [ACCOUNT]: [key], "acme-two": [key] }));
    await pressOnMany(world, 10);
    await pressOnMany(world, 10, "acme-two", 10);
    await world.run(5 * MINUTE);
    expect(times(world)).toHaveLength(20);
    expect(most(times(world), MINUTE)).toBe(6);
    expect((times(world).at(-1) ?? 0) - ms(1_000)).toBe(3 * MINUTE);
  });

  test("a call draws from the credential and from the account, and the narrower one decides", async () => {
    const own: Limit = { scope: "account", requests: 2, perMs: MINUTE };
    const world = await createWorld(two({ [ACCOUNT]: [key, own], "acme-two": [key] }));
    await pressOnMany(world, 6);
    await pressOnMany(world, 6, "acme-two", 10);
    await world.run(2_000);
    expect(world.phones.get(ACCOUNT)?.calls).toHaveLength(2);
    expect(world.phones.get("acme-two")?.calls).toHaveLength(4);
  });

  test("every call takes a token: readings and confirmations too", async () => {
    const limits = [{ scope: "key", requests: 3, perMs: MINUTE }];
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: LINKEDIN_MESSAGES, readable: true, limits } } });
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ failure: TIMEOUT });
    await world.run(5 * MINUTE);
    expect(world.phone.calls.slice(0, 3)).toEqual(["+👍", "?", "+👍"]);
    expect(most(times(world), MINUTE)).toBeLessThanOrEqual(3);
    expect(await world.mirror()).toMatchObject({ possible: [], observed: ["👍"] });
  });

  test("a call counts until one window after it ended", async () => {
    const world = await createWorld(two({ [ACCOUNT]: [{ scope: "key", requests: 1, perMs: MINUTE }] }));
    let answer = () => {};
    world.phone.next({
      after: new Promise<void>((resolve) => {
        answer = resolve;
      }),
    });
    await pressOnMany(world, 2);
    await world.clock.advance(1_000);
    const ticking = world.worker.tick();
    await world.clock.advance(9_000);
    answer();
    expect(await ticking).toBe(MINUTE);
  });

  test("the token of a call that was not sent is given back", async () => {
    let stall = async () => {};
    const around = (store: Store): Store => ({
      ...store,
      async claim(...args) {
        const claimed = await store.claim(...args);
        if (!("afterMs" in claimed)) await stall();
        return claimed;
      },
    });
    const world = await createWorld({ ...two({ [ACCOUNT]: [{ scope: "key", requests: 1, perMs: MINUTE }] }), around });
    await world.link();
    await world.press("dana", "👍");
    await world.clock.advance(1_000);
    stall = async () => {
      stall = async () => {};
      await world.clock.advance(3_000);
    };
    await world.worker.tick();
    expect(world.phone.callTimesMs).toEqual([ms(4_000)]);
  });

  test.each<[string, (world: World) => Promise<void>]>([
    ["limited", async (world) => pressOnMany(world, 30)],
    [
      "failing",
      async (world) => {
        world.phone.always({ failure: failure("transient") });
        await pressOnMany(world, 30);
      },
    ],
    [
      "refused",
      async (world) => {
        world.phone.always({ failure: failure("unauthorized") });
        await pressOnMany(world, 30);
      },
    ],
    [
      "told to wait",
      async (world) => {
        world.phone.next({ failure: failure("rate-limited", { retryAfterMs: 10 * MINUTE }) });
        await pressOnMany(world, 30);
      },
    ],
  ])("an account that is %s delays no other", async (_, trouble) => {
    const world = await createWorld(
      two({ [ACCOUNT]: [{ scope: "one", requests: 10, perMs: MINUTE }], "acme-two": [{ scope: "two", requests: 100, perMs: MINUTE }] }),
    );
    await trouble(world);
    await world.run(5_000);
    await pressOnMany(world, 20, "acme-two", 100);
    await world.run(1_000);
    expect(world.phones.get("acme-two")?.calls).toHaveLength(20);
  });

  test("claims take turns between accounts", async () => {
    const world = await createWorld(two({}));
    await pressOnMany(world, 3);
    await pressOnMany(world, 3, "acme-two", 10);
    await world.clock.advance(1_000);
    const order: string[] = [];
    for (const [name, { target }] of world.phones) {
      const { add } = target;
      Object.assign(target, {
        add: (...call: Parameters<typeof add>) => {
          order.push(name);
          return add(...call);
        },
      });
    }
    await world.worker.tick();
    expect(order).toEqual([ACCOUNT, "acme-two", ACCOUNT, "acme-two", ACCOUNT, "acme-two"]);
  });

  test("a 429 is no attempt: the mirror is due again when the provider says, whatever is left of the window", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ failure: failure("rate-limited", { retryAfterMs: 42_000 }) });
    await world.run(2 * MINUTE);
    expect(world.phone.callTimesMs.map((at) => at - ms(0))).toEqual([1_000, 43_000]);
    expect((await world.mirror()).attempts).toBe(0);
  });
});

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
