import { describe, expect, test } from "vitest";
import type { ReactionRules } from "../../src/domain/network.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import type { Store } from "../../src/ports/store.ts";
import { failure, ms, START_MS, TIMEOUT } from "../domain/given.ts";
import { createClock, settle } from "./clock.ts";
import { ACCOUNT, createWorld } from "./world.ts";

const NEVER = new Promise(() => {});

/** A call whose answer comes when the test says so. */
function held() {
  let answer = () => {};
  const after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  return { after, answer: () => answer() };
}

describe("invariant 3: only a finished call changes what is due, and only at the version it claimed", () => {
  test("a press taken back while its call is in flight is taken back there too, though nothing seemed to differ", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    const call = held();
    world.phone.next(call);
    await world.clock.advance(1_000);
    const ticking = world.worker.tick();
    await settle();
    await world.unpress("dana", "👍");
    expect(await world.anotherWorker("beside").tick()).toBe(12_000);
    call.answer();
    await ticking;
    await world.run(2_000);
    expect(world.phone.calls).toEqual(["+👍", "−👍"]);
    expect(world.shown()).toEqual([]);
  });

  test.each([
    ["succeeds", undefined],
    ["fails for the moment", failure("transient")],
    ["is refused", failure("rejected")],
    ["finds the message gone", failure("gone")],
  ])("a change during a call that %s is due as it asks, no later for the call having been in flight", async (_, how) => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    const call = held();
    world.phone.next({ ...call, ...(how === undefined ? {} : { failure: how }) });
    await world.clock.advance(1_000);
    const ticking = world.worker.tick();
    await settle();
    await world.press("dana", "❤️");
    await world.clock.advance(400);
    call.answer();
    await ticking;
    await world.run(600);
    expect(world.phone.calls).toEqual(["+👍", "+❤️"]);
    expect(world.shown()).toEqual(["❤️"]);
  });
});

describe("invariant 4: what may have happened is remembered", () => {
  const networks: readonly (readonly [string, ReactionRules, boolean])[] = [
    ["WhatsApp", WHATSAPP_MESSAGES, false],
    ["iMessage", { ...IMESSAGE_MESSAGES, abandonedForMs: 60_000 }, false],
    ["LinkedIn", LINKEDIN_MESSAGES, false],
    ["a target that can be read", LINKEDIN_MESSAGES, true],
  ];

  describe.each(networks)("on %s", (_, rules, readable) => {
    const landings = [0, 100, 5_000, rules.abandonedForMs - 1, "never"] as const;

    test.each(landings)("a press whose call was abandoned and lands after %s stands, and is not added twice", async (landsAfterMs) => {
      const world = await createWorld({ accounts: { [ACCOUNT]: { rules, readable } } });
      await world.link();
      await world.press("dana", "❤️");
      world.phone.next({ failure: TIMEOUT, landsAfterMs });
      await world.run(180_000);
      expect(world.shown()).toEqual(["❤️"]);
      expect(await world.mirror()).toMatchObject({ possible: [], wakeMs: null });
    });

    test.each(landings)("a press taken back does not come to life when its abandoned call lands after %s", async (landsAfterMs) => {
      const world = await createWorld({ accounts: { [ACCOUNT]: { rules, readable } } });
      await world.link();
      await world.press("dana", "❤️");
      world.phone.next({ failure: TIMEOUT, landsAfterMs });
      await world.run(1_000);
      await world.unpress("dana", "❤️");
      await world.run(180_000);
      expect(world.shown()).toEqual([]);
    });

    test.each(landings)("a change stands, though the abandoned call for what was before lands after %s", async (landsAfterMs) => {
      const world = await createWorld({ accounts: { [ACCOUNT]: { rules, readable } } });
      await world.link();
      await world.press("dana", "👍");
      await world.run(2_000);
      await world.press("dana", "❤️");
      await world.unpress("dana", "👍");
      world.phone.next({ failure: TIMEOUT, landsAfterMs }, { failure: TIMEOUT, landsAfterMs });
      await world.run(1_100);
      await world.press("dana", "😂");
      await world.unpress("dana", "❤️");
      await world.run(240_000);
      expect(world.shown()).toEqual(["😂"]);
    });

    test.each(landings)("a withdrawal pressed anew stands, though the abandoned removal lands after %s", async (landsAfterMs) => {
      const world = await createWorld({ accounts: { [ACCOUNT]: { rules, readable } } });
      await world.link();
      await world.press("dana", "❤️");
      await world.run(2_000);
      await world.unpress("dana", "❤️");
      world.phone.next({ failure: TIMEOUT, landsAfterMs });
      await world.run(1_000);
      await world.press("dana", "❤️");
      await world.run(180_000);
      expect(world.shown()).toEqual(["❤️"]);
    });
  });

  test("the first confirmation goes at once, and only one after D and 5 s settles", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ failure: TIMEOUT });
    await world.run(120_000);
    expect(world.phone.callTimesMs.map((atMs) => atMs - ms(0))).toEqual([1_000, 1_000, 36_000]);
    expect(world.counted["ambiguous"]).toBe(1);
  });

  test("a step is stored before it leaves: not even a process that dies in the call forgets it", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ after: NEVER, landsAfterMs: "never" });
    await world.clock.advance(1_000);
    void world.worker.tick();
    await settle();
    expect(world.phone.calls).toEqual(["+👍"]);
    expect((await world.mirror()).possible).toEqual([{ op: "add", emoji: "👍" }]);
  });

  test("what an adapter throws by mistake is an answer that nobody understood", async () => {
    const world = await createWorld();
    await world.link();
    const { target } = world.phone;
    const { add } = target;
    let bug = true;
    Object.assign(target, {
      add: (...call: Parameters<typeof add>) => (bug ? Promise.reject(new TypeError("undefined is not a function")) : add(...call)),
    });
    await world.press("dana", "👍");
    await world.run(1_100);
    expect((await world.mirror()).possible).toEqual([{ op: "add", emoji: "👍" }]);
    bug = false;
    await world.run(60_000);
    expect(world.shown()).toEqual(["👍"]);
  });
});

