import { describe, expect, test } from "vitest";
import { link, MESSAGE, OTHER_MESSAGE, SLOT } from "../domain/given.ts";
import { createWorld, type World } from "./world.ts";

const CHANNEL = { platform: MESSAGE.platform, workspace: MESSAGE.workspace, channel: MESSAGE.channel };
const shared = (world: World) => world.receive({ kind: "shared", channel: CHANNEL });
const unshared = (world: World) => world.receive({ kind: "unshared", channel: CHANNEL });

async function showing(emoji: string) {
  const world = await createWorld({ links: [link(), link("second", {}, OTHER_MESSAGE)] });
  await world.link();
  await world.press("dana", emoji);
  await world.run(2_000);
  return world;
}

describe("a channel that is shared with another organization", () => {
  test("pauses its link: what is pressed is recorded and never leaves, and a withdrawal waits", async () => {
    const world = await showing("👍");
    await shared(world);
    await world.press("lee", "❤️");
    await world.unpress("dana", "👍");
    await world.run(60_000);
    expect(world.phone.calls).toEqual(["+👍"]);
    expect((await world.mirror()).facts).toContainEqual(expect.objectContaining({ person: "lee", held: true, denied: "direction" }));
    expect(world.links.isUnconfirmed("northwind")).toBe(true);
    await world.links.turn("northwind", "both");
    await world.run(60_000);
    expect(world.phone.calls).toEqual(["+👍", "−👍"]);
  });

  test("leaves the links of other channels alone", async () => {
    const world = await showing("👍");
    await shared(world);
    await world.link(OTHER_MESSAGE, "second", { ...SLOT, message: "another" });
    await world.press("lee", "❤️", { message: OTHER_MESSAGE });
    await world.run(2_000);
    expect(world.phone.shown("another")).toEqual(["❤️"]);
  });

  test.each([null, "both", "outbound"] as const)(
    "goes on once an admin says so (%s), and stays on however often it is told",
    async (direction) => {
      const world = await showing("👍");
      await shared(world);
      await world.links.turn("northwind", direction);
      await shared(world);
      expect(world.links.isUnconfirmed("northwind")).toBe(false);
      await world.press("lee", "❤️");
      await world.run(2_000);
      expect(world.shown()).toEqual(["❤️"]);
    },
  );

  test("is not confirmed by switching its link off", async () => {
    const world = await showing("👍");
    await shared(world);
    await world.links.turn("northwind", "off");
    expect(world.links.isUnconfirmed("northwind")).toBe(true);
  });

  test("is remembered over a restart, paused as well as confirmed", async () => {
    const world = await showing("👍");
    await shared(world);
    const again = await createWorld({ store: world.store, clock: world.clock, phones: world.phones });
    expect(again.links.isUnconfirmed("northwind")).toBe(true);
    await again.press("lee", "❤️");
    await again.run(2_000);
    expect(again.shown()).toEqual(["👍"]);
    await again.links.turn("northwind", "both");
    const third = await createWorld({ store: world.store, clock: world.clock, phones: world.phones });
    await shared(third);
    await third.press("kim", "🎉");
    await third.run(2_000);
    expect(third.shown()).toEqual(["🎉"]);
  });

  test("goes on as before when it is no longer shared, and is asked about anew the next time", async () => {
    const world = await showing("👍");
    await shared(world);
    await world.unpress("dana", "👍");
    await unshared(world);
    await world.run(2_000);
    expect(world.shown()).toEqual([]);
    await shared(world);
    await world.links.turn("northwind", "both");
    await unshared(world);
    await shared(world);
    expect(world.links.isUnconfirmed("northwind")).toBe(true);
  });

  test("is found out by a reading, before what it found is judged", async () => {
    const world = await createWorld();
    world.holds(MESSAGE, ["dana 👍"], { shared: true });
    await world.introduce();
    await world.run(5_000);
    expect(world.phone.calls).toEqual([]);
    expect((await world.mirror()).facts).toMatchObject([{ person: "dana", denied: "direction" }]);
    expect(world.links.isUnconfirmed("northwind")).toBe(true);
  });

  test("told many times at once is paused once", async () => {
    const world = await showing("👍");
    await Promise.all(Array.from({ length: 20 }, () => shared(world)));
    await world.links.turn("northwind", "both");
    expect(world.links.named("northwind")?.policy.direction).toBe("both");
  });
});
