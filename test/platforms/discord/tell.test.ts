import { afterEach, describe, expect, it } from "vitest";
import { createTell } from "../../../src/platforms/discord/tell.ts";
import { openWorld, shown, type World } from "./world.ts";

const SOON = { timeout: 4_000, interval: 5 };

let world: World;
afterEach(() => world.close());

async function open(): Promise<void> {
  world = await openWorld();
  await world.start();
}
const tell = (text: string) => world.source.tell(world.messageOf(posted), world.person(world.dana), text);
let posted: ReturnType<World["post"]>;

describe("what one person is told", () => {
  it("is written to them directly, with which message it is about, and pings nobody", async () => {
    await open();
    posted = world.post();
    await tell("Your 🎉 is **kept** @here\nas 👏");
    await tell("again");
    const [first, second] = world.guild.dms(world.dana).map(({ content }) => shown(content));
    expect(first).toBe(
      `Your 🎉 is **kept** @here\nas 👏\n-# https://discord.com/channels/${world.guild.id}/${world.channel.id}/${posted.id}`,
    );
    expect(second?.startsWith("again")).toBe(true);
    expect([world.asked("create_dm"), world.guild.pings, world.discord.violations]).toEqual([1, [], []]);
  });

  it("is an answer in the channel where they take no direct messages, for them alone to be told, and goes away", async () => {
    await open();
    posted = world.post();
    world.guild.closeDms(world.dana);
    await tell("Your 🎉 is kept @everyone");
    const answer = world.guild.messages(world.channel).at(-1);
    expect(answer).toMatchObject({ pings: [world.dana.id], reference: { messageId: posted.id } });
    expect(shown(answer?.content ?? "")).toBe(`<@${world.dana.id}> Your 🎉 is kept @everyone`);
    await world.source.stop();
    expect(world.guild.messages(world.channel)).toHaveLength(1);
  });

  it("can be about a whole channel", async () => {
    await open();
    const about = { platform: "discord", workspace: world.guild.id, channel: world.channel.id, message: "" } as const;
    await world.source.tell(about, world.person(world.dana), "It could not be pinned.");
    const [told] = world.guild.dms(world.dana).map(({ content }) => shown(content));
    expect(told).toBe(`It could not be pinned.\n-# https://discord.com/channels/${world.guild.id}/${world.channel.id}`);
    world.guild.closeDms(world.eli);
    await world.source.tell(about, world.person(world.eli), "It could not be pinned.");
    const answer = world.guild.messages(world.channel).at(-1);
    expect(answer).toMatchObject({ pings: [world.eli.id], reference: null });
    await expect(world.source.tell({ ...about, channel: "nowhere" }, world.person(world.dana), "x")).rejects.toThrow();
    expect(world.discord.violations).toEqual([]);
  });

  it("goes away by itself after a while, also where somebody was faster", async () => {
    const paths: string[] = [];
    const rest = {
      ask: async ({ method, path }: { method: string; path: string }) =>
        method === "DELETE" ? paths.push(path) : { id: "118700100200300400" },
    };
    const said: unknown[] = [];
    const posts = {
      say: async (home: { channel: string }, ..._: unknown[]) => {
        said.push(home.channel);
        return "118700100200300401";
      },
    };
    world = await openWorld();
    const one = createTell({ rest: rest as never, posts, log: { info() {}, warn() {}, error() {} }, readWithinMs: 10 });
    await one(
      { platform: "discord", workspace: "@me", channel: "118700100200300402", message: "118700100200300403" },
      "118700100200300404",
      "x",
    );
    await expect.poll(() => paths, SOON).toEqual(["/channels/118700100200300402/messages/118700100200300401"]);
    await one.stop();
    expect(paths).toHaveLength(1);
  });

  it("is told to have not arrived where nobody can say, and to nobody from elsewhere", async () => {
    await open();
    posted = world.post();
    for (const how of [{ status: 500 }, { status: 429, retryAfterS: 30 }, { cut: true }] as const) {
      world.discord.api.refuse("create_message", how);
      await expect(tell("x")).rejects.toThrow();
    }
    await expect(world.source.tell(world.messageOf(posted), "slack:T1:U1", "x")).rejects.toThrow();
    expect(world.guild.dms(world.dana)).toEqual([]);
  });
});

describe("what the bridge says in a channel", () => {
  it("is said once after a lost answer, sooner or later than Discord remembers", async () => {
    let now = Date.now();
    world = await openWorld({ now: () => now });
    await world.start();
    world.discord.api.refuse("create_message", { after: "cut" });
    await expect(world.source.say(world.channel.id, "**hello**", "k1", false)).rejects.toThrow();
    await world.source.say(world.channel.id, "**hello**", "k1", false);
    now += 10 * 60_000;
    await world.source.say(world.channel.id, "**hello**", "k1", true);
    expect(world.guild.messages(world.channel).map(({ content }) => shown(content))).toEqual(["**hello**"]);
    expect(world.guild.messages(world.channel)[0]?.content.endsWith("\\*\\*hello\\*\\*")).toBe(true);
  });

  it("is said once more where the bot may not look, and not before it could where it may", async () => {
    await open();
    await world.source.say(world.channel.id, "hello", "k1", false);
    world.discord.api.refuse("list_messages", { status: 500 }, 5);
    await expect(world.source.say(world.channel.id, "hello", "k1", true)).rejects.toThrow();
    world.discord.api.refuse("list_messages", { status: 403, code: 50001 });
    await world.source.say(world.channel.id, "hello", "k1", true);
    // Discord itself still knows the nonce.
    expect(world.guild.messages(world.channel)).toHaveLength(1);
  }, 15_000);
});
