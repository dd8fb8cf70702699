import { DiscordAPIError, REST, Routes, WebhookClient } from "discord.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DiscordStandIn, openDiscord } from "../../../src/sandbox/discord/index.ts";
import type { Channel, Person } from "../../../src/sandbox/discord/state.ts";
import { connect, until } from "./client.ts";

describe("webhooks and threads of the stand-in, to discord.js", () => {
  let discord: DiscordStandIn;
  let rest: REST;
  let ana: Person;
  let general: Channel;
  beforeEach(async () => {
    discord = await openDiscord();
    rest = new REST({ api: discord.apiUrl, version: "10", retries: 0 }).setToken(discord.botToken);
    ana = discord.guild.member("Ana");
    general = discord.guild.channel("general");
  });
  afterEach(() => discord.close());

  const code = (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      (error: unknown) => (error instanceof DiscordAPIError ? [error.status, error.code] : error),
    );
  async function webhook() {
    const { id, token } = (await rest.post(Routes.channelWebhooks(general.id), { body: { name: "Bridge" } })) as Record<
      "id" | "token",
      string
    >;
    return { id, token, client: new WebhookClient({ id, token }, { rest: { api: discord.apiUrl, version: "10", retries: 0 } }) };
  }
  const name = (content: string) => discord.guild.messages(general).find((message) => message.content === content)?.author.name;

  it("speaks under any name, and counts as the app's own", async () => {
    const { id, client } = await webhook();
    const sent = await client.send({ content: "hello", username: "Helena (WhatsApp)", avatarURL: "https://example.com/a.png" });
    expect(discord.guild.messages(general)).toMatchObject([
      { id: sent.id, author: { name: "Helena (WhatsApp)" }, avatarUrl: "https://example.com/a.png", webhookId: id, content: "hello" },
    ]);
    await client.editMessage(sent.id, { content: "changed" });
    expect((await client.fetchMessage(sent.id)).content).toBe("changed");
    // Through a webhook of its own the app reads what it wrote, without the intent.
    expect(await rest.get(Routes.channelMessage(general.id, sent.id))).toMatchObject({ content: "changed", webhook_id: id });
    await client.send("with the webhook's own name");
    expect(name("with the webhook's own name")).toBe("Bridge");
    await client.deleteMessage(sent.id);
    expect(discord.guild.messages(general)).toHaveLength(1);
    expect(await code(client.send({ content: "x", username: "Discord helper" }))).toEqual([400, 50035]);
    expect(discord.violations).toHaveLength(1);
  });

  it("pings everybody unless it is told not to", async () => {
    const { client } = await webhook();
    await client.send({ content: `@everyone <@${ana.id}>`, allowedMentions: { parse: [] } });
    expect(discord.guild.pings).toEqual([]);
    await client.send({ content: `@everyone <@${ana.id}>` });
    expect(discord.guild.pings).toEqual([ana.id, "everyone"]);
  });

  it("makes nothing once of a nonce: that is for messages alone", async () => {
    const { id, token } = await webhook();
    const body = { content: "hello", nonce: "1", enforce_nonce: true };
    expect(await code(rest.post(Routes.webhook(id, token), { body, auth: false }))).toEqual([400, 50035]);
    expect(discord.violations).toHaveLength(1);
  });

  it("answers for webhooks that are gone, of others, or forbidden as Discord does", async () => {
    const { id, token, client } = await webhook();
    const desk = discord.guild.webhook(general, "Desk", { by: ana });
    expect(await rest.get(Routes.channelWebhooks(general.id))).toMatchObject([
      { name: "Bridge", token, application_id: discord.guild.applicationId },
      { name: "Desk", token: desk.token, application_id: null },
    ]);
    expect(await code(rest.post(Routes.webhook(id, "wrong"), { body: { content: "x" }, auth: false }))).toEqual([401, 50027]);
    const { id: other } = discord.guild.post(ana, "not the webhook's", { channel: general });
    expect(await code(client.editMessage(other, { content: "mine now" }))).toEqual([404, 10008]);
    await rest.delete(Routes.webhook(id));
    expect(await code(client.send("late"))).toEqual([404, 10015]);
    discord.guild.overwrite(general, discord.guild.bot, { deny: ["ManageWebhooks"] });
    expect(await code(rest.post(Routes.channelWebhooks(general.id), { body: { name: "Bridge" } }))).toEqual([403, 50013]);
    expect(discord.violations).toEqual([]);
  });

  it("makes a thread of a message, once, and a webhook speaks in it", async () => {
    const message = discord.guild.post(ana, "hello", { channel: general });
    const made = (await rest.post(Routes.threads(general.id, message.id), { body: { name: "About it" } })) as { id: string };
    expect(made).toMatchObject({ id: message.id, parent_id: general.id, type: 11, thread_metadata: { archived: false } });
    expect(await code(rest.post(Routes.threads(general.id, message.id), { body: { name: "Again" } }))).toEqual([400, 160004]);
    const { client } = await webhook();
    const sent = await client.send({ content: "inside", threadId: made.id });
    expect(sent.channel_id).toBe(made.id);
    expect(await code(client.editMessage(sent.id, { content: "changed" }))).toEqual([404, 10008]);
    await client.editMessage(sent.id, { content: "changed", threadId: made.id });
    const thread = discord.guild.channels.get(made.id) as Channel;
    expect(discord.guild.messages(thread).map(({ type, content }) => [type, content])).toEqual([
      [21, ""],
      [0, "changed"],
    ]);
    discord.guild.changeChannel(thread, { archived: true });
    expect(await code(rest.put(Routes.channelMessageOwnReaction(made.id, sent.id, "%F0%9F%91%8D")))).toEqual([400, 50083]);
    await rest.post(Routes.channelMessages(made.id), { body: { content: "and it is open again" } });
    await rest.put(Routes.channelMessageOwnReaction(made.id, sent.id, "%F0%9F%91%8D"));
    expect(discord.violations).toEqual([]);
  });

  it("makes threads without a message, and posts in forums", async () => {
    const alone = (await rest.post(Routes.threads(general.id), { body: { name: "Alone", type: 11 } })) as { id: string };
    expect(discord.guild.messages(general)).toMatchObject([{ type: 18, content: "Alone" }]);
    expect(await rest.get(Routes.guildActiveThreads(discord.guild.id))).toMatchObject({ threads: [{ id: alone.id }] });
    const forum = discord.guild.channel("questions", { kind: "forum" });
    const post = (await rest.post(Routes.threads(forum.id), { body: { name: "Post", message: { content: "first" } } })) as { id: string };
    expect(post).toMatchObject({ id: expect.any(String), message: { id: post.id, content: "first" } });
    expect(await code(rest.post(Routes.channelMessages(forum.id), { body: { content: "x" } }))).toEqual([400, 50008]);
  });

  it("writes to somebody alone, unless they do not let it", async () => {
    const { client, of } = await connect(discord);
    const user = await client.users.fetch(ana.id);
    await user.send("only you");
    expect(discord.guild.dms(ana).map(({ content }) => content)).toEqual(["only you"]);
    const [message] = discord.guild.dms(ana);
    if (message) discord.guild.react(ana, message, "👍");
    await until(() => of("MESSAGE_REACTION_ADD").length === 1);
    expect(of("MESSAGE_REACTION_ADD")[0]?.d).not.toHaveProperty("guild_id");
    discord.guild.closeDms(ana);
    expect(await code(user.send("still there?"))).toEqual([403, 50007]);
    await client.destroy();
    expect(discord.violations).toEqual([]);
  });
});
