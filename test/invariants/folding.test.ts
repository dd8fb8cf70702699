import { describe, expect, test } from "vitest";
import { narrow } from "../../src/domain/network.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { failure, link, MESSAGE, ms, OTHER_MESSAGE, START_MS, TIMEOUT } from "../domain/given.ts";
import { createClock } from "./clock.ts";
import { ACCOUNT, createWorld } from "./world.ts";

const HOUR = 3_600_000;

describe("invariant 13: flapping folds", () => {
  test("a press that is undone within its grace never leaves", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    await world.run(900);
    await world.unpress("dana", "👍");
    await world.run(10_000);
    expect(world.phone.calls).toEqual([]);
  });

  test("a change of heart goes out as its last word, in one call", async () => {
    const world = await createWorld();
    await world.link();
    for (const emoji of ["👍", "❤️", "😂"]) {
      await world.press("dana", emoji);
      await world.run(400);
      if (emoji !== "😂") await world.unpress("dana", emoji);
    }
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+😂"]);
  });

  test.each([0, 1_000])("a thousand toggles within a second come to at most two calls, and end right (grace %i ms)", async (graceMs) => {
    for (const last of [999, 1_000]) {
      const world = await createWorld({ links: [link("northwind", { graceMs })] });
      await world.link();
      for (let toggle = 0; toggle <= last; toggle += 1) {
        await (toggle % 2 === 0 ? world.press("dana", "👍") : world.unpress("dana", "👍"));
        await world.run(1);
      }
      await world.run(10_000);
      expect(world.phone.calls.length).toBeLessThanOrEqual(2);
      expect(world.shown()).toEqual(last % 2 === 0 ? ["👍"] : []);
    }
  });

  test("nobody who toggles for ever keeps another's press from going out", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("lee", "❤️");
    for (let toggle = 0; toggle < 20; toggle += 1) {
      await (toggle % 2 === 0 ? world.press("dana", "👍") : world.unpress("dana", "👍"));
      await world.run(500);
      if (world.phone.calls.length > 0) break;
    }
    expect(world.phone.calls).toEqual(["+❤️"]);
    expect((world.phone.callTimesMs[0] ?? 0) - ms(0)).toBeLessThanOrEqual(4_000);
  });

  test.each<[string, (world: Awaited<ReturnType<typeof createWorld>>) => Promise<unknown>]>([
    ["another's command", (world) => world.press("lee", "❤️", { via: "command", atUs: null })],
    ["a hand", async (world) => world.store.retry((await world.mirror()).id)],
    ["the owner's phone", (world) => world.echo("remove", null)],
  ])("a press in its grace does not compete, whatever wakes the mirror: %s", async (_, wake) => {
    const world = await createWorld();
    await world.link();
    await world.clock.advance(10);
    await world.press("dana", "👍");
    await world.clock.advance(300);
    await wake(world);
    await world.run(500);
    expect(world.phone.calls).not.toContain("+👍");
    await world.unpress("dana", "👍");
    await world.run(10_000);
    expect(world.phone.calls).not.toContain("+👍");
  });

  test("nor when a confirmation does", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("lee", "❤️");
    world.phone.next({ failure: TIMEOUT }, { failure: failure("rate-limited", { retryAfterMs: 5_000 }) });
    await world.run(5_900);
    await world.press("dana", "👍");
    await world.run(300);
    expect(world.phone.calls).toEqual(["+❤️", "+❤️", "+❤️"]);
  });

  test("a command goes at once", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍", { via: "command", atUs: null, id: "trigger-1" });
    await world.run(0);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("a mirror that was called within the last second waits for quiet", async () => {
    const world = await createWorld({ links: [link("northwind", { graceMs: 0 })] });
    await world.link();
    await world.press("dana", "👍");
    await world.run(500);
    await world.unpress("dana", "👍");
    await world.run(149);
    expect(world.phone.calls).toEqual(["+👍"]);
    await world.run(1);
    expect(world.phone.calls).toEqual(["+👍", "−👍"]);
  });
});

