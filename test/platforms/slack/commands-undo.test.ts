import { afterEach, describe, expect, it } from "vitest";
import type { Undo } from "../../../src/domain/command.ts";
import type { Told } from "../../../src/sandbox/slack/state.ts";
import { answer, type DeskWorld, openDesk, wordsIn } from "./desk.ts";
import { CHANNEL, type Mode } from "./world.ts";

const SOON = { timeout: 6_000, interval: 5 };

let world: DeskWorld;
afterEach(() => world.close());

const told = () => world.slack.workspace.ephemerals.map(wordsIn);

/** Somebody reacts by command, and may take it back. */
async function reacted(undo: Undo): Promise<Told> {
  world.desk.answers.push(async () => answer("Reacted 🎉.", { undo }));
  const seen = await world.slack.workspace.command(world.dana, CHANNEL, "/react", "🎉");
  if (seen === null) throw new Error("nothing was told");
  return seen;
}

for (const mode of ["Socket Mode", "HTTP mode"] satisfies Mode[]) {
  describe(`Undo in ${mode}`, () => {
    it("asks for the removal of that emoji on that message, by a trigger of its own, and takes the answer's place", async () => {
      world = await openDesk(mode);
      const message = world.post();
      const seen = await reacted({ message, emoji: { name: "tada", emoji: "🎉" } });
      const after = Promise.withResolvers<ReturnType<typeof answer>>();
      world.desk.answers.push(async () => answer("Being taken back.", { later: after.promise }));
      expect(await world.slack.workspace.press(seen)).toBe(true);
      await expect.poll(told, SOON).toEqual(["Being taken back."]);
      after.resolve(answer("Taken back."));
      await expect.poll(told, SOON).toEqual(["Taken back."]);
      const [first, second] = world.desk.asked;
      expect(second).toEqual({
        ...{ id: expect.any(String), person: `slack:${world.slack.workspace.team}:${world.dana}`, channel: world.source.channel(CHANNEL) },
        ...{ command: { kind: "remove", emoji: { name: "tada", emoji: "🎉" } }, place: { kind: "message", message } },
      });
      expect(second?.id).not.toBe(first?.id);
      expect(world.slack.violations).toEqual([]);
    });

    it("stays to be pressed again when nobody can say what became of it", async () => {
      world = await openDesk(mode);
      const seen = await reacted({ message: world.post(), emoji: { name: "tada", emoji: "🎉" } });
      world.desk.answers.push(async () => {
        throw new Error("the store is gone");
      });
      expect(await world.slack.workspace.press(seen)).toBe(true);
      await expect.poll(told, SOON).toEqual(["Reacted 🎉.", expect.stringContaining("press Undo again")]);
      expect(await world.slack.workspace.press(seen)).toBe(true);
      await expect.poll(told, SOON).toEqual(["Done.", expect.stringContaining("press Undo again")]);
      expect(world.slack.violations).toEqual([]);
    });

    it("is left out where it is none of ours, counted, and nothing is asked", async () => {
      world = await openDesk(mode);
      const press = (value: unknown) =>
        world.slack.interact("interactive", {
          ...{ type: "block_actions", trigger_id: "1.2.a", user: { id: world.dana }, team: { id: world.slack.workspace.team } },
          ...{ container: { type: "message", channel_id: CHANNEL }, channel: { id: CHANNEL } },
          actions: [{ type: "button", action_id: "undo_reaction", block_id: "b", value }],
        });
      const values = [null, 7, "", "{", "null", '{"message":{}}', `"${"x".repeat(3_000)}"`];
      for (const value of values) expect(await press(value)).not.toBeNull();
      expect(world.desk.asked).toEqual([]);
      expect(world.malformed).toHaveLength(values.length);
    });
  });
}

describe("the button", () => {
  it("bears whatever can be taken back, custom emoji and messages of networks too", async () => {
    world = await openDesk("HTTP mode");
    const message = { platform: "whatsapp", workspace: "acme", channel: "acme", message: "3EB0#0" } as const;
    const seen = await reacted({ message, emoji: { name: "shipit", emoji: null } });
    await world.slack.workspace.press(seen);
    await expect.poll(() => world.desk.asked.length, SOON).toBe(2);
    expect(world.desk.asked[1]).toMatchObject({
      ...{ command: { kind: "remove", emoji: { name: "shipit", emoji: null } }, place: { kind: "message", message } },
    });
  });

  it("is not there where it would be more than a button can bear", async () => {
    world = await openDesk("HTTP mode");
    const message = { ...world.post(), message: "9".repeat(2_000) };
    expect((await reacted({ message, emoji: { name: "tada", emoji: "🎉" } })).blocks).toHaveLength(1);
    expect(world.slack.violations).toEqual([]);
  });
});
