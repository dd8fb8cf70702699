import { setTimeout as sleep } from "node:timers/promises";
import { GatewayIntentBits, REST, Routes } from "discord.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DiscordStandIn, openDiscord } from "../../../src/sandbox/discord/index.ts";
import type { Channel, Person } from "../../../src/sandbox/discord/state.ts";
import { connect, INTENTS, until } from "./client.ts";

describe("the gateway's stand-in, to discord.js", () => {
  let discord: DiscordStandIn;
  let ana: Person;
  let general: Channel;
  const open: { destroy(): Promise<void> }[] = [];
  beforeEach(async () => {
    discord = await openDiscord();
    ana = discord.guild.member("Ana");
    general = discord.guild.channel("general");
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.destroy()));
    await discord.close();
  });
  async function login(options = {}) {
    const connected = await connect(discord, options);
    open.push(connected.client);
    return connected;
  }

  it("lets it in and tells it of the guild", async () => {
    const { client } = await login();
    expect(client.user?.id).toBe(discord.guild.bot.id);
    expect(client.guilds.cache.get(discord.guild.id)?.channels.cache.map(({ name }) => name)).toEqual(["general"]);
    expect(discord.gateway).toMatchObject({ connections: 1, identifies: 1 });
    expect(discord.violations).toEqual([]);
  });

  it("tells of reactions to messages that nobody has fetched", async () => {
    const before = discord.guild.post(ana, "hello", { channel: general });
    const { of } = await login();
    discord.guild.react(ana, before, "👍");
    discord.guild.react(ana, before, "❤", { burst: true });
    discord.guild.unreact(ana, before, "👍");
    discord.guild.clearEmoji(before, "❤️");
    discord.guild.clear(before);
    await until(() => of("MESSAGE_REACTION_REMOVE_ALL").length === 1);
    const where = { channel_id: general.id, message_id: before.id, guild_id: discord.guild.id };
    const thumb = { id: null, name: "👍" };
    const told = of("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_EMOJI", "MESSAGE_REACTION_REMOVE_ALL");
    expect(told).toMatchObject([
      {
        d: { ...where, user_id: ana.id, emoji: thumb, burst: false, type: 0, message_author_id: ana.id, member: { user: { id: ana.id } } },
      },
      { d: { ...where, user_id: ana.id, emoji: { id: null, name: "❤️" }, burst: true, type: 1 } },
      { d: { ...where, user_id: ana.id, emoji: thumb, burst: false, type: 0 } },
      { d: { ...where, emoji: { id: null, name: "❤️" } } },
      { d: where },
    ]);
    expect(told[2]?.d["member"]).toBeUndefined();
  });

  it("replays what happened in between, in order, to whom comes back", async () => {
    const { client, of } = await login();
    const message = discord.guild.post(ana, "hello", { channel: general });
    await until(() => of("MESSAGE_CREATE").length === 1);
    for (const how of [() => discord.gateway.cut(), () => discord.gateway.cut(4000), () => discord.gateway.reconnect()]) {
      const { resumes } = discord.gateway;
      how();
      discord.guild.react(ana, message, "👍");
      discord.guild.unreact(ana, message, "👍");
      await until(() => discord.gateway.resumes === resumes + 1);
    }
    const both = ["MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"];
    await until(() => of(...both).length === 6 && of("RESUMED").length === 3);
    expect(of(...both).map(({ t }) => t)).toEqual([...both, ...both, ...both]);
    expect(of("READY")).toHaveLength(1);
    expect(client.isReady()).toBe(true);
    expect(discord.violations).toEqual([]);
  });

  it("never tells what happened while a session was lost", async () => {
    const { of } = await login();
    const message = discord.guild.post(ana, "hello", { channel: general });
    discord.gateway.lose();
    discord.guild.react(ana, message, "👍");
    // The real client leaves five seconds between two IDENTIFYs.
    await until(() => discord.gateway.identifies === 2 && of("READY").length === 2);
    discord.guild.react(ana, message, "🎉");
    await until(() => of("MESSAGE_REACTION_ADD").length > 0);
    expect(of("MESSAGE_REACTION_ADD")).toMatchObject([{ d: { emoji: { name: "🎉" } } }]);
    expect(discord.gateway.resumes).toBe(0);
  });

  it("lets a session be taken up again that it calls invalid for now, and makes an end of one that it calls invalid", async () => {
    const { of } = await login();
    discord.gateway.invalidate(true);
    await until(() => of("RESUMED").length === 1);
    discord.gateway.invalidate();
    await until(() => of("READY").length === 2);
    expect(discord.gateway).toMatchObject({ identifies: 2, resumes: 1, connections: 1 });
  });

  it("falls silent, and is left for it", async () => {
    await discord.close();
    discord = await openDiscord({ heartbeatMs: 100 });
    const { of } = await login();
    discord.gateway.silent();
    await until(() => of("RESUMED").length === 1);
    expect(discord.gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  it("lets nobody in while it is down, and remembers the session of whoever asks for it afterwards", async () => {
    const { of } = await login();
    const outage = async (how: "busy" | "cut") => {
      discord.gateway.down(how);
      discord.gateway.cut();
      discord.guild.post(ana, how, { channel: general });
      await sleep(700);
      expect(discord.gateway.connections).toBe(0);
      discord.gateway.up();
      await until(() => discord.gateway.connections === 1);
    };
    await outage("busy");
    await until(() => of("MESSAGE_CREATE").length === 1);
    expect(discord.gateway).toMatchObject({ identifies: 1, resumes: 1 });
    // discord.js gives a session up when it could not connect.
    await outage("cut");
    await until(() => of("READY").length === 2);
    expect(discord.gateway).toMatchObject({ identifies: 2, resumes: 1 });
    expect(of("MESSAGE_CREATE")).toHaveLength(1);
  });

  it("counts who identifies, and takes the token away from whom does it too often", async () => {
    await discord.close();
    discord = await openDiscord({ sessionStarts: 1 });
    await login();
    const rest = new REST({ api: discord.apiUrl }).setToken(discord.botToken);
    expect(await rest.get(Routes.gatewayBot())).toMatchObject({ session_start_limit: { total: 1, remaining: 0, max_concurrency: 1 } });
    const raw = await dial();
    raw.send({ op: 2, d: { token: discord.botToken, intents: 1, properties: { os: "linux", browser: "test", device: "test" } } });
    expect(await raw.closed).toBe(4004);
    await expect(rest.get(Routes.user())).rejects.toMatchObject({ status: 401 });
    expect(discord.violations).toHaveLength(1);
    discord.api.restore();
    expect(await new REST({ api: discord.apiUrl }).setToken(discord.botToken).get(Routes.user())).toMatchObject({ bot: true });
  });

  it("closes on a client that breaks the protocol, with the documented code", async () => {
    const identify = { token: discord.botToken, intents: 1, properties: { os: "linux", browser: "test", device: "test" } };
    const outcomes = [
      [{ op: 99, d: null }, 4001],
      [{ op: 1, d: "soon" }, 4002],
      [{ op: 3, d: { status: "online", afk: false, since: null, activities: [] } }, 4003],
      [{ op: 2, d: { ...identify, token: "nobody" } }, 4004],
      [{ op: 2, d: { ...identify, intents: 1 << 30 } }, 4013],
      [{ op: 2, d: { ...identify, intents: 1 << 15 } }, 4014],
      [{ op: 2, d: { ...identify, shard: [1, 1] } }, 4010],
    ] as const;
    for (const [frame, code] of outcomes) {
      const raw = await dial();
      raw.send(frame);
      expect(await raw.closed).toBe(code);
    }
    const twice = await dial();
    twice.send({ op: 2, d: identify });
    twice.send({ op: 2, d: identify });
    expect(await twice.closed).toBe(4005);
    expect(await (await dial("?v=9&encoding=json")).closed).toBe(4012);
    // A wrong token or an intent that was not granted is no fault of the protocol.
    expect(discord.violations).toHaveLength(7);
  });

  it("tells of everything else that concerns a bridge, to those who asked for it", async () => {
    await discord.close();
    discord = await openDiscord({ granted: ["GuildMembers", "MessageContent"] });
    ana = discord.guild.member("Ana");
    general = discord.guild.channel("general");
    const { guild } = discord;
    const { GuildMembers, MessageContent, GuildExpressions, GuildWebhooks } = GatewayIntentBits;
    const { client, heard, of } = await login({ intents: [...INTENTS, GuildMembers, MessageContent, GuildExpressions, GuildWebhooks] });
    const before = heard.length;
    const role = guild.role("Crew");
    guild.changeRole(role, { name: "Team" });
    guild.changeMember(ana, { roles: [role], nick: "Annie" });
    guild.deleteRole(role);
    guild.emoji("shipit");
    const first = guild.post(ana, "hello", { channel: general });
    guild.edit(first, "hello again");
    const thread = guild.thread(ana, first, "about it");
    guild.post(ana, "inside", { channel: thread });
    guild.changeChannel(thread, { archived: true });
    guild.deleteChannel(thread);
    guild.deleteMessage(first, guild.post(ana, "more", { channel: general }));
    guild.post(ana, "psst", { channel: guild.dm(ana) });
    guild.webhook(general, "Desk");
    guild.changeChannel(general, { name: "main" });
    guild.deleteChannel(general);
    guild.leave(ana);
    guild.outage(true);
    guild.role("unheard");
    guild.outage(false);
    guild.leave(guild.bot);
    guild.role("unheard too");
    await until(() => of("GUILD_DELETE").length === 2);
    expect(heard.slice(before).map(({ t }) => t)).toEqual([
      ...["GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_MEMBER_UPDATE", "GUILD_ROLE_DELETE", "GUILD_EMOJIS_UPDATE"],
      ...["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_UPDATE", "THREAD_CREATE", "MESSAGE_CREATE", "MESSAGE_CREATE"],
      ...["THREAD_UPDATE", "THREAD_DELETE", "MESSAGE_CREATE", "MESSAGE_DELETE_BULK", "MESSAGE_CREATE", "WEBHOOKS_UPDATE"],
      ...["CHANNEL_UPDATE", "CHANNEL_DELETE", "GUILD_MEMBER_REMOVE", "GUILD_DELETE", "GUILD_CREATE", "GUILD_DELETE"],
    ]);
    expect(of("MESSAGE_UPDATE")[0]?.d).toMatchObject({ content: "hello again", member: { nick: "Annie" } });
    expect(of("MESSAGE_DELETE_BULK")[0]?.d["ids"]).toHaveLength(2);
    expect(client.guilds.cache.size).toBe(0);
    expect(discord.violations).toEqual([]);
  });

  it("keeps to itself what the app cannot see", async () => {
    const hidden = discord.guild.channel("hidden");
    discord.guild.overwrite(hidden, discord.guild.everyone, { deny: ["ViewChannel"] });
    const { of } = await login();
    const secret = discord.guild.post(ana, "secret", { channel: hidden });
    discord.guild.react(ana, secret, "👍");
    discord.guild.overwrite(hidden, discord.guild.bot, { allow: ["ViewChannel"] });
    discord.guild.react(ana, secret, "🎉");
    await until(() => of("MESSAGE_REACTION_ADD").length === 1);
    expect(of("MESSAGE_CREATE", "MESSAGE_REACTION_ADD")).toMatchObject([{ d: { emoji: { name: "🎉" } } }]);
  });

  it("sends what no guild would, where it is asked to", async () => {
    const { client, of } = await login();
    client.on("raw", () => {});
    discord.gateway.malformed("SOMETHING_NEW", { odd: [null] });
    discord.gateway.raw("not JSON");
    discord.guild.post(ana, "hello", { channel: general });
    await until(() => of("MESSAGE_CREATE").length === 1);
    expect(of("SOMETHING_NEW")).toMatchObject([{ d: { odd: [null] } }]);
  });

  /** A client that knows no manners. */
  async function dial(query = "?v=10&encoding=json") {
    const { url } = (await (
      await fetch(`${discord.apiUrl}/v10/gateway`, { headers: { "user-agent": "DiscordBot (test, 1)" } })
    ).json()) as {
      url: string;
    };
    const socket = new WebSocket(`${url}${query}`);
    const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    return { closed, send: (frame: object) => socket.send(JSON.stringify(frame)) };
  }
});
