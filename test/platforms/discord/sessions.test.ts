import { afterEach, describe, expect, it } from "vitest";
import { openWorld, type World, type WorldOptions } from "./world.ts";

const SOON = { timeout: 8_000, interval: 5 };

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await openWorld(options);
  await world.start();
}
const gaps = () => world.events.filter(({ kind }) => kind === "gap").length;
const added = () => world.events.filter(({ kind }) => kind === "added").length;

describe("a bridge beside which another one listens", () => {
  it("makes every call, and begins no session", async () => {
    world = await openWorld();
    await world.source.start(async (event) => void world.events.push(event), true);
    const posted = world.post();
    world.guild.react(world.dana, posted, "👍");
    const { reactions } = await world.source.held(world.messageOf(posted), new AbortController().signal);
    expect(reactions).toMatchObject([{ person: world.person(world.dana), emoji: "👍" }]);
    expect(await world.source.classes(world.person(world.dana))).toContain("members");
    expect(world.source.channel(world.channel.id)).toMatchObject({ workspace: world.guild.id });
    expect([world.source.connected(), world.discord.gateway.identifies, world.events]).toEqual([true, 0, []]);
  });

  it("listens when it is told to, and says that it has missed something; and ends when it is told to, and begins again", async () => {
    world = await openWorld();
    await world.source.start(async (event) => void world.events.push(event), true);
    const posted = world.post();
    for (const round of [1, 2]) {
      world.source.listening.begin(Date.now() - 10_000);
      await expect.poll(gaps, SOON).toBe(round);
      world.guild.react(world.dana, posted, "👍");
      await expect.poll(added, SOON).toBe(round);
      await world.source.listening.end();
      await expect.poll(() => world.discord.gateway.connections, SOON).toBe(0);
      world.guild.unreact(world.dana, posted, "👍");
    }
    expect([world.source.connected(), world.discord.gateway.identifies]).toEqual([true, 2]);
    expect(world.events.filter(({ kind }) => kind === "removed")).toEqual([]);
  });
});

describe("a connection that is lost", () => {
  it("is taken up again where it was, with all that happened meanwhile and no gap", async () => {
    await open();
    const posted = world.post();
    world.discord.gateway.cut();
    for (const emoji of ["👍", "🎉", "👀"]) world.guild.react(world.dana, posted, emoji);
    await expect.poll(added, SOON).toBe(3);
    expect(world.discord.gateway.resumes).toBe(1);
    expect([gaps(), world.discord.gateway.identifies]).toEqual([0, 1]);
    await expect.poll(() => world.source.connected(), SOON).toBe(true);
  });

  it("is a gap when Discord has forgotten the session", async () => {
    await open();
    const posted = world.post();
    world.discord.gateway.lose();
    world.guild.react(world.dana, posted, "👍");
    await expect.poll(gaps, SOON).toBe(1);
    expect([added(), world.discord.gateway.identifies]).toEqual([0, 2]);
    world.guild.react(world.dana, posted, "🎉");
    await expect.poll(added, SOON).toBe(1);
    expect(world.source.connected()).toBe(true);
  });

  it("is a gap when Discord says that the session is no more, and none when it asks to connect anew", async () => {
    await open();
    world.discord.gateway.reconnect();
    await expect.poll(() => world.discord.gateway.resumes, SOON).toBe(1);
    expect(gaps()).toBe(0);
    world.discord.gateway.invalidate();
    await expect.poll(gaps, SOON).toBe(1);
  });

  it("is told of as not connected, for as long as it is", async () => {
    await open();
    world.discord.gateway.down();
    world.discord.gateway.cut();
    await expect.poll(() => world.source.connected(), SOON).toBe(false);
    world.discord.gateway.up();
    await expect.poll(() => world.source.connected(), SOON).toBe(true);
  });

  it("is a gap that is told again until it is taken", async () => {
    let refused = 0;
    world = await openWorld();
    await world.start(async (event) => {
      if (event.kind === "gap" && refused++ === 0) throw new Error("the disk is full");
      world.events.push(event);
    });
    world.discord.gateway.lose();
    await expect.poll(gaps, SOON).toBe(1);
    expect(world.logged.join()).toContain("a gap was not taken");
  });

  it("is noticed when Discord answers no heartbeat", async () => {
    await open({ heartbeatMs: 100 });
    world.discord.gateway.silent();
    await expect.poll(() => world.discord.gateway.resumes, SOON).toBe(1);
  });
});

