import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DiscordStandIn, openDiscord } from "../../../src/sandbox/discord/index.ts";
import type { Channel, Person } from "../../../src/sandbox/discord/state.ts";
import { connect, until } from "./client.ts";

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
});
