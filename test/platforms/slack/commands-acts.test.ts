import { afterEach, describe, expect, it } from "vitest";
import type { Action } from "../../../src/domain/command.ts";
import { type DeskWorld, openDesk, wordsIn } from "./desk.ts";
import { CHANNEL, type Mode } from "./world.ts";

const SOON = { timeout: 6_000, interval: 5 };

let world: DeskWorld;
afterEach(() => world.close());

const told = () => world.slack.workspace.ephemerals.map(wordsIn);
const personOf = (user: string) => `slack:${world.slack.workspace.team}:${user}`;

function actions(message = world.post()): readonly Action[] {
  const about = { message, emoji: { name: "tada", emoji: "🎉" }, via: "reaction" } as const;
  return [
    { ...about, does: "take-back", label: "Undo" },
    { ...about, does: "hush", label: "Don't show again" },
  ];
}

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  describe(`buttons below what one person is told, in ${mode}`, () => {
    it("ask for what they say, for that press, and what became of it takes their place", async () => {
      world = await openDesk(mode);
      const [first, second] = actions();
      if (first === undefined || second === undefined) throw new Error("there are two");
      await world.source.tell(first.message, personOf(world.dana), "The customer sees <your> 🎉 & more.", [first, second]);
      expect(told()).toEqual(["The customer sees <your> 🎉 & more."]);
      const [seen] = world.slack.workspace.ephemerals;
      if (seen === undefined) throw new Error("nothing was told");
      expect(await world.slack.workspace.press(seen, "Don't show again")).toBe(true);
      await expect.poll(told, SOON).toEqual(["Done."]);
      expect(world.desk.asked).toEqual([
        {
          ...{ id: expect.any(String), person: personOf(world.dana), channel: world.source.channel(CHANNEL) },
          command: { kind: "act", does: "hush", emoji: { name: "tada", emoji: "🎉" }, via: "reaction" },
          place: { kind: "message", message: first.message },
        },
      ]);
      expect(world.slack.violations).toEqual([]);
    });

    it("stay to be pressed again when nobody can say what became of it", async () => {
      world = await openDesk(mode);
      const both = actions();
      await world.source.tell(both[0]?.message ?? world.post(), personOf(world.dana), "Seen.", both);
      world.desk.answers.push(async () => {
        throw new Error("the store is gone");
      });
      const [seen] = world.slack.workspace.ephemerals;
      if (seen === undefined) throw new Error("nothing was told");
      await world.slack.workspace.press(seen);
      await expect.poll(told, SOON).toEqual(["Seen.", expect.stringContaining("press the button again")]);
      await world.slack.workspace.press(seen);
      await expect.poll(told, SOON).toEqual(["Done.", expect.stringContaining("press the button again")]);
      expect(world.desk.asked.map(({ command }) => command)).toMatchObject([{ does: "take-back" }, { does: "take-back" }]);
    });
  });
}

describe("a button that is none of ours", () => {
  it("is left out, counted, and nothing is asked", async () => {
    world = await openDesk("HTTP mode");
    const sound = { message: world.post(), emoji: { name: "tada", emoji: "🎉" }, does: "hush", via: "reaction" };
    const values = [
      "{",
      JSON.stringify({ ...sound, does: "drop" }),
      JSON.stringify({ ...sound, via: "phone" }),
      JSON.stringify({ does: "hush" }),
    ];
    for (const value of values) {
      await world.slack.interact("interactive", {
        ...{ type: "block_actions", trigger_id: "1.2.a", user: { id: world.dana }, team: { id: world.slack.workspace.team } },
        ...{ container: { type: "message", channel_id: CHANNEL }, channel: { id: CHANNEL } },
        actions: [{ type: "button", action_id: "press_hush", block_id: "b", value }],
      });
    }
    expect(world.desk.asked).toEqual([]);
    expect(world.malformed).toHaveLength(values.length);
  });
});

it("what is told without buttons is plain text, as ever", async () => {
  world = await openDesk("HTTP mode");
  await world.source.tell(world.post(), personOf(world.dana), "Kept.");
  expect(world.slack.workspace.ephemerals).toMatchObject([{ text: "Kept." }]);
  expect(world.slack.workspace.ephemerals[0]?.blocks ?? []).toEqual([]);
});