describe("dispatches that are not as documented", () => {
  const id = "118700100200300400";
  const MALFORMED: readonly (readonly [string, unknown])[] = [
    ["MESSAGE_REACTION_ADD", null],
    ["MESSAGE_REACTION_ADD", {}],
    ["MESSAGE_REACTION_ADD", { channel_id: id, message_id: id, guild_id: id, user_id: "dana", emoji: { id: null, name: "👍" } }],
    ["MESSAGE_REACTION_ADD", { channel_id: id, message_id: id, guild_id: id, user_id: id, emoji: { id: null, name: null } }],
    ["MESSAGE_REACTION_ADD", { channel_id: "../x", message_id: id, user_id: id, emoji: { id: null, name: "👍" } }],
    ["MESSAGE_REACTION_REMOVE", { channel_id: id, message_id: id, user_id: id }],
    ["MESSAGE_REACTION_REMOVE_ALL", []],
    ["MESSAGE_REACTION_REMOVE_EMOJI", { channel_id: id, message_id: id, emoji: null }],
    ["MESSAGE_DELETE", { id: 7 }],
    ["MESSAGE_DELETE_BULK", { ids: null, channel_id: id }],
    ["MESSAGE_CREATE", { id: {}, content: 1 }],
    ["MESSAGE_UPDATE", 3],
    ["CHANNEL_DELETE", {}],
    ["CHANNEL_CREATE", null],
    ["THREAD_CREATE", "x"],
    ["THREAD_LIST_SYNC", { threads: 7 }],
    ["THREAD_UPDATE", { id }],
    ["THREAD_MEMBERS_UPDATE", {}],
    ["GUILD_CREATE", { id }],
    ["GUILD_CREATE", null],
    ["GUILD_UPDATE", null],
    ["GUILD_DELETE", {}],
    ["GUILD_ROLE_CREATE", {}],
    ["GUILD_ROLE_DELETE", null],
    ["GUILD_MEMBER_UPDATE", null],
    ["GUILD_MEMBERS_CHUNK", null],
    ["INTERACTION_CREATE", null],
    ["INTERACTION_CREATE", { type: 2 }],
    ["USER_UPDATE", null],
    ["WEBHOOKS_UPDATE", null],
    ["PRESENCE_UPDATE", null],
    ["TYPING_START", null],
    ["VOICE_STATE_UPDATE", null],
    ["error", "boom"],
    ["__proto__", { constructor: null }],
  ];

  it("are counted, end nothing, and hide nothing that comes after them", async () => {
    await open({ wantsMessages: () => true });
    const posted = world.post();
    for (const [type, data] of MALFORMED) world.discord.gateway.malformed(type, data);
    for (const text of ["{", "null", "[]", '{"op":0}', '{"op":10}', '{"op":9}', '{"op":0,"t":"READY","s":1}', '"x"', '{"op":77,"d":{}}'])
      world.discord.gateway.raw(text);
    world.guild.react(world.dana, posted, "🎉");
    await expect.poll(added, SOON).toBe(1);
    expect(world.malformed.length).toBeGreaterThan(15);
    expect(world.malformed.join()).not.toMatch(/boom|dana/);
    expect(world.leftOut).toContain("payload malformed");
  });

  it("begin no session, and the next one is begun", async () => {
    world = await openWorld();
    const starting = world.start();
    await expect.poll(() => world.discord.gateway.connections, SOON).toBe(1);
    await starting;
    world.discord.gateway.malformed("READY", { session_id: "x", resume_gateway_url: "not an address", user: null, guilds: 7 });
    world.discord.gateway.cut();
    await expect.poll(() => world.discord.gateway.identifies, SOON).toBe(2);
    await expect.poll(gaps, SOON).toBe(1);
    world.guild.react(world.dana, world.post(), "🎉");
    await expect.poll(added, SOON).toBe(1);
  });
});

