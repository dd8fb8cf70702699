import { describe, expect, test } from "vitest";
import { confirmed } from "../../src/domain/afterthought.ts";
import { link, MESSAGE, terms } from "../domain/given.ts";
import { createWorld, type World } from "./world.ts";

const DELICATE = { links: [link("northwind", { emoji: { confirm: ["👎", "🙄"] } })] };
const ASKED = (person: string, emoji: string) =>
  `${person}: Your ${emoji} stays inside for now: in this channel it is one to think twice about. Shall the customer see it on WhatsApp?`;

async function send(world: World, person: string, name: string): Promise<void> {
  const { id } = await world.mirror();
  const press = { message: MESSAGE, person, name, via: "reaction" } as const;
  await world.store.absorb(id, (mirror, nowMs) => ({
    mirror: confirmed(mirror, press, terms({ emoji: name }), nowMs),
    again: false,
    repaired: 0,
  }));
}

describe("a delicate emoji", () => {
  test("stays inside, and its person alone is asked, by two buttons", async () => {
    const world = await createWorld(DELICATE);
    await world.link();
    await world.press("dana", "👎");
    await world.press("lee", "👍");
    await world.run(60_000);
    expect(world.phone.calls).toEqual(["+👍"]);
    expect(world.told).toEqual([ASKED("dana", "👎")]);
    expect(world.offered).toContain("dana: Send, Keep inside");
  });

  test("in any skin tone, and also where it would stand in for another", async () => {
    const world = await createWorld({ links: [link("northwind", { emoji: { confirm: ["👎", "👏"], custom: { boo: "👎" } } })] });
    await world.link();
    await world.press("dana", "👎🏽");
    await world.press("lee", "boo", { emoji: null });
    await world.run(60_000);
    expect(world.phone.calls).toEqual([]);
    expect(world.told).toHaveLength(2);
  });

  test("goes when they say so, for the time being as the newest that was pressed; nothing else lets it out", async () => {
    const world = await createWorld(DELICATE);
    const { id } = await world.link();
    await world.press("dana", "👎");
    await world.run(60_000);
    const relaxed = await createWorld({ store: world.store, clock: world.clock, phones: world.phones });
    await relaxed.store.retry(id);
    await relaxed.run(60_000);
    relaxed.holds(MESSAGE, ["dana 👎"]);
    await relaxed.sweep();
    await relaxed.run(60_000);
    expect(relaxed.phone.calls).toEqual([]);
    await send(relaxed, "dana", "👎");
    await relaxed.run(100);
    expect(relaxed.shown()).toEqual(["👎"]);
    await relaxed.unpress("dana", "👎");
    await relaxed.run(5_000);
    expect(relaxed.shown()).toEqual([]);
  });

  test("is asked about once for each press, not for what was undone at once, and not again when it is delivered again", async () => {
    const world = await createWorld(DELICATE);
    await world.link();
    for (let press = 0; press < 20; press += 1) {
      await world.press("dana", "👎");
      await world.clock.advance(20);
      await world.unpress("dana", "👎");
      await world.clock.advance(20);
    }
    await world.run(60_000);
    expect(world.told).toEqual([]);
    const atUs = world.clock.now() * 1_000;
    for (let delivery = 0; delivery < 3; delivery += 1) await world.press("dana", "👎", { atUs });
    await world.run(60_000);
    expect(world.told).toEqual([ASKED("dana", "👎")]);
    await world.unpress("dana", "👎");
    await world.run(5_000);
    await world.press("dana", "👎");
    await world.run(60_000);
    expect(world.told).toHaveLength(2);
  });

  test("is asked about where nobody is told anything else, and not of whoever may not speak, nor over a link that is off", async () => {
    const world = await createWorld({ links: [link("northwind", { notify: "off", emoji: { confirm: ["👎"] } })] });
    await world.link();
    await world.press("guest-lou", "👎");
    await world.press("dana", "👎");
    await world.links.turn("northwind", "off");
    await world.press("lee", "👎");
    await world.run(60_000);
    expect(world.told).toEqual([ASKED("dana", "👎")]);
  });

  test("that showed before the policy came to think twice about it stays", async () => {
    const world = await createWorld();
    const { id } = await world.link();
    await world.press("dana", "👎");
    await world.run(5_000);
    const strict = await createWorld({ ...DELICATE, store: world.store, clock: world.clock, phones: world.phones });
    await strict.store.retry(id);
    await strict.run(5_000);
    expect(strict.shown()).toEqual(["👎"]);
  });
});
