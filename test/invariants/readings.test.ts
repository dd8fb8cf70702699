import { describe, expect, test } from "vitest";
import { OWNER } from "../../src/domain/mirror.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { failure, link, MESSAGE, SLOT, START_MS, TIMEOUT } from "../domain/given.ts";
import { createClock } from "./clock.ts";
import { ACCOUNT, createWorld } from "./world.ts";

const MINUTE = 60_000;

async function showing(emoji: string) {
  const world = await createWorld();
  await world.link();
  await world.press("dana", emoji);
  await world.run(2_000);
  return world;
}

describe("invariant 10: we are never a holder", () => {
  test("the echo of our own call changes nothing and is held by nobody", async () => {
    const world = await showing("👍");
    expect(await world.echo("add", "👍")).toBe("ours");
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(["+👍"]);
    expect((await world.mirror()).facts.map(({ person }) => person)).toEqual(["dana"]);
  });

  test("so does the echo of what our call ended", async () => {
    const world = await showing("👍");
    await world.press("lee", "❤️");
    await world.run(2_000);
    expect(await world.echo("remove", "👍")).toBe("ours");
    expect(await world.echo("add", "❤️")).toBe("ours");
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(["+👍", "+❤️"]);
  });

  test("an echo that overtakes the answer to its call is ours already", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    let answer = () => {};
    world.phone.next({
      after: new Promise<void>((resolve) => {
        answer = resolve;
      }),
    });
    await world.clock.advance(1_000);
    const ticking = world.worker.tick();
    await world.clock.advance(50);
    expect(await world.echo("add", "👍")).toBe("ours");
    answer();
    await ticking;
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(["+👍"]);
  });

  test("a redelivered echo does not answer for a second step", async () => {
    const world = await showing("👍");
    const echo = { op: "add", emoji: "👍", atUs: world.clock.now() * 1_000 } as const;
    const tell = (id: string) => world.store.echo(ACCOUNT, SLOT.message, 0, echo, id, world.phone.target.rules);
    expect([await tell("evt_1"), await tell("evt_1")]).toEqual(["ours", "known"]);
  });

  test("what was put there by phone stands until a teammate presses something newer, and comes back when that goes", async () => {
    const world = await showing("👍");
    await world.clock.advance(MINUTE);
    world.phone.target.add(SLOT, "😂", new AbortController().signal);
    expect(await world.echo("add", "😂")).toBe("owner");
    await world.run(MINUTE);
    expect(world.shown()).toEqual(["😂"]);
    expect((await world.mirror()).facts.find(({ person }) => person === OWNER)?.emoji).toBe("😂");
    await world.press("lee", "❤️");
    await world.run(2_000);
    expect(world.shown()).toEqual(["❤️"]);
    await world.unpress("lee", "❤️");
    await world.run(2_000);
    expect(world.shown()).toEqual(["😂"]);
  });

  test("what was taken off by phone stays off, until somebody presses anew", async () => {
    const world = await showing("👍");
    await world.clock.advance(MINUTE);
    await world.phone.target.remove(SLOT, "👍", new AbortController().signal);
    expect(await world.echo("remove", "👍")).toBe("owner");
    await world.run(60 * MINUTE);
    expect(world.shown()).toEqual([]);
    await world.press("lee", "👍");
    await world.run(2_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test.each(["before", "after"] as const)(
    "a change by phone that lands just %s our own call is confirmed, and the newer of the two stands",
    async (when) => {
      const world = await showing("👍");
      await world.press("lee", "❤️");
      await world.run(when === "before" ? 999 : 1_001);
      await world.phone.target.add(SLOT, "😂", new AbortController().signal);
      const atMs = world.clock.now();
      await world.run(50);
      await world.echo("add", "😂", atMs);
      await world.run(2 * MINUTE);
      expect(world.shown()).toEqual(["😂"]);
      expect((await world.mirror()).possible).toEqual([]);
    },
  );

  test("what the owner does needs no one's permission", async () => {
    const world = await createWorld({ links: [link("northwind", { emoji: { allow: ["👍"] }, who: { allow: ["nobody"] } })] });
    await world.link();
    await world.echo("add", "😂");
    await world.run(MINUTE);
    expect((await world.mirror()).desired).toEqual(["😂"]);
  });
});

describe("invariant 11: readings repair what events did not bring", () => {
  test("a press and a removal that nobody told us of are found, and counted as drift", async () => {
    const world = await showing("👍");
    world.holds(MESSAGE, ["dana 👍"]);
    expect(await world.sweep()).toBe(0);
    await world.clock.advance(MINUTE);
    world.holds(MESSAGE, ["lee ❤️"]);
    expect(await world.sweep()).toBe(2);
    await world.run(5_000);
    expect(world.shown()).toEqual(["❤️"]);
    expect(world.counted["repaired"]).toBe(2);
    expect(await world.sweep()).toBe(0);
  });

  test("what is held already keeps its time, so that an old reaction does not become the latest", async () => {
    const world = await showing("👍");
    await world.press("lee", "❤️");
    await world.run(2_000);
    world.holds(MESSAGE, ["lee ❤️", "dana 👍"]);
    await world.sweep();
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(["+👍", "+❤️"]);
  });

  test("several finds keep the platform's order", async () => {
    const world = await createWorld();
    await world.link();
    world.holds(MESSAGE, ["dana 👍", "kim 🎉", "lee ❤️"]);
    await world.sweep();
    await world.run(5_000);
    expect(world.shown()).toEqual(["❤️"]);
  });

  test.each(["in order", "the other way round"])(
    "what is found is in its true order once the events come that were missed (%s)",
    async (how) => {
      const world = await createWorld();
      await world.link();
      const pressedUs = world.clock.now() * 1_000;
      await world.clock.advance(MINUTE);
      world.holds(MESSAGE, ["dana 👏", "lee ❤️"]);
      await world.sweep();
      await world.run(5_000);
      expect(world.shown()).toEqual(["❤️"]);
      const events = [() => world.press("lee", "❤️", { atUs: pressedUs + 1 }), () => world.press("dana", "👏", { atUs: pressedUs + 2 })];
      for (const told of how === "in order" ? events : events.toReversed()) await told();
      await world.run(5_000);
      expect(world.shown()).toEqual(["👏"]);
      expect(await world.sweep()).toBe(0);
    },
  );

  test("what is found is not ended by a removal that came before, nor made older by the press that this one ended", async () => {
    const world = await createWorld();
    await world.link();
    const pressedUs = world.clock.now() * 1_000;
    await world.clock.advance(MINUTE);
    world.holds(MESSAGE, ["lee ❤️"]);
    await world.sweep();
    await world.run(5_000);
    await world.press("lee", "❤️", { atUs: pressedUs + 1 });
    await world.press("dana", "👏", { atUs: pressedUs + 3 });
    await world.unpress("dana", "👏", { atUs: pressedUs + 4 });
    await world.unpress("lee", "❤️", { atUs: pressedUs + 2 });
    await world.run(MINUTE);
    await world.press("lee", "❤️", { atUs: pressedUs + 5 });
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(["+❤️"]);
    await world.unpress("lee", "❤️");
    await world.run(MINUTE);
    expect(world.shown()).toEqual([]);
  });

  test("what is newer than the reading is left, and the message is read again", async () => {
    const world = await showing("👍");
    const before = (world.clock.now() - 10) * 1_000;
    await world.unpress("dana", "👍");
    world.holds(MESSAGE, ["dana 👍"], { atUs: before });
    world.thenHolds(MESSAGE, ["lee ❤️"]);
    const startedMs = world.clock.now();
    expect(await world.sweep()).toBe(1);
    expect(world.clock.now() - startedMs).toBeGreaterThanOrEqual(3_000);
    await world.run(5_000);
    expect(world.shown()).toEqual(["❤️"]);
  });

  test("missing from a list that was cut short is not removed, and a message that cannot be read changes nothing", async () => {
    const world = await showing("👍");
    await world.clock.advance(MINUTE);
    world.holds(MESSAGE, [], { incomplete: ["👍"] });
    expect(await world.sweep()).toBe(0);
    const unreadable = await showing("👍");
    await unreadable.clock.advance(MINUTE);
    expect(await unreadable.sweep()).toBe(0);
    await unreadable.run(MINUTE);
    expect(unreadable.shown()).toEqual(["👍"]);
  });

  test.each([-60, 60])(
    "where the source has no times a reading counts when it was asked for, by the store's clock (%i min)",
    async (skew) => {
      const processClock = createClock(START_MS + skew * MINUTE);
      const world = await createWorld({ processClock });
      await world.link();
      await world.press("dana", "👍", { atUs: null });
      world.holds(MESSAGE, ["dana 👍"], { atUs: null });
      expect(await world.sweep()).toBe(0);
      await world.run(2_000);
      world.holds(MESSAGE, ["lee ❤️"], { atUs: null });
      expect(await world.sweep()).toBe(2);
      await world.unpress("lee", "❤️", { atUs: null });
      await world.press("dana", "🎉", { atUs: null });
      await world.run(5_000);
      expect(world.shown()).toEqual(["🎉"]);
      expect((await world.mirror()).facts.filter(({ held }) => held)).toMatchObject([{ person: "dana", name: "🎉" }]);
    },
  );

  test("what was asked for by command is not looked for among the reactions", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍", { via: "command", atUs: null, id: "trigger-1" });
    await world.clock.advance(MINUTE);
    world.holds(MESSAGE, []);
    expect(await world.sweep()).toBe(0);
  });

  test("linking a message reads it once: what people hold there already counts as pressed now", async () => {
    const world = await createWorld();
    world.holds(MESSAGE, ["dana 👍"]);
    await world.introduce();
    await world.run(5_000);
    expect(world.shown()).toEqual(["👍"]);
    expect(world.counted["repaired"]).toBeUndefined();
  });

  test("linking an old message records what people hold there, and sends nothing", async () => {
    const world = await createWorld();
    await world.clock.advance(25 * 60 * MINUTE);
    world.holds(MESSAGE, ["dana 👍"]);
    await world.introduce();
    await world.run(5_000);
    expect(world.phone.calls).toEqual([]);
    expect((await world.mirror()).facts).toMatchObject([{ person: "dana", held: true, denied: "stale" }]);
  });

  test("what is shown on the target is read only to confirm", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: LINKEDIN_MESSAGES, readable: true } } });
    await world.link();
    await world.press("dana", "👍");
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(["+👍"]);
    await world.press("lee", "❤️");
    world.phone.next({ failure: TIMEOUT, landsAfterMs: 0 }, { failure: failure("transient") });
    await world.run(2 * MINUTE);
    expect(world.phone.calls.filter((call) => call === "?").length).toBeGreaterThanOrEqual(2);
    expect(world.phone.calls.filter((call) => call === "+❤️")).toHaveLength(1);
    expect([...world.shown()].sort()).toEqual(["👍", "❤️"].sort());
  });
});
