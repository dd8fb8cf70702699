import { Client, DiscordAPIError, GatewayIntentBits, REST, Routes } from "discord.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DiscordStandIn, openDiscord } from "../../../src/sandbox/discord/index.ts";
import type { Channel, Person } from "../../../src/sandbox/discord/state.ts";

describe("messages and reactions of the stand-in, to discord.js", () => {
  let discord: DiscordStandIn;
  let rest: REST;
  let ana: Person;
  let general: Channel;
  beforeEach(async () => {
    discord = await openDiscord();
    rest = api();
    ana = discord.guild.member("Ana");
    general = discord.guild.channel("general");
  });
  afterEach(() => discord.close());

  const api = (token = discord.botToken) => new REST({ api: discord.apiUrl, version: "10", retries: 0 }).setToken(token);
  const code = (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      (error: unknown) => (error instanceof DiscordAPIError ? [error.status, error.code] : error),
    );
  const reaction = (message: string, emoji: string) => Routes.channelMessageOwnReaction(general.id, message, encodeURIComponent(emoji));

  it("makes one message of a nonce, however often it is sent", async () => {
    const body = { content: "hello", nonce: "1", enforce_nonce: true };
    const first = await rest.post(Routes.channelMessages(general.id), { body });
    expect(await rest.post(Routes.channelMessages(general.id), { body })).toMatchObject({ id: (first as { id: string }).id, nonce: "1" });
    await rest.post(Routes.channelMessages(general.id), { body: { content: "hello", nonce: "1" } });
    expect(discord.guild.messages(general)).toHaveLength(2);
    expect(discord.violations).toEqual([]);
  });

  it("lists who holds a reaction in pages, super reactions apart", async () => {
    const message = discord.guild.post(ana, "hello", { channel: general });
    const people = Array.from({ length: 130 }, (_, at) => discord.guild.member(`p${at}`));
    for (const person of people) discord.guild.react(person, message, "👍");
    discord.guild.react(ana, message, "👍", { burst: true });
    const list = async (query: Record<string, string>) => {
      const path = Routes.channelMessageReaction(general.id, message.id, encodeURIComponent("👍"));
      return ((await rest.get(path, { query: new URLSearchParams(query) })) as { id: string }[]).map(({ id }) => id);
    };
    const first = await list({ limit: "100" });
    expect([...first, ...(await list({ limit: "100", after: first.at(-1) ?? "" }))]).toEqual(people.map(({ id }) => id));
    expect(await list({ type: "1" })).toEqual([ana.id]);
    expect(await rest.get(Routes.channelMessage(general.id, message.id))).toMatchObject({
      reactions: [{ emoji: { id: null, name: "👍" }, count: 131, count_details: { normal: 130, burst: 1 }, me: false }],
    });
  });

  it("keeps what is pinned, says so in the channel, and refuses as Discord does", async () => {
    const message = discord.guild.post(ana, "hello", { channel: general });
    const pins = `/channels/${general.id}/messages/pins` as const;
    for (let time = 0; time < 2; time += 1) await rest.put(`${pins}/${message.id}`);
    expect(await rest.get(pins)).toMatchObject({ items: [{ message: { id: message.id, pinned: true } }], has_more: false });
    const [, notice] = discord.guild.messages(general);
    expect(notice).toMatchObject({ type: 6, author: { id: discord.guild.bot.id }, reference: { messageId: message.id } });
    expect(await code(rest.put(`${pins}/100000000000000000`))).toEqual([404, 10008]);
    discord.guild.overwrite(general, discord.guild.bot, { deny: ["PinMessages"] });
    expect(await code(rest.delete(`${pins}/${message.id}`))).toEqual([403, 50013]);
    discord.guild.overwrite(general, discord.guild.bot, {});
    await rest.delete(`${pins}/${message.id}`);
    expect(await rest.get(pins)).toEqual({ items: [], has_more: false });
    expect(discord.violations).toEqual([]);
  });

  it("refuses reactions as Discord does", async () => {
    const message = discord.guild.post(ana, "hello", { channel: general });
    const shipit = discord.guild.emoji("shipit");
    await rest.put(reaction(message.id, "❤"));
    await rest.put(reaction(message.id, "❤️"));
    await rest.put(reaction(message.id, `shipit:${shipit.id}`));
    expect(discord.guild.shown(message)).toEqual(
      new Map([
        ["❤️", [discord.guild.bot.id]],
        [`shipit:${shipit.id}`, [discord.guild.bot.id]],
      ]),
    );
    await rest.delete(reaction(message.id, "❤"));
    await rest.delete(reaction(message.id, "❤"));
    expect(discord.guild.shown(message).size).toBe(1);
    expect(await code(rest.put(reaction(message.id, "nope:1187001002003004005")))).toEqual([400, 10014]);
    expect(await code(rest.put(reaction("1187001002003004005", "👍")))).toEqual([404, 10008]);
    expect(await code(rest.put(Routes.channelMessageOwnReaction("1187001002003004005", message.id, "%F0%9F%91%8D")))).toEqual([404, 10003]);
    const many = ["😀", "😃", "😄", "😁", "😆", "😅", "🤣", "😂", "🙂", "🙃", "😉", "😊", "😇", "🥰", "😍", "🤩", "😘", "😗", "😚"];
    for (const emoji of many) discord.guild.react(ana, message, emoji);
    expect(await code(rest.put(reaction(message.id, "👍")))).toEqual([400, 30010]);
    await rest.put(reaction(message.id, "😀"));
    const other = discord.guild.post(ana, "again", { channel: general });
    discord.guild.block(ana);
    expect(await code(rest.put(reaction(other.id, "👍")))).toEqual([403, 90001]);
    discord.guild.block(ana, false);
    discord.guild.overwrite(general, discord.guild.bot, { deny: ["AddReactions"] });
    expect(await code(rest.put(reaction(other.id, "👍")))).toEqual([403, 50013]);
    discord.guild.react(ana, other, "👍");
    await rest.put(reaction(other.id, "👍"));
    discord.guild.overwrite(general, discord.guild.bot, { deny: ["ViewChannel"] });
    expect(await code(rest.put(reaction(other.id, "👍")))).toEqual([403, 50001]);
    expect(discord.violations).toEqual([]);
  });

  it("says what is wrong with a body where it is wrong", async () => {
    const send = (body: object) =>
      rest.post(Routes.channelMessages(general.id), { body }).catch((error: DiscordAPIError) => error.rawError);
    expect(await send({ content: "x".repeat(2_001) })).toEqual({
      code: 50035,
      message: "Invalid Form Body",
      errors: { content: { _errors: [{ code: "BASE_TYPE_MAX_LENGTH", message: "Must be 2000 or fewer in length." }] } },
    });
    expect(await send({ content: "x", embeds: [{ fields: [{ name: "a" }] }] })).toMatchObject({
      errors: { embeds: { 0: { fields: { 0: { value: { _errors: [{ code: "BASE_TYPE_REQUIRED" }] } } } } } },
    });
    expect(await send({ content: "x", allowed_mentions: { parse: ["users"], users: [ana.id] } })).toMatchObject({ code: 50035 });
    expect(await send({ content: "x", message_reference: { message_id: "1" } })).toMatchObject({ code: 50035 });
    expect(await send({})).toMatchObject({ code: 50006 });
    expect(discord.violations).toHaveLength(3);
  });

  it("knows whom a message notifies", async () => {
    const role = discord.guild.role("Crew", [], { mentionable: true });
    const written = discord.guild.post(ana, "hello", { channel: general });
    const content = `<@${ana.id}> <@&${role.id}> @everyone`;
    const send = (more: object) => rest.post(Routes.channelMessages(general.id), { body: { content, ...more } });
    await send({ allowed_mentions: { parse: [] }, message_reference: { message_id: written.id } });
    expect(discord.guild.pings).toEqual([]);
    await send({ allowed_mentions: { parse: [], users: [ana.id] } });
    expect(discord.guild.pings).toEqual([ana.id]);
    await send({});
    expect(discord.guild.pings).toEqual([ana.id, ana.id, role.id]);
    discord.guild.grant(["Administrator"]);
    await send({ allowed_mentions: { parse: ["everyone"] } });
    expect(discord.guild.pings).toContain("everyone");
  });

  it("answers paths, methods and tokens that it does not know as Discord does, and notes them", async () => {
    expect(await code(api("nobody").get(Routes.user()))).toEqual([401, 0]);
    expect(await code(rest.get("/nowhere"))).toEqual([404, 0]);
    expect(await code(rest.delete(Routes.user()))).toEqual([405, 0]);
    expect(await code(rest.get(Routes.user(), { auth: false }))).toEqual([401, 0]);
    expect(discord.violations).toHaveLength(3);
    discord.api.revoke();
    expect(await code(rest.get(Routes.user()))).toEqual([401, 0]);
  });

  it("refuses, loses and delays what it is asked to", async () => {
    const post = (signal: AbortSignal | undefined = undefined) =>
      rest.post(Routes.channelMessages(general.id), { body: { content: "hello" }, ...(signal && { signal }) });
    discord.api.refuse("create_message", { status: 500 });
    await expect(post()).rejects.toMatchObject({ status: 500 });
    discord.api.refuse("create_message", { status: 403, code: 50013, message: "Missing Permissions" });
    expect(await code(post())).toEqual([403, 50013]);
    discord.api.refuse("create_message", { cut: true });
    await expect(post()).rejects.toThrow();
    expect(discord.guild.messages(general)).toHaveLength(0);
    discord.api.refuse("create_message", { after: "cut" });
    await expect(post()).rejects.toThrow();
    discord.api.refuse("create_message", { after: "hang" });
    await expect(post(AbortSignal.timeout(50))).rejects.toThrow();
    discord.api.refuse("create_message", { status: 502, body: "<html>", applied: true });
    await expect(post()).rejects.toMatchObject({ status: 502 });
    discord.api.refuse("create_message", { status: 429, retryAfterS: 0.05 });
    await post();
    expect(discord.guild.messages(general)).toHaveLength(4);
    expect(discord.api.calls.filter(({ operation }) => operation === "create_message").map(({ status }) => status)).toEqual([
      ...[500, 403, null, null, null, 502, 429, 200],
    ]);
    expect(() => discord.api.refuse("shout", { hang: true })).toThrow("shout");
  });

  it("holds reactions to their limit when it is asked to", async () => {
    discord.api.limit("reactions", { requests: 1, perMs: 60_000 });
    const message = discord.guild.post(ana, "hello", { channel: general });
    const put = () =>
      fetch(`${discord.apiUrl}/v10${reaction(message.id, "👍")}`, {
        method: "PUT",
        headers: { authorization: `Bot ${discord.botToken}`, "user-agent": "DiscordBot (https://example.com, 1)" },
      });
    const first = await put();
    expect([first.status, first.headers.get("x-ratelimit-remaining")]).toEqual([204, "0"]);
    const second = await put();
    expect(second.status).toBe(429);
    expect(second.headers.get("retry-after")).toBe("60");
    expect(await second.json()).toMatchObject({ retry_after: expect.any(Number), global: false });
    expect(discord.api.limitBreaches).toHaveLength(1);
  });

  it("shows what a bridge cannot carry as Discord writes it", async () => {
    const attachments = [{ name: "leak.jpg", size: 3, type: "image/jpeg" }];
    const extra = { sticker_items: [{ id: "1", name: "Wave", format_type: 1 }] };
    const { id } = discord.guild.post(ana, `<@${discord.guild.bot.id}>`, { channel: general, attachments, extra });
    expect(await rest.get(Routes.channelMessage(general.id, id))).toMatchObject({
      attachments: [{ filename: "leak.jpg", content_type: "image/jpeg" }],
      sticker_items: [{ name: "Wave" }],
    });
  });

  it("lets a client without the intent read only what concerns it", async () => {
    discord.guild.post(ana, "secret", { channel: general });
    discord.guild.post(ana, `<@${discord.guild.bot.id}> look`, { channel: general });
    await rest.post(Routes.channelMessages(general.id), { body: { content: "mine" } });
    const listed = (await rest.get(Routes.channelMessages(general.id))) as { content: string }[];
    expect(listed.map(({ content }) => content)).toEqual(["mine", `<@${discord.guild.bot.id}> look`, ""]);
    const client = new Client({ intents: [GatewayIntentBits.MessageContent], rest: { api: discord.apiUrl } });
    await expect(client.login(discord.botToken)).rejects.toThrow("disallowed intents");
    await client.destroy();
  });
});
