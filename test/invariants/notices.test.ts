import { describe, expect, test } from "vitest";
import { createForget } from "../../src/flow/forget.ts";
import { HUSHED } from "../../src/flow/notify.ts";
import { failure, link, MESSAGE, rules } from "../domain/given.ts";
import { ACCOUNT, another, createWorld, RECEIPT } from "./world.ts";

const MINUTE = 60_000;
const POSTS = { accounts: { [ACCOUNT]: { rules: rules({ allowed: ["👍", "👏"] }) } } };

describe("what went out as something else", () => {
  test("is told once, with a way to take it back, however often the pass ends so", async () => {
    const world = await createWorld(POSTS);
    const { id } = await world.link();
    await world.press("dana", "🎉");
    await world.run(5_000);
    for (let round = 0; round < 3; round += 1) {
      await world.store.retry(id);
      await world.run(5_000);
    }
    expect(world.told).toEqual(["dana: Your 🎉 went out as 👏: that is what the customer sees on WhatsApp."]);
    expect(world.offered).toEqual(["dana: Undo"]);
    expect(world.receipts).toEqual([]);
  });

  test("is not told of where only the skin tone is missing, nor of what somebody asked for by a command", async () => {
    const world = await createWorld(POSTS);
    await world.link();
    await world.press("dana", "👍🏽");
    await world.run(5_000);
    await world.press("lee", "🎉", { via: "command", atUs: null, id: "trigger-1" });
    await world.run(5_000);
    expect(world.shown()).toEqual(["👏"]);
    expect(world.told).toEqual([]);
  });

  test("is not told of while something else shows", async () => {
    const world = await createWorld({ ...POSTS, links: [link("northwind", { conflict: "first" })] });
    await world.link();
    await world.press("lee", "👍");
    await world.run(5_000);
    await world.press("dana", "🎉");
    await world.run(5_000);
    expect(world.told).toEqual([]);
  });
});

describe("a receipt", () => {
  test("comes once for each person and link, with Undo and a way to hear no more", async () => {
    const world = await createWorld();
    await world.link();
    for (const person of ["dana", "lee"]) {
      for (const emoji of ["👍", "🎉"]) {
        await world.press(person, emoji);
        await world.run(5_000);
      }
    }
    const receipt = (person: string) => `${person}: ${RECEIPT} 👍 on WhatsApp. Take it off the message here and it goes there, too.`;
    expect(world.receipts).toEqual([receipt("dana"), receipt("lee")]);
    expect(world.offered).toEqual(["dana: Undo, Don't show again", "lee: Undo, Don't show again"]);
    await world.clock.advance(30 * 86_400_000);
    await world.press("dana", "❤️");
    await world.run(5_000);
    expect(world.receipts).toHaveLength(2);
  });

  test("says so, and offers no Undo, where nothing can be taken back", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: rules({ canRemove: false }) } } });
    await world.link();
    await world.press("dana", "👍");
    await world.run(5_000);
    expect(world.receipts).toEqual([`dana: ${RECEIPT} 👍 on WhatsApp. There it cannot be taken back; a new reaction replaces it.`]);
    expect(world.offered).toEqual(["dana: Don't show again"]);
  });

  test("does not come to who wants none, on whatever link, nor where nobody is told anything", async () => {
    const world = await createWorld();
    await world.store.remember("dana", HUSHED);
    await world.link();
    await world.press("dana", "👍");
    await world.run(5_000);
    const silent = await createWorld({ links: [link("northwind", { notify: "off" })] });
    await silent.link();
    await silent.press("dana", "👍");
    await silent.run(5_000);
    expect([world.receipts, silent.receipts]).toEqual([[], []]);
  });

  test("comes again once whoever wanted none was forgotten", async () => {
    const world = await createWorld();
    await world.store.remember("dana", HUSHED);
    await world.link();
    await createForget({ store: world.store, links: world.links, clock: world.clock, wake() {} }).person("dana");
    await world.press("dana", "👍");
    await world.run(5_000);
    expect(world.receipts).toHaveLength(1);
  });

  test("does not come for what did not show", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("lee", "👍");
    world.phone.always({ failure: failure("rejected") });
    await world.run(5_000);
    expect(world.receipts).toEqual([]);
  });
});

