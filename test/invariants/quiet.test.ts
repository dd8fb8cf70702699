import { describe, expect, test } from "vitest";
import { confirmed } from "../../src/domain/afterthought.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { failure, link, MESSAGE, START_MS, terms } from "../domain/given.ts";
import { ACCOUNT, another, createWorld } from "./world.ts";

const HOUR = 3_600_000;
/** The examples begin at nine in the morning by UTC. */
const NOW_QUIET = { fromMin: 8 * 60, toMin: 17 * 60, timeZone: "UTC" };
const LATER_QUIET = { fromMin: 10 * 60, toMin: 17 * 60, timeZone: "UTC" };
const quiet = (quietHours = NOW_QUIET) => ({ links: [link("northwind", { quietHours })] });
const MORNING_MS = START_MS + 8 * HOUR;

describe("in quiet hours", () => {
  test("a press waits until they are over, and its person is told so once", async () => {
    const world = await createWorld(quiet());
    await world.link();
    await world.press("dana", "👍");
    for (let look = 0; look < 4; look += 1) {
      await world.run(15_000);
      await world.waits.look();
      await world.run(0);
    }
    expect(world.told).toEqual([
      "dana: Your 👍 waits: these are the customer's quiet hours. It goes at 17:00 there, unless you take it off before.",
    ]);
    expect(world.offered).toEqual(["dana: Undo"]);
    await world.run(MORNING_MS - world.clock.now() - 1);
    expect(world.phone.calls).toEqual([]);
    await world.run(2);
    expect(world.shown()).toEqual(["👍"]);
    expect(world.phone.callTimesMs).toEqual([MORNING_MS]);
  });

  test("what is undone before never leaves, and nobody is told of what was undone at once", async () => {
    const world = await createWorld(quiet());
    await world.link();
    await world.press("dana", "👍");
    await world.run(500);
    await world.unpress("dana", "👍");
    await world.run(15_000);
    await world.waits.look();
    await world.press("lee", "❤️");
    await world.run(2 * HOUR);
    await world.unpress("lee", "❤️");
    await world.run(24 * HOUR);
    expect([world.phone.calls, world.told]).toEqual([[], []]);
  });

  test("what is taken back goes at once, also while a press waits; what was behind it waits for the morning", async () => {
    const world = await createWorld(quiet(LATER_QUIET));
    await world.link();
    await world.press("lee", "❤️");
    await world.run(60_000);
    await world.press("dana", "👍");
    await world.run(60_000);
    expect(world.shown()).toEqual(["👍"]);
    await world.run(2 * HOUR);
    await world.press("kim", "🎉");
    await world.run(100);
    await world.unpress("dana", "👍");
    await world.run(60_000);
    expect(world.shown()).toEqual([]);
    await world.run(6 * HOUR);
    expect(world.shown()).toEqual(["🎉"]);
  });

  test("nothing leaves that an outage, or a limit, has held up since the day", async () => {
    const world = await createWorld({
      ...quiet(LATER_QUIET),
      accounts: { [ACCOUNT]: { limits: [{ scope: "a", requests: 1, perMs: 2 * HOUR }] } },
    });
    await world.link();
    const { message, slot } = another(1);
    await world.link(message, "northwind", slot);
    await world.press("dana", "👍");
    await world.press("lee", "❤️", { message });
    await world.run(60_000);
    expect(world.phone.calls).toEqual(["+👍"]);
    await world.run(7 * HOUR + 50 * 60_000);
    expect(world.phone.calls).toEqual(["+👍"]);
    await world.run(15 * 60_000);
    expect(world.phone.calls).toEqual(["+👍", "+❤️"]);
    expect(world.phone.callTimesMs[1]).toBe(MORNING_MS);
  });

  test("what may have arrived before they began is confirmed all the same", async () => {
    const world = await createWorld(quiet(LATER_QUIET));
    await world.link();
    await world.run(HOUR - 2_000);
    world.phone.next({ failure: failure("transient", { ambiguous: true, connection: true }), landsAfterMs: 20_000 });
    await world.press("dana", "👍");
    await world.run(10 * 60_000);
    expect(world.shown()).toEqual(["👍"]);
    expect(await world.mirror()).toMatchObject({ possible: [], observed: ["👍"], wakeMs: null });
  });

  test("a command waits as well, and an emoji that shows already may be joined", async () => {
    const world = await createWorld(quiet(LATER_QUIET));
    await world.link();
    await world.press("dana", "👍");
    await world.run(2 * HOUR);
    await world.press("lee", "👍");
    await world.press("kim", "🎉", { via: "command", atUs: null, id: "trigger-1" });
    await world.run(60_000);
    await world.unpress("dana", "👍");
    await world.run(60_000);
    expect(world.phone.calls).toEqual(["+👍"]);
    await world.run(6 * HOUR);
    expect(world.shown()).toEqual(["🎉"]);
  });

  test("what the customer reacts comes in, and what is done on the phone stands", async () => {
    const world = await createWorld(quiet());
    await world.link();
    await world.echo("add", "👍");
    await world.run(60_000);
    expect((await world.mirror()).observed).toEqual(["👍"]);
    await world.press("dana", "❤️");
    await world.run(60_000);
    expect(world.phone.calls).toEqual([]);
  });
});