describe("invariant 5: a lease ends by itself, and whoever comes next confirms", () => {
  /** A process in the middle of its call, in which time stands still from then on. */
  async function stalled() {
    const world = await createWorld({ processClock: createClock(START_MS) });
    await world.link();
    await world.press("dana", "👍");
    const call = held();
    world.phone.next({ after: call.after, landsAfterMs: "never" });
    await world.clock.advance(1_000);
    const ticking = world.worker.tick();
    await settle();
    const { store, clock, phones } = world;
    return { call, ticking, other: await createWorld({ store, clock, phones }) };
  }

  test("a request that does not answer is given up after 10 s, within its lease", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ after: NEVER, landsAfterMs: "never" });
    await world.clock.advance(1_000);
    const ticking = world.worker.tick();
    await world.clock.advance(9_999);
    expect(world.phone.calls).toEqual(["+👍"]);
    await world.clock.advance(1);
    await ticking;
    expect(world.counted).toMatchObject({ ambiguous: 1 });
    expect(world.counted["takenOver"]).toBeUndefined();
    expect(world.phone.calls).toEqual(["+👍", "+👍"]);
  });

  test("work of a process that died is taken over when its lease runs out, with confirmation", async () => {
    const { other } = await stalled();
    expect(await other.worker.tick()).toBe(12_000);
    await other.run(12_000);
    expect(other.counted).toMatchObject({ takenOver: 1, confirmed: 1 });
    expect(other.shown()).toEqual(["👍"]);
    await other.run(60_000);
    expect(await other.mirror()).toMatchObject({ possible: [], lease: null });
  });

  test("a process that finds its lease lost makes the mirror due with confirmation", async () => {
    const { call, ticking, other } = await stalled();
    await other.run(90_000);
    const before = other.phone.calls.length;
    call.answer();
    await ticking;
    expect(other.phone.calls.length).toBe(before + 1);
    expect((await other.mirror()).possible).toEqual([{ op: "add", emoji: "👍" }]);
    await other.run(60_000);
    expect((await other.mirror()).possible).toEqual([]);
  });

  test("start releases what the process before had leased: nobody waits for a lease to run out", async () => {
    const { other: restarted } = await stalled();
    expect(await restarted.store.release(null)).toBe(1);
    await restarted.run(1);
    expect(restarted.shown()).toEqual(["👍"]);
    await restarted.run(60_000);
    expect(await restarted.mirror()).toMatchObject({ possible: [], lease: null });
  });

  test.each([
    ["", 0],
    [", also when its clock is set back meanwhile", 3_600_000],
  ])("a process that stalled between its claim and its call sends nothing on a stale lease%s", async (_, backMs) => {
    const hand = createClock(START_MS);
    let behindMs = 0;
    const processClock = { ...hand, now: () => hand.now() - behindMs };
    let stall = async () => {};
    const stalling = (store: Store): Store => ({
      ...store,
      async claim(...args) {
        const claimed = await store.claim(...args);
        if (!("afterMs" in claimed)) await stall();
        return claimed;
      },
    });
    const world = await createWorld({ around: stalling, processClock });
    await world.link();
    await world.press("dana", "👍");
    await world.clock.advance(1_000);
    const other = await createWorld({ store: world.store, clock: world.clock, phones: world.phones });
    stall = async () => {
      stall = async () => {};
      await processClock.advance(12_000);
      behindMs = backMs;
      await other.run(12_000);
    };
    await world.worker.tick();
    expect(other.phone.callTimesMs.map((atMs) => atMs - ms(0))).toEqual([13_000]);
    expect(other.shown()).toEqual(["👍"]);
  });
});
