import { afterEach, describe, expect, it } from "vitest";
import { openWorld, shown, type World, type WorldOptions } from "./world.ts";

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await openWorld(options);
  await world.start();
}
const PINNED_MESSAGE = 6;
const said = () =>
  world.guild
    .messages(world.channel)
    .filter(({ type }) => type !== PINNED_MESSAGE)
    .map(({ content }) => shown(content));
const pinned = () => [...world.channel.pins.keys()].map((id) => shown(world.channel.messages.get(id)?.content ?? ""));
const pin = (text: string, again = false) => world.source.pin?.(world.channel.id, text, text, again);

describe("what the bridge pins in a Discord channel", () => {
  it("is said, and pinned in the place of what it pinned before; what people pinned stays, also of the bot's", async () => {
    await open({ wantsMessages: () => true });
    const other = world.guild.post(world.guild.bot, "Opening hours", { channel: world.channel });
    world.channel.pins.set(other.id, new Date().toISOString());
    expect(await pin("first\n🎉 🏆 → 👏")).toBe(true);
    expect(pinned()).toEqual(["Opening hours", "first\n🎉 🏆 → 👏"]);
    expect(await pin("second")).toBe(true);
    expect([pinned(), said()]).toEqual([
      ["Opening hours", "second"],
      ["Opening hours", "first\n🎉 🏆 → 👏", "second"],
    ]);
    // What Discord itself says of it in the channel is nobody's message.
    expect([world.discord.violations, world.events, world.malformed]).toEqual([[], [], []]);
  });

  it("is said and pinned once, wherever an answer was lost", async () => {
    await open();
    await pin("before");
    for (const operation of ["create_message", "create_pin", "delete_pin"]) {
      world.discord.api.refuse(operation, { after: "cut" });
      await expect(pin(`lost in ${operation}`)).rejects.toThrow();
      expect(await pin(`lost in ${operation}`, true)).toBe(true);
      expect(pinned()).toEqual([`lost in ${operation}`]);
    }
    expect(said()).toHaveLength(4);
  });

  it("is said and not pinned where the bot may not pin, or nothing more can be pinned", async () => {
    await open({ permissions: ["ViewChannel", "SendMessages", "ReadMessageHistory"] });
    expect(await pin("hello")).toBe(false);
    world.discord.api.refuse("create_pin", { status: 400, code: 30003 });
    expect(await pin("again")).toBe(false);
    expect([said(), pinned()]).toEqual([["hello", "again"], []]);
  });

  it("stands beside the one before where that cannot be looked for, and is tried again when Discord fails", async () => {
    await open();
    await pin("first");
    world.discord.api.refuse("list_pins", { status: 403, code: 50001 });
    expect(await pin("second")).toBe(true);
    expect(pinned()).toEqual(["first", "second"]);
    world.discord.api.refuse("create_pin", { status: 500 });
    await expect(pin("third")).rejects.toThrow();
    expect(await pin("third", true)).toBe(true);
    expect(pinned()).toEqual(["third"]);
  });
});