describe("what somebody said by a button or a command", () => {
  const OTHER = { accounts: { [ACCOUNT]: { rules: { ...WHATSAPP_MESSAGES, allowed: ["👏"] } } } };
  const press = { message: MESSAGE, person: "dana", name: "🎉", via: "reaction" } as const;

  test.each([
    ["a button", ["🎉"]],
    ["a command", []],
  ])("(%s) is told of by no notice while it waits, and is when it goes out as something else in the morning", async (by, confirm) => {
    const world = await createWorld({ links: [link("northwind", { quietHours: NOW_QUIET, emoji: { confirm } })], ...OTHER });
    await world.link();
    if (by === "a command") await world.press("dana", "🎉", { via: "command", atUs: null, id: "trigger-1" });
    else await world.press("dana", "🎉");
    await world.run(60_000);
    const asked = world.told.length;
    const { id } = await world.mirror();
    await world.store.absorb(id, (mirror, nowMs) => ({
      ...{ mirror: confirmed(mirror, press, terms({ emoji: "🎉" }), nowMs), again: false, repaired: 0 },
    }));
    for (let look = 0; look < 4; look += 1) {
      await world.run(15_000);
      await world.waits.look();
    }
    expect(world.told).toHaveLength(asked);
    await world.run(9 * HOUR);
    expect(world.shown()).toEqual(["👏"]);
    await world.press("lee", "👏");
    await world.run(HOUR);
    expect(world.told.slice(asked)).toEqual([expect.stringContaining("dana: Your 🎉 went out as 👏")]);
  });
});

test("who was told that it waits for the morning is not told at once that it waits its turn: from then on it may take a minute", async () => {
  const limits = [{ scope: "a", requests: 1, perMs: 5 * 60_000 }];
  const world = await createWorld({ ...quiet(), accounts: { [ACCOUNT]: { limits } } });
  await world.link();
  const { message, slot } = another(1);
  await world.link(message, "northwind", slot);
  await world.run(MORNING_MS - 10 * 60_000 - world.clock.now());
  await world.press("dana", "👍");
  await world.press("lee", "❤️", { message });
  await world.run(60_000);
  await world.waits.look();
  await world.run(MORNING_MS + 5_000 - world.clock.now());
  expect(world.phone.calls).toEqual(["+👍"]);
  await world.waits.look();
  await world.run(30_000);
  expect(world.told.map((one) => one.slice(0, 20))).toEqual(
    ["dana: Your 👍 waits: ", "lee: Your ❤️ waits: "].map((one) => one.slice(0, 20)),
  );
  await world.run(30_000);
  await world.waits.look();
  await world.run(0);
  expect(world.told.slice(2)).toEqual([expect.stringContaining("lee: Your ❤️ waits its turn")]);
});

test("who was told that it goes in the morning is told when it does not, since the account is paused", async () => {
  const world = await createWorld(quiet());
  await world.link();
  await world.press("dana", "👍");
  await world.run(60_000);
  await world.waits.look();
  await world.run(0);
  expect(world.told).toEqual([expect.stringContaining("dana: Your 👍 waits: these are the customer's quiet hours")]);
  await world.store.pause(ACCOUNT, "the token was refused");
  const looks = async (ms: number) => {
    await world.run(ms);
    await world.waits.look();
    await world.run(0);
  };
  await looks(HOUR);
  await looks(MORNING_MS + 30_000 - world.clock.now());
  expect(world.told).toHaveLength(1);
  await looks(60_000);
  await looks(60_000);
  expect(world.told.slice(1)).toEqual([expect.stringContaining("dana: Your 👍 waits: WhatsApp cannot be reached just now")]);
});

describe("whose press another one beats", () => {
  test("is not told that it goes in the morning: an older one of the day is not", async () => {
    const world = await createWorld(quiet(LATER_QUIET));
    await world.link();
    await world.press("lee", "❤️");
    await world.run(60_000);
    await world.press("dana", "👍");
    await world.run(2 * HOUR);
    expect(world.shown()).toEqual(["👍"]);
    await world.press("kim", "🎉");
    await world.run(60_000);
    await world.waits.look();
    await world.run(0);
    expect(world.told).toEqual([expect.stringContaining("kim: Your 🎉 waits")]);
  });

  test("nor is a newer one where the first stays: it settles", async () => {
    const world = await createWorld({ links: [link("northwind", { quietHours: LATER_QUIET, conflict: "first" })] });
    await world.link();
    await world.press("dana", "👍");
    await world.run(2 * HOUR);
    await world.press("kim", "🎉");
    await world.run(60_000);
    await world.waits.look();
    await world.run(0);
    expect([world.told, (await world.mirror()).wakeMs]).toEqual([[], null]);
    await world.unpress("dana", "👍");
    await world.run(9 * HOUR);
    expect(world.shown()).toEqual(["🎉"]);
    expect(world.phone.callTimesMs.at(-1)).toBe(MORNING_MS);
  });
});
