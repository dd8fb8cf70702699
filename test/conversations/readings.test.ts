import { describe, expect, test } from "vitest";
import { rules } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { ANA, JOSE, linked, MARIA, reacted } from "./given.ts";
import { createWorld, type World, type WorldPlan } from "./world.ts";

async function shown(plan: WorldPlan = {}): Promise<World & { readonly id: string }> {
  const world = await createWorld(plan);
  const { id } = await world.writes("Friday?");
  await world.run(1_000);
  return { ...world, id };
}

const bot = (world: World) => world.botShows(world.find("Friday?")).toSorted();

describe("reading what people over there show", () => {
  test("puts right what no delivery brought or took away, and a healthy bridge repairs nothing", async () => {
    const world = await shown();
    await world.reacts(world.id, MARIA, "👍");
    await world.run(3_000);
    world.provider.shows(world.id, 0, MARIA.id, null);
    world.provider.shows(world.id, 0, JOSE.id, "❤️");
    await world.clock.advance(1_000);
    await world.sweep();
    await world.run(3_000);
    expect(bot(world)).toEqual(["❤️"]);
    const { repaired } = world.counted;
    await world.sweep();
    await world.run(3_000);
    expect(world.counted["repaired"]).toBe(repaired);
    expect(bot(world)).toEqual(["❤️"]);
  });

  test("removes nothing where not everybody is listed", async () => {
    const world = await shown();
    for (const [person, emoji] of [
      [MARIA, "👍"],
      [JOSE, "❤️"],
      [ANA, "🎉"],
    ] as const)
      await world.reacts(world.id, person, emoji);
    await world.run(3_000);
    world.provider.cutShort(true);
    await world.clock.advance(1_000);
    await world.sweep();
    await world.run(3_000);
    expect(bot(world)).toEqual(["❤️", "👍", "🎉"].toSorted());
  });

  test("leaves what is newer, and changes nothing when it fails", async () => {
    const world = await shown();
    await world.reacts(world.id, MARIA, "👍", { atUs: (world.clock.now() + 60_000) * 1_000 });
    world.provider.shows(world.id, 0, MARIA.id, null);
    await world.sweep();
    await world.run(3_000);
    expect(bot(world)).toEqual(["👍"]);
    await world.store.pause(ACCOUNT, "the key was revoked");
    await world.clock.advance(120_000);
    await world.sweep();
    await world.run(3_000);
    expect(bot(world)).toEqual(["👍"]);
  });

  test("tells what it found wherever the message is shown later, and the delivery that was missed tells there, too, when that was", async () => {
    const second = linked("second", { channel: "slack:C0SECOND" }, { inbound: false });
    const world = await shown({ links: [linked(), second] });
    const pressedMs = world.clock.now();
    world.provider.shows(world.id, 0, MARIA.id, "👍");
    world.provider.shows(world.id, 0, ANA.id, "🎉");
    await world.clock.advance(1_000);
    await world.sweep();
    await world.hear(reacted(world.id, ANA, "🎉", pressedMs));
    const message = await world.says("dana", "Look at this", { channel: "C0SECOND" });
    await world.introduce.introduce("second", message, { id: world.id });
    await world.reacts(world.id, JOSE, "❤️");
    await world.run(3_000);
    await world.hear(reacted(world.id, MARIA, "👍", pressedMs + 1));
    await world.run(3_000);
    const { mirrors } = await world.store.mirrors({ limit: 9 });
    const back = mirrors.filter(({ slot }) => slot.account === "slack");
    const since = back.map(({ facts }) => new Map(facts.map(({ name, atUs }) => [name, atUs / 1_000 - pressedMs])));
    const known = new Map([
      ["🎉", 0],
      ["👍", 1],
      ["❤️", since[0]?.get("❤️") ?? 0],
    ]);
    expect(since).toEqual([known, known]);
    expect(world.botShows(message).toSorted()).toEqual(["❤️", "👍", "🎉"].toSorted());
  });

  test("says nothing of it in the thread", async () => {
    const world = await shown();
    world.provider.shows(world.id, 0, MARIA.id, "👍");
    await world.sweep();
    await world.run(60_000);
    expect(bot(world)).toEqual(["👍"]);
    expect(world.board.notes).toEqual([]);
  });

  test("asks about the part that is meant, and nobody who cannot be asked", async () => {
    const world = await createWorld();
    const { id } = await world.writes("", { parts: [0, 1].map((part) => ({ part, text: `part ${part}`, attachments: [] })) });
    await world.run(1_000);
    world.provider.shows(id, 1, MARIA.id, "👍");
    await world.sweep();
    await world.run(3_000);
    expect([world.botShows(world.find("part 0")), world.botShows(world.find("part 1"))]).toEqual([[], ["👍"]]);
    const deaf = await shown({ accounts: { [ACCOUNT]: { knows: ["send"] } } });
    await deaf.reacts(deaf.id, MARIA, "👍");
    await deaf.run(3_000);
    await deaf.sweep();
    await deaf.run(3_000);
    expect(bot(deaf)).toEqual(["👍"]);
    expect(deaf.provider.asked).toEqual([]);
  });

  test("keeps no channel from being read: both go on side by side, and a gap begins the channel's anew", async () => {
    const world = await createWorld();
    for (let index = 0; index < 20; index += 1) await world.writes(`message ${index}`);
    await world.run(1_000);
    world.resync.start();
    await world.clock.advance(5_000);
    expect(world.reads).toHaveLength(20);
    expect(world.provider.asked).toEqual(["held"]);
    world.resync.gap({ platform: "slack" });
    await world.clock.advance(5_000);
    expect(world.reads).toHaveLength(40);
    await world.clock.advance(60_000);
    expect(world.provider.asked.length).toBeGreaterThan(5);
    await world.resync.stop();
  });

  test("takes one call of the account's limit, and none while there is none", async () => {
    const limits = [{ scope: "credential:1", requests: 1, perMs: 3_600_000 }];
    const world = await shown({ accounts: { [ACCOUNT]: { limits } } });
    await world.sweep();
    await world.sweep();
    expect(world.provider.asked).toEqual(["held"]);
  });

  test("takes what is there for news, whatever network it is", async () => {
    const many = rules({ replaces: false, perMessage: 5, removesByName: true });
    const world = await shown({ accounts: { [ACCOUNT]: { rules: many } } });
    await world.reacts(world.id, MARIA, "👍");
    await world.reacts(world.id, JOSE, "❤️");
    await world.run(3_000);
    world.provider.shows(world.id, 0, MARIA.id, "🎉");
    await world.clock.advance(1_000);
    await world.sweep();
    await world.run(3_000);
    expect(bot(world)).toEqual(["❤️", "🎉"].toSorted());
  });
});

describe("a target that can be read, but not always", () => {
  test.each([{ readable: true }, { readable: false }])("is confirmed all the same after a lost answer (%j)", async ({ readable }) => {
    const world = await shown({ accounts: { [ACCOUNT]: { readable } } });
    const { target } = world.phone;
    const blind = { ...target, shown: async () => null };
    const again = await world.restart({ around: (part) => (part === target && readable ? (blind as never) : part) });
    again.phone.next({
      failure: { kind: "transient", ambiguous: true, message: "No answer.", vendor: { status: 0 } },
      landsAfterMs: "never",
    });
    await again.press("dana", "👍", again.find("Friday?"));
    await again.run(120_000);
    expect(again.phone.shown(world.id)).toEqual(["👍"]);
    const [mirror] = await again.store.mirrorsOn(ACCOUNT, world.id, 0);
    expect(mirror).toMatchObject({ possible: [], confirmAtMs: null, observed: ["👍"] });
  });
});
