import { afterEach, describe, expect, it } from "vitest";
import { checkDiscord } from "../../../src/platforms/discord/check.ts";
import { type DiscordStandIn, type DiscordStandInOptions, openDiscord } from "../../../src/sandbox/discord/index.ts";

let discord: DiscordStandIn;
let channel: string;
afterEach(() => discord.close());

async function open(options: DiscordStandInOptions = {}): Promise<void> {
  discord = await openDiscord(options);
  channel = discord.guild.channel("northwind").id;
}
const check = (change: Partial<Parameters<typeof checkDiscord>[0]> = {}) =>
  checkDiscord({
    botToken: discord.botToken,
    apiUrl: discord.apiUrl,
    channels: [channel],
    readsMessages: false,
    readsEmoji: false,
    ...change,
  });
const invite = () =>
  `The address that invites the bot with all it needs: https://discord.com/oauth2/authorize?client_id=${discord.guild.applicationId}&scope=bot+applications.commands&permissions=2252109588286528`;

describe("checking Discord", () => {
  it("finds nothing wrong where nothing is, connects to nothing, says nothing to anybody, and says how to invite the bot", async () => {
    await open();
    expect(await check()).toEqual({ wrong: [], lacks: [invite()], customEmoji: null });
    expect([discord.gateway.identifies, discord.violations]).toEqual([0, []]);
    expect(discord.api.calls.every(({ method }) => method === "GET")).toBe(true);
  });

  it("names the token that Discord refuses, with what to do", async () => {
    await open();
    expect((await check({ botToken: "hush" })).wrong).toEqual([
      expect.stringMatching(/^Discord refuses DISCORD_BOT_TOKEN: copy it again .*\.$/),
    ]);
  });

  it("reads which custom emoji the channels' servers have where somebody wants to know", async () => {
    await open();
    discord.guild.emoji("shipit");
    expect((await check({ readsEmoji: true, channels: [channel, "1"] })).customEmoji).toEqual(["shipit"]);
    expect(discord.violations).toEqual([]);
  });

  it("says what must be granted where messages are to be read, and nothing of it where they are not", async () => {
    await open();
    expect((await check({ readsMessages: true })).wrong).toEqual([expect.stringContaining("Message Content Intent")]);
    await discord.close();
    await open({ granted: ["MessageContent"] });
    expect((await check({ readsMessages: true })).wrong).toEqual([]);
  });

  it("tells permissions that must be there from those that it can do without, channel by channel", async () => {
    await open({ permissions: [] });
    const { guild } = discord;
    const where = guild.channels.get(channel);
    if (where === undefined) throw new Error("no channel");
    guild.changeRole(guild.everyone, { permissions: ["ViewChannel", "SendMessages", "AddReactions"] });
    guild.overwrite(where, guild.everyone, { deny: ["SendMessages", "AddReactions"] });
    guild.overwrite(where, guild.bot, { allow: ["SendMessages"] });
    const { wrong, lacks } = await check();
    expect(wrong).toEqual([`In the channel ${channel} the bot lacks Read Message History.`]);
    expect(lacks.map((one) => /^Without ([\w ]+) in the channel/.exec(one)?.[1] ?? "")).toEqual([
      ...["Add Reactions", "Manage Webhooks", "Create Public Threads", "Send Messages in Threads", "Embed Links", "Pin Messages"],
      "",
    ]);
  });

  it("holds a thread to the permissions of its channel, and an administrator to none", async () => {
    await open({ permissions: ["Administrator"] });
    const { guild } = discord;
    const where = guild.channels.get(channel);
    if (where === undefined) throw new Error("no channel");
    const thread = guild.thread(guild.member("Mo"), where, "contoso");
    expect(await check({ channels: [thread.id] })).toMatchObject({ wrong: [], lacks: [invite()] });
  });

  it("says which channels are not there, or not for the bot, and knows direct messages", async () => {
    await open();
    const hidden = discord.guild.channel("hidden");
    discord.guild.overwrite(hidden, discord.guild.everyone, { deny: ["ViewChannel"] });
    discord.guild.changeRole([...discord.guild.roles.values()].find(({ managed }) => managed) ?? discord.guild.everyone, {
      permissions: [],
    });
    const dm = discord.guild.dm(discord.guild.member("Mo"));
    const { wrong } = await check({ channels: [hidden.id, "118700100200300400", dm.id] });
    expect(wrong).toEqual([hidden.id, "118700100200300400"].map((one) => expect.stringContaining(`The channel ${one} is not there`)));
  });

  it("says that Discord cannot be reached, or is something else", async () => {
    await open();
    discord.api.refuse("get_my_user", { status: 200, body: "<html>" });
    expect((await check()).wrong).toEqual([expect.stringContaining("What answers at")]);
    discord.api.refuse("get_my_user", { status: 200, body: {} });
    expect((await check()).wrong).toEqual([`What answers at ${discord.apiUrl} is not Discord's API.`]);
    const { apiUrl } = discord;
    await discord.close();
    expect((await check()).wrong).toEqual([`Discord cannot be reached at ${apiUrl}.`]);
    await open();
  });
});
