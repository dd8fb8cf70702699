import { describe, expect, test } from "vitest";
import { messageKey } from "../../src/domain/message.ts";
import { absorb } from "../../src/domain/reading.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import type { Store } from "../../src/ports/store.ts";
import { cleared, failure, link, MESSAGE, mirror, ms, OTHER_MESSAGE, terms, toldAll, us } from "../domain/given.ts";
import { settle } from "./clock.ts";
import { pressOnMany } from "./many.ts";
import { ACCOUNT, another, createWorld } from "./world.ts";

const DAY = 86_400_000;

describe("second looks at the engine", () => {
  test("a stop that comes between two moves of a pass ends", async () => {
    let advances = 0;
    let arrive = () => {};
    let go = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const around = (store: Store): Store => ({
      ...store,
      async advance(...args) {
        advances += 1;
        if (advances === 1) {
          arrive();
          await gone;
        }
        if (advances > 50) throw new Error("spins for ever");
        return store.advance(...args);
      },
    });
    const world = await createWorld({ around, accounts: { [ACCOUNT]: { rules: LINKEDIN_MESSAGES } } });
    await world.link();
    await world.press("dana", "👍");
    await world.press("lee", "❤️");
    await world.clock.advance(1_000);
    world.worker.start();
    await arrived;
    const stopping = world.worker.stop(0);
    await world.clock.advance(0);
    await settle();
    go();
    await stopping;
    expect(advances).toBeLessThan(5);
  });

  test.each([{ direction: "off" }, { dryRun: true }] as const)(
    "what waited goes on when the file switches its link on again %#",
    async (off) => {
      const one = await createWorld();
      await one.link();
      await one.press("dana", "👍");
      await one.run(5_000);
      const { store, clock, phones } = one;
      const two = await createWorld({ store, clock, phones, links: [link("northwind", off)] });
      await two.unpress("dana", "👍");
      await two.run(5_000);
      const three = await createWorld({ store, clock, phones });
      await three.run(60_000);
      expect(three.shown()).toEqual([]);
    },
  );

  test("on a shared slot an unsent press of a link that was switched off does not go", async () => {
    const world = await createWorld({ links: [link(), link("second", {}, OTHER_MESSAGE)] });
    await world.link();
    await world.link(OTHER_MESSAGE, "second");
    await world.press("dana", "👍");
    await world.links.turn("northwind", "off");
    await world.run(5_000);
    expect(world.phone.calls).toEqual([]);
  });

  test("a link that is switched off between two steps of a pass ends the pass", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: LINKEDIN_MESSAGES } } });
    await world.link();
    await world.press("dana", "👍");
    await world.press("lee", "❤️");
    let answer = () => {};
    world.phone.next({
      after: new Promise<void>((resolve) => {
        answer = resolve;
      }),
    });
    await world.clock.advance(1_000);
    const ticking = world.worker.tick();
    await settle();
    await world.links.turn("northwind", "off");
    answer();
    await ticking;
    await world.run(5_000);
    expect(world.phone.calls).toHaveLength(1);
  });

  test("a clearing newer than the reading asks for another reading, and repairs nothing", () => {
    const before = toldAll(mirror(), [cleared(null, null, 600)]);
    const read = { reactions: [{ person: "dana", name: "👍", emoji: "👍", terms: terms() }], incomplete: [], atUs: us(500) };
    expect(absorb(before, messageKey(MESSAGE), read, ms(1_000))).toMatchObject({ again: true, repaired: 0 });
  });

  test("pressing anew what is held and shown does not take it off when something wakes the mirror in its grace", async () => {
    const world = await createWorld();
    const { id } = await world.link();
    await world.press("dana", "👍");
    await world.run(5_000);
    await world.press("dana", "👍");
    await world.store.retry(id);
    await world.run(5_000);
    expect(world.phone.calls).not.toContain("−👍");
  });

  test("an account learns what it refuses even when each rung needs a window of its own", async () => {
    const rules = { ...WHATSAPP_MESSAGES, allowed: "discover", floor: ["👍"] } as const;
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules, limits: [{ scope: "key", requests: 1, perMs: 1_000 }] } } });
    await world.link();
    await world.press("dana", "👍🏽");
    world.phone.next({ failure: failure("rejected") });
    await world.run(10_000);
    expect(world.shown()).toEqual(["👍"]);
    expect((await world.store.health(ACCOUNT)).refused).toMatchObject([{ emoji: "👍🏽" }]);
  });

  test("what an account refused is tried again after 30 days, by a new press alone", async () => {
    const rules = { ...WHATSAPP_MESSAGES, allowed: "discover", floor: ["👍"] } as const;
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules } } });
    const { id } = await world.link();
    await world.press("dana", "👍🏽");
    world.phone.next({ failure: failure("rejected") });
    await world.run(5_000);
    const pressedAnew = async (index: number) => {
      const { message, slot } = another(index);
      await world.link(message, "northwind", slot);
      await world.press("dana", "👍🏽", { message });
      await world.run(5_000);
      return world.phone.shown(slot.message);
    };
    await world.run(29 * DAY);
    expect(await pressedAnew(1)).toEqual(["👍"]);
    await world.run(DAY);
    expect(await pressedAnew(2)).toEqual(["👍🏽"]);
    await world.store.retry(id);
    await world.run(5_000);
    expect(world.shown()).toEqual(["👍"]);
  });
});

describe("where the promises left a doubt", () => {
  test("an answer of any other kind shows that the provider is back, and closes the breaker", async () => {
    const world = await createWorld();
    world.phone.always({ failure: failure("transient", { connection: true }) });
    await pressOnMany(world, 40);
    await world.run(60_000);
    world.phone.always({ failure: failure("rejected") });
    await world.run(600_000);
    expect((await world.store.health(ACCOUNT)).probeAtMs).toBeNull();
  });

  test("an add without a time of its own that is held already changes nothing", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍", { atUs: null });
    await world.run(2_000);
    await world.press("lee", "❤️", { atUs: null });
    await world.run(2_000);
    await world.press("dana", "👍", { atUs: null });
    await world.run(5_000);
    expect(world.shown()).toEqual(["❤️"]);
  });

  test("the days of a pause do not count as days of trying", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ failure: failure("transient") }, { failure: failure("unauthorized") }, { failure: failure("transient") });
    await world.run(2 * DAY);
    await world.store.pause(ACCOUNT, null);
    await world.run(60_000);
    expect(world.shown()).toEqual(["👍"]);
  });
});
