import { describe, expect, test } from "vitest";
import type { Limit } from "../../src/domain/window.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import type { Store } from "../../src/ports/store.ts";
import { failure, link, MESSAGE, ms, SLOT, TIMEOUT } from "../domain/given.ts";
import { most, pressOnMany, two } from "./many.ts";
import { ACCOUNT, createWorld, type World } from "./world.ts";

const MINUTE = 60_000;

const times = (world: World) => [...world.phones.values()].flatMap(({ callTimesMs }) => callTimesMs).sort((a, b) => a - b);

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

  test("a human pace spaces reactions and caps them within a day, and what does not fit waits for the next", async () => {
    const HOUR = 60 * MINUTE;
    const pace: readonly Limit[] = [
      { scope: "day", requests: 4, perMs: 24 * HOUR, reactionsOnly: true },
      { scope: "spacing", requests: 1, perMs: 20_000, reactionsOnly: true },
    ];
    const world = await createWorld({ accounts: { [ACCOUNT]: { limits: [{ scope: "key", requests: 60, perMs: MINUTE }, ...pace] } } });
    await pressOnMany(world, 6);
    await world.run(2 * HOUR);
    expect(times(world).map((at) => at - ms(1_000))).toEqual([0, 20_000, 40_000, 60_000]);
    await world.run(24 * HOUR);
    expect(times(world)).toHaveLength(6);
    expect([most(times(world), 20_000 - 1), most(times(world), 24 * HOUR - 1)]).toEqual([1, 4]);
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

  test.each([
    ["on one slot", WHATSAPP_MESSAGES, false],
    ["by name", IMESSAGE_MESSAGES, false],
    ["where several stand", LINKEDIN_MESSAGES, false],
    ["where the target can be read", LINKEDIN_MESSAGES, true],
  ])("a limit of one call per window keeps no doubt for ever: %s", async (_, rules, readable) => {
    const limits = [{ scope: "key", requests: 1, perMs: 1_000 }];
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules, readable, limits } } });
    await world.link();
    await world.press("dana", "👍");
    await world.run(5_000);
    await world.unpress("dana", "👍");
    await world.press("dana", "❤️");
    world.phone.next({ failure: TIMEOUT, landsAfterMs: 500 });
    await world.run(2 * MINUTE);
    expect(world.shown()).toEqual(["❤️"]);
    expect(await world.mirror()).toMatchObject({ possible: [], wakeMs: null });
    expect(world.phone.calls.length).toBeLessThan(8);
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

  test("a mirror that its account can no longer fill is set aside, and delays nobody", async () => {
    const links = [link(), { ...link("second"), account: "acme-two" }];
    const before = await createWorld({ accounts: { [ACCOUNT]: { kind: "posts" }, "acme-two": {} }, links: [{ ...link(), posts: true }] });
    const { id } = await before.link(MESSAGE, "northwind", { ...SLOT, post: true });
    await before.press("dana", "👍");
    const { store, clock, phones } = before;
    const world = await createWorld({ store, clock, phones, accounts: { [ACCOUNT]: {}, "acme-two": {} }, links });
    await pressOnMany(world, 3, "acme-two", 10);
    await world.run(5_000);
    expect(world.phones.get("acme-two")?.calls).toHaveLength(3);
    expect(await store.mirror(id)).toMatchObject({ parked: true, failure: { kind: "gone" } });
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
