import { describe, expect, test } from "vitest";
import type { HeardEdit } from "../../src/domain/heard.ts";
import { inbox, linked } from "./given.ts";
import { createWorld } from "./world.ts";

const MINUTE = 60_000;
const edited = (id: string, text: string, change: Partial<HeardEdit> = {}): HeardEdit => ({
  ...{ kind: "edited", id, part: 0, text, event: `edit ${id} ${text}` },
  ...change,
});

describe("a message that its author changes", () => {
  test("changes in every channel that shows it, and once for each edit", async () => {
    const world = await createWorld({ links: [linked(), inbox()] });
    const { id } = await world.writes("The pump leeks");
    await world.run(1_000);
    await world.hear(edited(id, "The pump leaks"));
    await world.hear(edited(id, "The pump leaks"));
    await world.run(1_000);
    expect(world.texts()).toEqual(["Maria · WhatsApp: The pump leaks"]);
    expect(world.texts("C0INBOX")).toEqual(["Maria in Northwind orders · WhatsApp: The pump leaks"]);
    await world.hear(edited(id, "The pump leeks", { event: "back again" }));
    await world.run(1_000);
    expect(world.texts()).toEqual(["Maria · WhatsApp: The pump leeks"]);
    expect(world.board.calls.filter((call) => call === "amend")).toHaveLength(4);
  });

  test("changes in the part that was edited alone, and goes as a whole", async () => {
    const world = await createWorld();
    const parts = ["one", "two"].map((text, part) => ({ part, text, attachments: [] }));
    const { id } = await world.writes("", { parts });
    await world.run(1_000);
    await world.hear(edited(id, "zwei", { part: 1 }));
    await world.run(1_000);
    expect(world.board.posted.map(({ text }) => text)).toEqual(["one", "zwei"]);
    await world.hear({ kind: "deleted", id });
    await world.run(1_000);
    expect(world.board.posted.map(({ deleted }) => deleted)).toEqual([true, true]);
  });

  test("changes in the order in which it was told, also when the platform does not answer in between", async () => {
    const world = await createWorld();
    const { id } = await world.writes("one");
    await world.run(1_000);
    world.board.next("failed", "lost");
    await world.hear([edited(id, "two"), edited(id, "three"), { kind: "deleted", id }]);
    await world.run(MINUTE);
    expect(world.board.posted).toMatchObject([{ deleted: true }]);
  });

  test.each([30_000, 3 * 60 * MINUTE])("changes, too, when the edit comes before the message could be shown (%i ms)", async (awayMs) => {
    const world = await createWorld();
    world.board.always("C0NORTH", "failed");
    const [first, second] = [await world.writes("It is brokken"), await world.writes("My number is 123")];
    await world.hear([edited(first.id, "It is broken"), { kind: "deleted", id: second.id }]);
    await world.run(awayMs);
    world.board.always("C0NORTH", null);
    await world.run(21 * MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: It is broken", "Maria · WhatsApp: null"]);
  });

  test("changes, too, when the channel took no messages until then", async () => {
    const world = await createWorld();
    world.board.always("C0NORTH", "unpostable");
    const { id } = await world.writes("My number is 123");
    await world.hear({ kind: "deleted", id });
    await world.run(2 * 60 * MINUTE);
    world.board.always("C0NORTH", null);
    await world.run(21 * MINUTE);
    expect(world.board.posted).toMatchObject([{ deleted: true }]);
  });

  test("does not change before an admin has confirmed who reads along, and goes all the same", async () => {
    const world = await createWorld();
    const [first, second] = [await world.writes("It is brokken"), await world.writes("My number is 123")];
    await world.run(1_000);
    await world.receive({ kind: "shared", channel: { platform: "slack", workspace: "T0ACME", channel: "C0NORTH" } });
    await world.hear([edited(first.id, "It is broken"), { kind: "deleted", id: second.id }]);
    await world.run(60 * MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: It is brokken", "Maria · WhatsApp: null"]);
    await world.links.turn("northwind", null);
    await world.run(11 * MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: It is broken", "Maria · WhatsApp: null"]);
  });

  test("changes nothing, and nobody is alarmed, where it is shown nowhere", async () => {
    const world = await createWorld({ links: [linked("other", { conversation: "another" })] });
    const { id } = await world.writes("The pump leeks");
    await world.hear([edited(id, "The pump leaks"), { kind: "deleted", id }]);
    await world.run(3 * 24 * 60 * MINUTE);
    expect(world.board.calls).toEqual([]);
    expect(Object.keys(world.counted).filter((line) => line.includes("could not"))).toEqual([]);
    expect(await world.store.claimItem("anybody", 1)).toEqual({ afterMs: null });
  });

  test("leaves alone what the team itself wrote and the phone changed", async () => {
    const world = await createWorld({ links: [linked("northwind", {}, { outbound: "all" })] });
    await world.says("dana", "At three");
    await world.run(1_000);
    await world.hear([edited("sent-1", "At four"), { kind: "deleted", id: "sent-1" }]);
    await world.run(3 * 24 * 60 * MINUTE);
    expect(world.texts()).toEqual([]);
    expect(await world.store.claimItem("anybody", 1)).toEqual({ afterMs: null });
  });
});