describe("a token that Discord refuses", () => {
  it("fails the start, with its name and what to do", async () => {
    world = await openWorld();
    world.discord.api.revoke();
    await expect(world.start()).rejects.toThrow(/refuses DISCORD_BOT_TOKEN: copy it again .*Reset Token/);
    expect(world.discord.gateway.identifies).toBe(0);
  });

  it("fails the start where it may not read messages, before that costs a session", async () => {
    world = await openWorld({ wantsMessages: () => true, granted: [] });
    await expect(world.start()).rejects.toThrow(/Message Content Intent/);
    expect(world.discord.gateway.identifies).toBe(0);
  });

  it("says that Discord cannot be reached", async () => {
    world = await openWorld();
    await world.discord.close();
    await expect(world.start()).rejects.toThrow(`Discord cannot be reached at ${world.discord.apiUrl}`);
  });

  it("is noticed while the bridge runs, said once, and tried again until it is good", async () => {
    await open({ askAgainMs: 50 });
    world.discord.api.revoke();
    world.discord.gateway.cut(4004);
    await expect.poll(() => world.source.connected(), SOON).toBe(false);
    await expect.poll(() => world.logged.filter((line) => line.includes("refuses the token")).length, SOON).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(world.logged.filter((line) => line.includes("refuses the token"))).toHaveLength(1);
    world.discord.api.restore();
    await expect.poll(() => world.source.connected(), SOON).toBe(true);
    await expect.poll(gaps, SOON).toBeGreaterThan(0);
    world.guild.react(world.dana, world.post(), "🎉");
    await expect.poll(added, SOON).toBe(1);
    expect(world.discord.gateway.identifies).toBe(2);
  });

  it("is noticed by a call as well", async () => {
    await open();
    world.discord.api.revoke();
    await expect(world.source.say(world.channel.id, "hello", "k1", false)).rejects.toThrow("401");
    expect(world.source.connected()).toBe(false);
    expect(world.logged.join()).toContain("refuses the token");
  });
});

describe("the sessions that a bot may begin in a day", () => {
  it("are not used up: the start goes on without waiting, and says so", async () => {
    await open({ sessionStarts: 4 });
    for (let time = 0; time < 1; time += 1) {
      world.discord.gateway.lose();
      await expect.poll(gaps, SOON).toBe(time + 1);
    }
    await world.source.stop();
    const again = await openAgain();
    await again.start(async () => {});
    expect(again.connected()).toBe(false);
    expect(world.logged.join()).toMatch(/few of the sessions are left.*"remaining":2,"total":4/);
    expect(world.discord.gateway.identifies).toBe(2);
    await again.stop();
  });

  async function openAgain() {
    const { createDiscord } = await import("../../../src/platforms/discord/index.ts");
    const say = (fields: object, message: string) => void world.logged.push(`${message} ${JSON.stringify(fields)}`);
    return createDiscord({
      ...{ botToken: world.discord.botToken, apiUrl: world.discord.apiUrl, channels: () => [], log: { info: say, warn: say, error: say } },
    });
  }
});

describe("a stop", () => {
  it("ends within its time, whatever the connection is doing", async () => {
    await open();
    world.discord.gateway.silent();
    world.discord.gateway.down();
    world.discord.gateway.cut();
    const begun = performance.now();
    await world.source.stop();
    expect(performance.now() - begun).toBeLessThan(6_000);
    expect(world.source.connected()).toBe(false);
  });
});
