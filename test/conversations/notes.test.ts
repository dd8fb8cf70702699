import { describe, expect, test } from "vitest";
import type { Message } from "../../src/domain/message.ts";
import { link } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { JOSE, linked, MARIA, ME, reacted } from "./given.ts";
import { createWorld, type World, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const lines = ({ board }: World) => board.notes.map(({ text }) => text);

/** Our last message in the conversation, sent from the channel. */
async function answered(plan: WorldPlan = {}): Promise<World> {
  const world = await createWorld({ links: [linked("northwind", {}, { outbound: "all" })], ...plan });
  await world.says("dana", "At three");
  await world.run(1_000);
  return world;
}

describe("a reaction to our last message", () => {
  test("is told in its thread, once", async () => {
    const world = await answered();
    const heard = await world.reacts("sent-1", MARIA, "👍");
    await world.run(10_000);
    expect(world.board.notes).toMatchObject([{ text: "Maria reacted 👍" }]);
    await world.run(5 * MINUTE);
    await world.hear(heard);
    await world.run(5 * MINUTE);
    expect(lines(world)).toEqual(["Maria reacted 👍"]);
  });

  test("is told, too, when a reading had found it before its delivery came", async () => {
    const world = await answered();
    const pressedMs = world.clock.now();
    world.provider.shows("sent-1", 0, MARIA.id, "👍");
    await world.clock.advance(1_000);
    await world.sweep();
    await world.run(10_000);
    expect(lines(world)).toEqual([]);
    await world.hear(reacted("sent-1", MARIA, "👍", pressedMs));
    await world.run(10_000);
    expect(lines(world)).toEqual(["Maria reacted 👍"]);
  });

  test("is told also of what was written on the phone, and of each person", async () => {
    const world = await createWorld();
    const { id } = await world.writes("On my way", { fromMe: true, author: ME });
    await world.run(1_000);
    await world.reacts(id, MARIA, "👍");
    await world.reacts(id, { ...JOSE, name: null }, "👍");
    await world.run(10_000);
    expect(lines(world)).toEqual(["Maria reacted 👍", "The customer reacted 👍"]);
    expect(world.board.notes[0]?.message).toBe(world.find("On my way").message);
  });

  test("is not told when it was undone within moments, nor more than once a minute", async () => {
    const world = await answered();
    await world.reacts("sent-1", MARIA, "👍");
    await world.clock.advance(500);
    await world.reacts("sent-1", MARIA, null);
    await world.run(10_000);
    expect(lines(world)).toEqual([]);
    for (let turn = 0; turn < 20; turn += 1) {
      await world.reacts("sent-1", MARIA, turn % 2 === 0 ? "❤️" : null);
      await world.clock.advance(50);
    }
    await world.reacts("sent-1", MARIA, "❤️");
    await world.run(10_000);
    expect(lines(world)).toEqual(["Maria reacted ❤️"]);
    for (let turn = 0; turn < 4; turn += 1) {
      await world.reacts("sent-1", MARIA, turn % 2 === 0 ? null : "❤️");
      await world.run(6_000);
    }
    expect(lines(world)).toEqual(["Maria reacted ❤️"]);
  });

  test("is told again when it comes again later", async () => {
    const world = await answered();
    for (const emoji of ["👍", null, "👍"]) {
      await world.reacts("sent-1", MARIA, emoji);
      await world.run(2 * MINUTE);
    }
    expect(lines(world)).toEqual(["Maria reacted 👍", "Maria reacted 👍"]);
  });

  test("is told once where the answer of the platform was lost", async () => {
    const world = await answered();
    await world.reacts("sent-1", MARIA, "👍");
    world.board.next("lost", "failed");
    await world.run(5 * MINUTE);
    expect(lines(world)).toEqual(["Maria reacted 👍"]);
  });

  test("is let go of where the thread takes nothing", async () => {
    const world = await answered();
    await world.reacts("sent-1", MARIA, "👍");
    world.board.always("C0NORTH", "unpostable");
    await world.run(60 * MINUTE);
    expect(world.board.calls.filter((call) => call === "note")).toHaveLength(1);
  });

  test("is not told by policy, while the reaction is there", async () => {
    const world = await answered({ links: [linked("northwind", {}, { outbound: "all", notes: false })] });
    await world.reacts("sent-1", MARIA, "👍");
    await world.run(10_000);
    expect(lines(world)).toEqual([]);
    const [feed] = (await world.store.mirrorsOn(ACCOUNT, "sent-1", 0)).flatMap(({ feeds }) => feeds);
    expect(feed === undefined ? [] : world.botShows(feed as Message)).toEqual(["👍"]);
  });
});

describe("a reaction that says nothing new", () => {
  test("to a customer's message is not told", async () => {
    const world = await createWorld();
    const { id } = await world.writes("Friday?");
    await world.run(1_000);
    await world.reacts(id, JOSE, "👍");
    await world.run(10_000);
    expect(lines(world)).toEqual([]);
  });

  test("to an older message of ours is not told", async () => {
    const world = await answered();
    await world.says("dana", "Or at four");
    await world.run(1_000);
    await world.reacts("sent-1", MARIA, "👍");
    await world.run(10_000);
    expect(lines(world)).toEqual([]);
    await world.reacts("sent-2", MARIA, "❤️");
    await world.run(10_000);
    expect(lines(world)).toEqual(["Maria reacted ❤️"]);
  });

  test("with `outbound` alone is not told", async () => {
    const world = await createWorld({ links: [link("northwind", { direction: "outbound" })] });
    const { id } = await world.writes("On my way", { fromMe: true });
    await world.run(1_000);
    await world.reacts(id, MARIA, "👍");
    await world.run(10_000);
    expect(lines(world)).toEqual([]);
  });
});

describe("what the channel cannot show", () => {
  test("is told of any message, and is no reaction", async () => {
    const world = await createWorld();
    const { id } = await world.writes("Friday?");
    await world.run(1_000);
    await world.reacts(id, MARIA, "🫨");
    await world.reacts(id, JOSE, null, { op: "add" });
    await world.run(10_000);
    expect(lines(world)).toEqual(["Maria reacted 🫨", "José reacted with a sticker"]);
    expect(world.botShows(world.find("Friday?"))).toEqual([]);
  });

  test("ends what the same person showed before", async () => {
    const world = await createWorld();
    const { id } = await world.writes("Friday?");
    await world.run(1_000);
    await world.reacts(id, MARIA, "👍");
    await world.run(3_000);
    await world.reacts(id, MARIA, "🫨");
    await world.run(3_000);
    expect(world.botShows(world.find("Friday?"))).toEqual([]);
  });

  test("is not shown by a reading either, and parks nothing", async () => {
    const world = await createWorld();
    const { id } = await world.writes("Friday?");
    await world.run(1_000);
    world.provider.shows(id, 0, MARIA.id, "🫨");
    await world.sweep();
    await world.run(10_000);
    expect(world.bot.calls).toEqual([]);
    expect((await world.store.backlog()).parked).toBe(0);
  });
});