describe("invariant 14: work that is no mirror goes through one outbox", () => {
  const item = (key: string) => ({ key, kind: "notice", payload: { key } });

  test("an item goes once by its key, also after it is done", async () => {
    const { store } = await createWorld();
    await store.send([item("a"), item("a")]);
    await store.send([item("a")]);
    expect(await store.claimItem("one", 60_000)).toMatchObject({ key: "a", attempts: 0 });
    await store.finishItem("one", "a", null);
    await store.send([item("a")]);
    expect(await store.claimItem("one", 60_000)).toEqual({ afterMs: null });
  });

  test("a claimed item is nobody else's until its lease runs out, and then no longer the first one's", async () => {
    const { store, clock } = await createWorld();
    await store.send([item("a")]);
    await store.claimItem("one", 60_000);
    expect(await store.claimItem("two", 60_000)).toEqual({ afterMs: 60_000 });
    await clock.advance(60_000);
    expect(await store.claimItem("two", 60_000)).toMatchObject({ key: "a", attempts: 1 });
    expect(await store.finishItem("one", "a", null)).toBe(false);
    expect(await store.finishItem("two", "a", null)).toBe(true);
  });

  test("what failed comes again when it is told to, and holds back nothing behind it", async () => {
    const { store, clock } = await createWorld();
    await store.send([item("a"), item("b")]);
    await store.claimItem("one", 60_000);
    await store.finishItem("one", "a", 5_000);
    expect(await store.claimItem("one", 60_000)).toMatchObject({ key: "b" });
    await clock.advance(5_000);
    expect(await store.claimItem("one", 60_000)).toMatchObject({ key: "a", attempts: 1 });
  });

  test("what people are owed goes through it: once each, however often the pass ends so", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: narrow(WHATSAPP_MESSAGES, { canRemove: false }) } } });
    const { id } = await world.link();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    await world.run(2_000);
    for (let again = 0; again < 3; again += 1) {
      await world.store.retry(id);
      await world.run(2_000);
    }
    expect(world.told).toEqual([expect.stringMatching(/^dana: The customer still sees 👍/)]);
    expect(await world.mirror()).toMatchObject({ kept: true, parked: false });
  });
});

describe("invariant 15: the store's clock decides, and configuration only narrows", () => {
  test.each([-HOUR, HOUR])("a process whose clock is %i ms off works no sooner, no later and no less", async (skewMs) => {
    const world = await createWorld({ processClock: createClock(START_MS + skewMs) });
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ failure: TIMEOUT, landsAfterMs: "never" });
    await world.run(60_000);
    expect(world.phone.callTimesMs.map((at) => at - ms(0))).toEqual([1_000, 1_000, 36_000]);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("an account may allow less than its network, and its stand-ins follow", async () => {
    const rules = narrow(WHATSAPP_MESSAGES, { allowed: ["👍", "👏"] });
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules } } });
    await world.link();
    await world.press("dana", "🎉");
    await world.run(2_000);
    expect(world.shown()).toEqual(["👏"]);
    await world.press("lee", "🍕");
    await world.run(2_000);
    expect(world.shown()).toEqual(["👏"]);
    expect(world.told).toEqual([
      expect.stringMatching(/^dana: Your 🎉 went out as 👏/),
      expect.stringMatching(/^lee: Your 🍕 stayed inside/),
    ]);
  });

  test("an account may show fewer at once than its network", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: narrow(LINKEDIN_MESSAGES, { perMessage: 1 }) } } });
    await world.link();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.press("lee", "❤️");
    await world.run(2_000);
    expect(world.shown()).toEqual(["❤️"]);
  });

  describe("on a slot that links share", () => {
    async function shared(first: Parameters<typeof link>[1], second: Parameters<typeof link>[1]) {
      const world = await createWorld({ links: [link("northwind", first), link("second", second, OTHER_MESSAGE)] });
      await world.link(MESSAGE, "northwind");
      await world.link(OTHER_MESSAGE, "second");
      return world;
    }

    test("both feed one mirror", async () => {
      const world = await shared({}, {});
      expect((await world.store.mirrors({ limit: 9 })).mirrors).toHaveLength(1);
    });

    test("each fact is judged by its own link", async () => {
      const world = await shared({ emoji: { deny: ["👀"] } }, { who: { allow: ["guests", "members"], deny: [] } });
      await world.press("dana", "👀");
      await world.press("guest-lou", "👍");
      await world.press("lee", "👀", { message: OTHER_MESSAGE });
      await world.clock.advance(1);
      await world.press("guest-kim", "👍", { message: OTHER_MESSAGE });
      await world.run(2_000);
      expect(world.shown()).toEqual(["👍"]);
      await world.unpress("guest-kim", "👍", { message: OTHER_MESSAGE });
      await world.run(2_000);
      expect(world.shown()).toEqual(["👀"]);
      expect((await world.mirror()).facts.map(({ person, denied }) => `${person} ${denied}`)).toEqual([
        "dana emoji",
        "guest-lou who",
        "lee null",
        "guest-kim null",
      ]);
    });

    test("each press has the grace of its own link", async () => {
      const world = await shared({ graceMs: 5_000 }, { graceMs: 0 });
      await world.press("dana", "👍");
      await world.press("lee", "❤️", { message: OTHER_MESSAGE });
      await world.run(100);
      expect(world.shown()).toEqual(["❤️"]);
    });

    test("a dry link sends nothing of its own, and the other goes on", async () => {
      const world = await shared({ dryRun: true }, {});
      await world.press("dana", "👍");
      await world.press("lee", "❤️", { message: OTHER_MESSAGE });
      await world.run(5_000);
      expect(world.phone.calls).toEqual(["+❤️"]);
    });

    test("the conflict is settled as the link declared first says", async () => {
      const world = await shared({ conflict: "first" }, { conflict: "latest" });
      await world.press("dana", "👍");
      await world.clock.advance(1);
      await world.press("lee", "❤️", { message: OTHER_MESSAGE });
      await world.run(5_000);
      expect(world.shown()).toEqual(["👍"]);
    });
  });
});