describe("whoever waits longer than a minute", () => {
  const outage = failure("transient", { connection: true });

  test("is told once, during an outage", async () => {
    const world = await createWorld();
    await world.link();
    world.phone.always({ failure: outage });
    await world.press("dana", "👍");
    await world.run(50_000);
    await world.waits.look();
    await world.run(0);
    expect(world.told).toEqual([]);
    for (let look = 0; look < 8; look += 1) {
      await world.run(15_000);
      await world.waits.look();
    }
    await world.run(0);
    expect(world.told).toEqual([
      "dana: Your 👍 waits: WhatsApp cannot be reached just now. It goes as soon as that works, unless you take it off before.",
    ]);
    expect(world.offered).toEqual(["dana: Undo"]);
    world.phone.always({});
    await world.run(15 * MINUTE);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("is told of a paused account, and of what the customer still sees", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    await world.run(5_000);
    await world.store.pause(ACCOUNT, "The key has expired.");
    await world.unpress("dana", "👍");
    await world.press("lee", "❤️");
    await world.run(61_000);
    await world.waits.look();
    await world.run(0);
    expect(world.told.toSorted()).toEqual([
      "dana: The customer still sees 👍: WhatsApp cannot be reached just now. It is taken back as soon as that works.",
      "lee: Your ❤️ waits: WhatsApp cannot be reached just now. It goes as soon as that works, unless you take it off before.",
    ]);
  });

  test("is told that it waits its turn where an account makes no more calls", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { limits: [{ scope: "a", requests: 1, perMs: 10 * MINUTE }] } } });
    await world.link();
    const { message, slot } = another(1);
    await world.link(message, "northwind", slot);
    await world.press("dana", "👍");
    await world.press("lee", "❤️", { message });
    await world.run(62_000);
    await world.waits.look();
    await world.run(0);
    expect(world.told).toEqual([
      "lee: Your ❤️ waits its turn: the account makes no more calls for now. It goes after that, unless you take it off before.",
    ]);
  });

  test("is not told anything when asked by a command, when taken off meanwhile, or while the link is off", async () => {
    const world = await createWorld();
    await world.link();
    await world.store.pause(ACCOUNT, "The key has expired.");
    await world.press("dana", "👍", { via: "command", atUs: null, id: "trigger-1" });
    await world.press("lee", "❤️");
    await world.run(10_000);
    await world.unpress("lee", "❤️");
    await world.run(2 * MINUTE);
    await world.waits.look();
    await world.press("kim", "🎉");
    await world.links.turn("northwind", "off");
    await world.run(2 * MINUTE);
    await world.waits.look();
    await world.run(0);
    expect(world.told).toEqual([]);
  });
});

test("what somebody takes back by a button stays off through readings, and goes again when they press anew", async () => {
  const world = await createWorld();
  const { id } = await world.link();
  await world.press("dana", "👍");
  await world.run(5_000);
  const { takenBack } = await import("../../src/domain/afterthought.ts");
  const press = { message: MESSAGE, person: "dana", name: "👍", via: "reaction" } as const;
  await world.store.absorb(id, (mirror, nowMs) => ({ mirror: takenBack(mirror, press, nowMs), again: false, repaired: 0 }));
  await world.run(5_000);
  expect(world.shown()).toEqual([]);
  world.holds(MESSAGE, ["dana 👍"]);
  expect(await world.sweep()).toBe(0);
  await world.run(60_000);
  expect(world.shown()).toEqual([]);
  await world.unpress("dana", "👍");
  await world.run(5_000);
  await world.press("dana", "👍");
  await world.run(5_000);
  expect(world.shown()).toEqual(["👍"]);
});
