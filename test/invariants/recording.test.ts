import { describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { cleared, link, MESSAGE, SLOT } from "../domain/given.ts";
import { settle } from "./clock.ts";
import { createWorld } from "./world.ts";

describe("invariant 1: an event is acked once it is committed, and never before", () => {
  test("the ack waits for the commit", async () => {
    let commit = () => {};
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const slow = (store: Store): Store => ({ ...store, record: async (...args) => committed.then(() => store.record(...args)) });
    const world = await createWorld({ around: slow });
    await world.link();
    let acked = false;
    const pressing = world.press("dana", "👍").then(() => {
      acked = true;
    });
    await settle();
    expect(acked).toBe(false);
    commit();
    await pressing;
    expect(acked).toBe(true);
  });

  test("a commit that fails is not acked, and the delivery that comes again is taken", async () => {
    let broken = true;
    const failing = (store: Store): Store => ({
      ...store,
      record: (...args) => (broken ? Promise.reject(new Error("disk full")) : store.record(...args)),
    });
    const world = await createWorld({ around: failing });
    await world.link();
    await expect(world.press("dana", "👍")).rejects.toThrow("disk full");
    broken = false;
    await world.press("dana", "👍");
    await world.run(2_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("of a source that cannot send again, what was not committed is read", async () => {
    let broken = true;
    const failing = (store: Store): Store => ({
      ...store,
      record: (...args) => (broken ? Promise.reject(new Error("disk full")) : store.record(...args)),
    });
    const world = await createWorld({ around: failing, resends: false });
    await world.link();
    await expect(world.press("dana", "👍")).rejects.toThrow("disk full");
    expect(world.gaps).toEqual(["slack"]);
    broken = false;
    world.holds(MESSAGE, ["dana 👍"]);
    await world.sweep();
    await world.run(5_000);
    expect(world.shown()).toEqual(["👍"]);
    broken = true;
    const resending = await createWorld({ around: failing });
    await resending.link();
    await expect(resending.press("dana", "👍")).rejects.toThrow("disk full");
    expect(resending.gaps).toEqual([]);
  });

  test("a redelivery is acked and changes nothing, not even when the mirror is due", async () => {
    const world = await createWorld();
    await world.link();
    const atUs = world.clock.now() * 1_000;
    await world.press("dana", "👍", { atUs });
    const before = await world.mirror();
    await world.clock.advance(900);
    for (let copy = 0; copy < 11; copy += 1) await world.press("dana", "👍", { atUs, id: `Ev${copy}` });
    expect(await world.mirror()).toEqual(before);
    await world.run(5_000);
    expect(world.phone.calls).toEqual(["+👍"]);
  });

  test("nor is a press whose person cannot be looked up now: nobody knows yet whether it may leave", async () => {
    let broken = true;
    const world = await createWorld({ classes: async () => (broken ? Promise.reject(new Error("users.info failed")) : ["members"]) });
    await world.link();
    await expect(world.press("dana", "👍")).rejects.toThrow();
    broken = false;
    await world.press("dana", "👍");
    await world.run(2_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("a source that cannot send again says so, and is read again", async () => {
    const world = await createWorld();
    await world.receive({ kind: "gap", reason: "a commit failed" });
    expect(world.gaps).toEqual(["slack"]);
  });
});

describe("invariant 2: what people hold is folded by the source's time", () => {
  test("however late and in whatever order a press and its taking back arrive, nothing is left", async () => {
    const world = await createWorld();
    await world.link();
    const atUs = world.clock.now() * 1_000;
    await world.unpress("dana", "👍", { atUs: atUs + 5 });
    await world.press("dana", "👍", { atUs });
    await world.run(10_000);
    expect(world.phone.calls).toEqual([]);
  });

  test("a tone and a name are reactions of their own", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    await world.press("dana", "👍🏽");
    await world.run(2_000);
    await world.unpress("dana", "👍🏽");
    await world.run(2_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("a command comes once, however often it is delivered", async () => {
    const world = await createWorld();
    await world.link();
    const command = { via: "command", atUs: null, id: "trigger-1" } as const;
    await world.press("dana", "👍", command);
    await world.unpress("dana", "👍", { ...command, id: "trigger-2" });
    await world.press("dana", "👍", command);
    await world.run(2_000);
    expect(world.shown()).toEqual([]);
  });

  test("an empty removal takes away everything of that person up to then, and of nobody else", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("lee", "❤️");
    await world.press("dana", "👍");
    await world.press("dana", "🎉");
    await world.receive(cleared("dana", null, 500));
    await world.run(3_000);
    expect(world.shown()).toEqual(["❤️"]);
  });
});

describe("invariant 12: too early is not lost", () => {
  test("a press waits a minute for its message to be linked", async () => {
    const world = await createWorld();
    await world.press("dana", "👍");
    await world.clock.advance(59_000);
    await world.link();
    await world.run(2_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("with the verdict of its moment, whatever is allowed later", async () => {
    const world = await createWorld({ links: [link("northwind", { direction: "off" })] });
    await world.press("dana", "👍");
    await world.links.turn("northwind", "both");
    await world.link();
    await world.run(2_000);
    expect(world.phone.calls).toEqual([]);
  });

  test("a press and its taking back wait together", async () => {
    const world = await createWorld();
    await world.press("dana", "👍");
    await world.clock.advance(10);
    await world.unpress("dana", "👍");
    await world.link();
    await world.run(2_000);
    expect(world.phone.calls).toEqual([]);
  });

  test("no longer than a minute, and not in a channel without a link", async () => {
    const world = await createWorld();
    await world.press("dana", "👍");
    await world.clock.advance(60_001);
    await world.link();
    await world.press("lee", "👍", { message: { ...MESSAGE, channel: "C0ELSEWHERE" } });
    await world.run(2_000);
    expect(world.phone.calls).toEqual([]);
    expect(world.counted["unlinked"]).toBe(1);
  });

  test("a message that stands for another target already is refused, so that no press goes to two places", async () => {
    const world = await createWorld();
    await world.link();
    expect(await world.store.link(MESSAGE, "northwind", { ...SLOT, message: "another" })).toEqual({ result: "conflict" });
    expect((await world.introduce()).result).toBe("stood");
  });
});
