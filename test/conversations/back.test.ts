import { describe, expect, test } from "vitest";
import type { Author } from "../../src/domain/heard.ts";
import { slotOn } from "../../src/domain/slot.ts";
import { link, rules } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { ANA, inbox, JOSE, linked, MARIA, ME, OTHER_CHAT } from "./given.ts";
import { createWorld, type World, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const MANY = rules({ replaces: false, perMessage: 5, removesByName: true });

/** A customer's message in the channel. */
async function shown(plan: WorldPlan = {}): Promise<World & { readonly id: string; readonly bot: () => readonly string[] }> {
  const world = await createWorld(plan);
  const { id } = await world.writes("Friday?");
  await world.run(1_000);
  return { ...world, id, bot: () => world.botShows(world.find("Friday?")) } as never;
}

async function react(world: World & { readonly id: string }, ...some: readonly (readonly [Author, string | null])[]): Promise<void> {
  for (const [person, emoji] of some) {
    await world.reacts(world.id, person, emoji);
    await world.run(3_000);
  }
}

describe("what people over there react", () => {
  test("is the bot's reaction, and goes when it is taken back", async () => {
    const world = await shown();
    await react(world, [MARIA, "👍"]);
    expect(world.bot()).toEqual(["👍"]);
    await react(world, [MARIA, null]);
    expect(world.bot()).toEqual([]);
  });

  test("is counted over the people of a group: one reaction for each emoji, gone with the last", async () => {
    const world = await shown();
    await react(world, [MARIA, "👍"], [JOSE, "👍"], [ANA, "❤️"]);
    expect(world.bot().toSorted()).toEqual(["❤️", "👍"].toSorted());
    await react(world, [MARIA, null]);
    expect(world.bot().toSorted()).toEqual(["❤️", "👍"].toSorted());
    await react(world, [JOSE, null]);
    expect(world.bot()).toEqual(["❤️"]);
    await react(world, [ANA, null]);
    expect(world.bot()).toEqual([]);
  });

  test("stays off once a moderator has taken the bot's reaction off, and comes with the next", async () => {
    const world = await createWorld();
    const { id } = await world.writes("Friday?");
    await world.run(1_000);
    const message = world.find("Friday?");
    await react({ ...world, id }, [MARIA, "👍"]);
    // The echo of our own step changes nothing.
    await world.receive({ kind: "own", message, op: "add", emoji: "👍" });
    await world.bot.target.remove(slotOn(message), "👍", new AbortController().signal);
    await world.receive({ kind: "own", message, op: "remove", emoji: null });
    await world.run(MINUTE);
    expect(world.botShows(message)).toEqual([]);
    await react({ ...world, id }, [JOSE, "❤️"]);
    expect(world.botShows(message)).toEqual(["❤️"]);
  });

  test("takes the place of what the same person showed, where a person shows one", async () => {
    const world = await shown();
    await react(world, [MARIA, "👍"], [MARIA, "❤️"]);
    expect(world.bot()).toEqual(["❤️"]);
    await react(world, [MARIA, null]);
    expect(world.bot()).toEqual([]);
  });

  test("lies beside it where a person shows several, and each is taken back by its name", async () => {
    const world = await shown({ accounts: { [ACCOUNT]: { rules: MANY } } });
    await react(world, [MARIA, "👍"], [MARIA, "❤️"]);
    expect(world.bot().toSorted()).toEqual(["❤️", "👍"].toSorted());
    await world.reacts(world.id, MARIA, "👍", { op: "remove" });
    await world.run(3_000);
    expect(world.bot()).toEqual(["❤️"]);
  });

  test("is right in whatever order and however often it is delivered", async () => {
    const world = await shown();
    const first = await world.reacts(world.id, MARIA, "👍");
    await world.clock.advance(100);
    const second = await world.reacts(world.id, MARIA, "❤️");
    await world.hear([second, first, second, first]);
    await world.run(3_000);
    expect(world.bot()).toEqual(["❤️"]);
    const other = await shown();
    await other.clock.advance(200);
    await other.hear({ ...second, id: other.id, atUs: other.clock.now() * 1_000, event: "later" });
    await other.hear({ ...first, id: other.id, atUs: (other.clock.now() - 100) * 1_000, event: "earlier" });
    await other.run(3_000);
    expect(other.bot()).toEqual(["❤️"]);
  });

  test("that comes before the message is shown waits for it", async () => {
    const world = await createWorld();
    world.board.always("C0NORTH", "failed");
    const { id } = await world.writes("Friday?");
    await world.reacts(id, MARIA, "👍");
    await world.reacts(id, JOSE, "❤️");
    await world.reacts(id, JOSE, null, { atUs: world.clock.now() * 1_000 + 1 });
    await world.run(3 * 60 * MINUTE);
    world.board.always("C0NORTH", null);
    await world.run(15 * MINUTE);
    expect(world.botShows(world.find("Friday?"))).toEqual(["👍"]);
  });

  test("survives a restart", async () => {
    const world = await shown();
    await react(world, [MARIA, "👍"]);
    const again = await world.restart();
    await again.reacts(world.id, JOSE, "👍");
    await again.reacts(world.id, MARIA, null);
    await again.run(5_000);
    expect(world.bot()).toEqual(["👍"]);
    await again.reacts(world.id, JOSE, null);
    await again.run(5_000);
    expect(world.bot()).toEqual([]);
  });

  test("appears in each channel that shows the message", async () => {
    const world = await shown({ links: [linked(), inbox()] });
    await react(world, [MARIA, "👍"]);
    expect(world.bot()).toEqual(["👍"]);
    expect(world.botShows(world.find("Friday?", "C0INBOX"))).toEqual(["👍"]);
  });

  test("appears on a message that another tool linked", async () => {
    const world = await createWorld({ links: [linked("northwind", {}, { inbound: false })] });
    const message = await world.says("dana", "Look at this");
    await world.introduce.introduce("northwind", message, { id: "by-the-tool", fromMe: true });
    await world.reacts("by-the-tool", MARIA, "👍");
    await world.run(3_000);
    expect(world.botShows(message)).toEqual(["👍"]);
  });

  test("is kept for nobody where no link is about the conversation", async () => {
    const world = await createWorld();
    await world.reacts("somewhere-else", MARIA, "👍", { conversation: OTHER_CHAT });
    expect(world.counted).toEqual({ unlinked: 1 });
    const message = { platform: "whatsapp", workspace: ACCOUNT, channel: ACCOUNT, message: "somewhere-else#0" } as const;
    expect(await world.store.awaited(message)).toBe(false);
  });

  test("that came too late to still make sense is not shown", async () => {
    const world = await shown();
    await world.clock.advance(2 * 24 * 60 * MINUTE);
    await world.reacts(world.id, MARIA, "👍", { atUs: (world.clock.now() - 25 * 60 * MINUTE) * 1_000 });
    await world.run(3_000);
    expect(world.bot()).toEqual([]);
  });
});

describe("which way reactions go", () => {
  const only = (direction: "inbound" | "outbound" | "off") => ({ links: [link("northwind", { direction })] });

  test("with `outbound` nothing of it is shown", async () => {
    const world = await shown(only("outbound"));
    await react(world, [MARIA, "👍"]);
    expect(world.bot()).toEqual([]);
    await world.press("dana", "❤️", world.find("Friday?"));
    await world.run(3_000);
    expect(world.phone.shown(world.id)).toEqual(["❤️"]);
  });

  test("with `inbound` it is shown, and nothing leaves", async () => {
    const world = await shown(only("inbound"));
    await react(world, [MARIA, "👍"]);
    await world.press("dana", "❤️", world.find("Friday?"));
    await world.run(3_000);
    expect(world.bot()).toEqual(["👍"]);
    expect(world.phone.calls).toEqual([]);
  });

  test("with `off` neither way", async () => {
    const world = await shown(only("off"));
    await react(world, [MARIA, "👍"]);
    await world.press("dana", "❤️", world.find("Friday?"));
    await world.run(3_000);
    expect([...world.bot(), ...world.phone.calls]).toEqual([]);
  });

  test("while another organization reads along nothing is shown until an admin has confirmed it, and everything then", async () => {
    const world = await shown();
    await world.receive({ kind: "shared", channel: { platform: "slack", workspace: "T0ACME", channel: "C0NORTH" } });
    await react(world, [MARIA, "👍"]);
    const { id } = await world.writes("Or Monday?");
    await world.reacts(id, JOSE, "❤️");
    await world.run(30 * MINUTE);
    expect([...world.bot(), ...world.texts().slice(1)]).toEqual([]);
    await world.links.turn("northwind", null);
    await world.run(15 * MINUTE);
    expect([world.bot(), world.botShows(world.find("Or Monday?"))]).toEqual([["👍"], ["❤️"]]);
  });

  test("what the team may not react with comes in all the same", async () => {
    const world = await shown({ links: [link("northwind", { emoji: { deny: ["👀"] }, who: { allow: [], deny: ["members"] } })] });
    await react(world, [MARIA, "👀"]);
    expect(world.bot()).toEqual(["👀"]);
  });
});

describe("what our own account reacts", () => {
  test("is the echo of what the team pressed, and changes nothing in the channel or over there", async () => {
    const world = await shown();
    await world.press("dana", "👍", world.find("Friday?"));
    await world.run(3_000);
    await react(world, [MARIA, "❤️"]);
    const calls = [...world.phone.calls];
    await world.reacts(world.id, ME, "👍", { fromMe: true });
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(calls);
    expect(world.bot()).toEqual(["❤️"]);
    expect(world.board.notes).toEqual([]);
  });

  test("on its phone stands as its owner's, until somebody presses something newer", async () => {
    const world = await shown();
    await world.press("dana", "👍", world.find("Friday?"));
    await world.run(3_000);
    await world.clock.advance(MINUTE);
    await world.reacts(world.id, ME, "🎉", { fromMe: true });
    await world.run(MINUTE);
    expect(world.phone.calls).toEqual(["+👍"]);
    expect(world.bot()).toEqual([]);
    await world.press("lee", "❤️", world.find("Friday?"));
    await world.run(MINUTE);
    expect(world.phone.shown(world.id)).toEqual(["❤️"]);
  });

  test("in a circle ends nowhere: the bot's reaction is nobody's, and neither is ours", async () => {
    const world = await shown({ links: [linked(), inbox()] });
    const [one, two] = [world.find("Friday?"), world.find("Friday?", "C0INBOX")];
    await world.press("dana", "👍", one);
    await world.press("lee", "❤️", two);
    await react(world, [MARIA, "🎉"]);
    for (const emoji of ["👍", "❤️"]) await world.reacts(world.id, ME, emoji, { fromMe: true });
    await world.run(10 * MINUTE);
    expect([world.botShows(one), world.botShows(two)]).toEqual([["🎉"], ["🎉"]]);
    expect(world.phone.shown(world.id)).toEqual(["❤️"]);
    expect(world.phone.calls.length).toBeLessThanOrEqual(3);
  });
});
