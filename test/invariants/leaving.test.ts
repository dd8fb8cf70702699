import { describe, expect, test } from "vitest";
import { deleted, link, MESSAGE, OTHER_MESSAGE, TIMEOUT } from "../domain/given.ts";
import { createWorld } from "./world.ts";

const DAY = 24 * 3_600_000;

describe("invariant 8: a reaction leaves only if it was allowed when it was pressed", () => {
  test("switching a link on does not send what was pressed while it was off", async () => {
    const world = await createWorld({ links: [link("northwind", { direction: "off" })] });
    const { id } = await world.link();
    await world.press("dana", "👍");
    await world.links.turn("northwind", "both");
    await world.run(10_000);
    await world.store.retry(id);
    await world.run(10_000);
    expect(world.phone.calls).toEqual([]);
  });

  test("a policy that was relaxed does not let out what it had kept in", async () => {
    const strict = await createWorld({ links: [link("northwind", { emoji: { deny: ["👀"] } })] });
    await strict.link();
    await strict.press("dana", "👀");
    const relaxed = await createWorld({ store: strict.store, clock: strict.clock });
    await relaxed.store.retry((await relaxed.mirror()).id);
    await relaxed.run(10_000);
    expect(relaxed.phone.calls).toEqual([]);
  });

  test("a policy that became stricter takes back what it no longer allows", async () => {
    const loose = await createWorld();
    await loose.link();
    await loose.press("dana", "👀");
    await loose.run(2_000);
    expect(loose.shown()).toEqual(["👀"]);
    const strict = await createWorld({
      links: [link("northwind", { emoji: { deny: ["👀"] } })],
      store: loose.store,
      clock: loose.clock,
      phones: loose.phones,
    });
    await strict.store.retry((await strict.mirror()).id);
    await strict.run(2_000);
    expect(strict.shown()).toEqual([]);
  });

  test("a press that reaches us too late is recorded, and its person told; a withdrawal goes however late", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("lee", "👍");
    await world.run(2_000);
    await world.clock.advance(3 * DAY);
    await world.press("dana", "🎉", { atUs: (world.clock.now() - DAY - 1) * 1_000 });
    await world.run(5_000);
    expect(world.shown()).toEqual(["👍"]);
    expect(world.told).toHaveLength(1);
    await world.unpress("lee", "👍", { atUs: (world.clock.now() - 2 * DAY) * 1_000 });
    await world.run(5_000);
    expect(world.shown()).toEqual([]);
  });

  test("a guest's press stays inside, without a word", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("guest-lou", "👍");
    await world.run(5_000);
    expect(world.phone.calls).toEqual([]);
    expect(world.told).toEqual([]);
  });
});

describe("invariant 9: deleting is not withdrawing", () => {
  test("what the customer sees stays when the message in the channel is deleted", async () => {
    const world = await createWorld();
    const { id } = await world.link();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.receive(deleted(2_000));
    await world.unpress("dana", "👍");
    await world.store.retry(id);
    await world.run(60_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("what was not sent by then never goes", async () => {
    const world = await createWorld();
    const { id } = await world.link();
    await world.press("dana", "👍");
    await world.clock.advance(500);
    await world.receive(deleted(500));
    await world.store.retry(id);
    await world.run(60_000);
    expect(world.phone.calls).toEqual([]);
  });

  test("a withdrawal and a confirmation from before still go", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    world.phone.next({ failure: TIMEOUT, landsAfterMs: 20_000 });
    await world.run(1_000);
    await world.unpress("dana", "👍", { atUs: (world.clock.now() - 1) * 1_000 });
    await world.receive(deleted(1_000));
    await world.run(120_000);
    expect(world.shown()).toEqual([]);
    expect((await world.mirror()).possible).toEqual([]);
  });

  test("a bot that is removed, an archived channel and an unlinked one freeze alike", async () => {
    for (const reason of ["archived", "deleted", "removed"] as const) {
      const world = await createWorld();
      await world.link();
      await world.press("dana", "👍");
      await world.run(2_000);
      const { platform, workspace, channel } = MESSAGE;
      await world.receive({ kind: "left", channel: { platform, workspace, channel }, reason, atUs: null });
      await world.clock.advance(1);
      await world.unpress("dana", "👍");
      await world.run(5_000);
      expect(world.shown()).toEqual(["👍"]);
    }
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.store.freeze({ link: "northwind" }, "unlinked", null);
    const unlinked = await createWorld({ links: [], store: world.store, clock: world.clock, phones: world.phones });
    await unlinked.store.retry((await unlinked.mirror()).id);
    await unlinked.run(5_000);
    expect(unlinked.shown()).toEqual(["👍"]);
  });

  test("the mirror lives on with its other sources", async () => {
    const links = [link(), link("second", {}, OTHER_MESSAGE)];
    const world = await createWorld({ links });
    await world.link();
    await world.link(OTHER_MESSAGE, "second");
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.receive(deleted(2_000));
    await world.press("lee", "❤️", { message: OTHER_MESSAGE });
    await world.run(2_000);
    expect(world.shown()).toEqual(["❤️"]);
    await world.unpress("lee", "❤️", { message: OTHER_MESSAGE });
    await world.run(2_000);
    expect(world.shown()).toEqual(["👍"]);
  });

  test("what another's reaction had taken the place of by then does not come back", async () => {
    const world = await createWorld({ links: [link(), link("second", {}, OTHER_MESSAGE)] });
    await world.link();
    await world.link(OTHER_MESSAGE, "second");
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.press("lee", "❤️", { message: OTHER_MESSAGE });
    await world.run(2_000);
    await world.receive(deleted(4_000));
    await world.unpress("lee", "❤️", { message: OTHER_MESSAGE });
    await world.run(2_000);
    expect(world.shown()).toEqual([]);
  });

  test("while a link is switched off its work waits, and goes on with it", async () => {
    const world = await createWorld();
    await world.link();
    await world.press("dana", "👍");
    await world.run(2_000);
    await world.unpress("dana", "👍");
    await world.links.turn("northwind", "off");
    await world.run(60_000);
    expect(world.shown()).toEqual(["👍"]);
    await world.links.turn("northwind", null);
    await world.run(1);
    expect(world.shown()).toEqual([]);
  });
});
