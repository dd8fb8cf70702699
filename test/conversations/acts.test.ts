import { describe, expect, test } from "vitest";
import type { Command, Doing } from "../../src/domain/command.ts";
import type { Answer } from "../../src/ports/commands.ts";
import { rules } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { createWorld, type World } from "./world.ts";

const act = (does: Doing, emoji: string): Command => ({ kind: "act", does, emoji: { name: emoji, emoji }, via: "reaction" });
const text = ({ text: said }: Answer) => said.join("");

async function pressed(world: World, emoji = "👍") {
  const { id } = await world.writes("When do you come?");
  await world.run(3 * 60_000);
  const message = world.find("When do you come?");
  await world.press("dana", emoji, message);
  await world.run(5_000);
  return { id, message, place: { kind: "message", message } as const };
}

describe("Undo below a receipt", () => {
  test("takes the reaction off at the customer's, and says how it goes again", async () => {
    const world = await createWorld();
    const { id, message, place } = await pressed(world);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    const answer = await world.asks("dana", act("take-back", "👍"), { place });
    expect(text(answer)).toBe(
      "👍 is taken back. On the message in Northwind orders (3 minutes old) the customer sees nothing from us. Your reaction stays on the message here: take it off and react again to send it once more.",
    );
    expect(world.phone.shown(id)).toEqual([]);
    expect(await world.sweep()).toBe(0);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual([]);
    await world.unpress("dana", "👍", message);
    await world.run(5_000);
    await world.press("dana", "👍", message);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("pressed twice, or by somebody else, takes nothing back", async () => {
    const world = await createWorld();
    const { id, place } = await pressed(world);
    expect(text(await world.asks("lee", act("take-back", "👍"), { place }))).toContain("nothing of that to take back");
    expect(world.phone.shown(id)).toEqual(["👍"]);
    await world.asks("dana", act("take-back", "👍"), { place });
    expect(text(await world.asks("dana", act("take-back", "👍"), { place }))).toContain("nothing of that to take back");
  });

  test("leaves what a colleague holds", async () => {
    const world = await createWorld();
    const { id, message, place } = await pressed(world);
    await world.press("lee", "👍", message);
    await world.run(5_000);
    const answer = await world.asks("dana", act("take-back", "👍"), { place });
    expect(text(answer)).toContain("the customer sees 👍");
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("says what stays where nothing can be taken off", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: rules({ canRemove: false }) } } });
    const { place } = await pressed(world);
    expect(text(await world.asks("dana", act("take-back", "👍"), { place }))).toContain("still sees 👍");
    await world.run(5_000);
    expect(world.told).toEqual([]);
  });
});

test("whoever wants no receipts gets none, in any channel; a colleague still does", async () => {
  const world = await createWorld();
  const { message, place } = await pressed(world);
  expect(world.receipts).toHaveLength(1);
  expect(text(await world.asks("lee", act("hush", "👍"), { place }))).toContain("not told of that again");
  for (const person of ["lee", "kim"]) {
    await world.press(person, "🎉", message);
    await world.run(5_000);
  }
  expect(world.receipts.map((one) => one.split(":")[0])).toEqual(["dana", "kim"]);
});
