import { afterEach, describe, expect, it } from "vitest";
import type { Post } from "../../../src/ports/source.ts";
import { EVERYBODY } from "../../../src/sandbox/discord/permissions.ts";
import { openWorld, type Posted, shown, type World, type WorldOptions } from "./world.ts";

const PLAIN: Post = { author: "Maria · WhatsApp", text: "Hello", attachments: [], thread: null, quoted: null };
const FILE = { name: "invoice.pdf", type: "file", url: "https://files.example.com/1" };
/** What the bot may without webhooks. */
const MODEST = EVERYBODY;

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await openWorld(options);
  await world.start();
}
const post = (change: Partial<Post> = {}, key = "k1", again = false) =>
  world.source.board.post(world.channel.id, { ...PLAIN, ...change }, key, again);
const of = ({ message }: { readonly message: string }): Posted => world.guild.message(message.split("/").at(-1) ?? "");
const threadOf = (head: string) => world.guild.channels.get(head);
const written = (channel = world.channel) =>
  world.guild
    .messages(channel)
    .filter(({ applicationId, type }) => applicationId === world.guild.applicationId && type !== 21)
    .map(({ content }) => shown(content));
const lines = (message: { readonly message: string }) => shown(of(message).content).split("\n");

describe.each([
  ["through a webhook", {}, "execute_webhook"],
  ["as the bot where it may have no webhook", { permissions: MODEST }, "create_message"],
] as const)("a message whose answer was lost, shown %s,", (_, options, operation) => {
  it("is shown once, in a channel and in a thread, whatever is written meanwhile", async () => {
    await open(options);
    const head = world.post("the head");
    for (const [thread, key] of [
      [null, "in the channel"],
      [head.id, "in the thread"],
    ] as const) {
      // The webhook and the thread are there before.
      await post({ text: "before", thread }, `before ${key}`);
      world.discord.api.refuse(operation, { after: "cut" });
      await expect(post({ text: key, thread }, key)).rejects.toThrow();
      const where = thread === null ? world.channel : threadOf(thread);
      for (let more = 0; more < 150; more += 1) world.post("on", where);
      const message = await post({ text: key, thread }, key, true);
      expect([shown(of(message).content).split("\n").at(-1), message.message.split("/").length]).toEqual([key, thread === null ? 1 : 2]);
    }
    const all = [...written(), ...written(threadOf(head.id))].map((text) => text.split("\n").at(-1));
    expect(all).toEqual(["before", "in the channel", "before", "in the thread"]);
  });

  it("is shown after all when nothing had arrived, and not before that is known", async () => {
    await open(options);
    await post({ text: "before" }, "before");
    world.discord.api.refuse(operation, { cut: true });
    await expect(post()).rejects.toThrow();
    world.discord.api.refuse("list_messages", { status: 500 }, 5);
    await expect(post({}, "k1", true)).rejects.toThrow();
    expect(written()).toHaveLength(1);
    await post({}, "k1", true);
    expect(written()).toHaveLength(2);
  }, 15_000);

  it("is not taken for another's that bears the same mark, nor for another with the same words", async () => {
    let now = Date.now();
    await open({ ...options, now: () => now });
    const first = await post();
    const { content } = of(first);
    world.guild.deleteMessage(of(first));
    world.post(content);
    await post({}, "k2");
    // Longer than Discord itself remembers.
    now += 10 * 60_000;
    await post({}, "k1", true);
    expect(written()).toHaveLength(2);
  });

  it("says nothing of its key", async () => {
    await open(options);
    const message = await post({}, "relay acme 5511988887777@s.whatsapp.net");
    expect(JSON.stringify(of(message))).not.toMatch(/988887777|acme/);
  });

  it("asks Discord once, whatever it answers", async () => {
    await open(options);
    await post({ text: "before" }, "before");
    for (const how of [{ status: 500 }, { status: 429, retryAfterS: 30 }, { status: 503 }, { cut: true }] as const) {
      const before = world.asked(operation);
      world.discord.api.refuse(operation, how);
      await expect(post({}, crypto.randomUUID())).rejects.toThrow();
      expect(world.asked(operation) - before).toBe(1);
    }
  });
});

describe("a message", () => {
  it("bears the name in its first line where the bot may have no webhook, and says so once", async () => {
    await open({ permissions: MODEST });
    const message = await post({ author: "**Maria** · WhatsApp" });
    await post({}, "k2");
    expect(lines(message)).toEqual(["****Maria** · WhatsApp**", "Hello"]);
    expect(of(message)).toMatchObject({ webhookId: null, pings: [] });
    expect(of(message).content.startsWith("**\\*\\*Maria\\*\\* · WhatsApp**\n")).toBe(true);
    expect(world.logged.filter((line) => line.includes("no webhook"))).toHaveLength(1);
  });

  it("goes out as the bot's where the channel has as many webhooks as it can", async () => {
    await open();
    for (let index = 0; index < 15; index += 1) world.guild.webhook(world.channel, `Hook ${index}`);
    expect(of(await post())).toMatchObject({ webhookId: null });
  });

  it("goes out through a new webhook where somebody deleted ours, or its token is another", async () => {
    await open();
    await post();
    for (const webhook of world.guild.webhooks.values()) world.guild.deleteWebhook(webhook);
    const second = of(await post({}, "k2"));
    expect(second.author.name).toBe("Maria · WhatsApp");
    expect(written()).toEqual(["Hello", "Hello"]);
  });

  it("never uses a webhook of somebody else's", async () => {
    await open();
    const theirs = world.guild.webhook(world.channel, "Deploys");
    expect(of(await post()).webhookId).not.toBe(theirs.id);
  });

  it("goes out under the bot's name where Discord takes offence at the other, and without its text where its filters do", async () => {
    await open();
    await post();
    world.discord.api.refuse("execute_webhook", { status: 400, code: 50035 });
    expect(lines(await post({ text: "on" }, "k2"))).toEqual(["**Maria · WhatsApp**", "on"]);
    world.discord.api.refuse("execute_webhook", { status: 400, code: 240000 });
    const filtered = await post({ text: "https://bad.example" }, "k3");
    expect(lines(filtered)).toEqual([
      "**Maria · WhatsApp**",
      "*Discord does not let this message be shown here: read it where it was written.*",
    ]);
  });

  it("links to the message that it answers, in the channel and in a thread", async () => {
    await open();
    const quoted = world.post("asked");
    const there = world.guild.thread(world.eli, quoted, "about it");
    const inThread = world.post("in it", there);
    const of1 = await post({ quoted: quoted.id });
    const of2 = await post({ quoted: `${there.id}/${inThread.id}` }, "k2");
    const where = `https://discord.com/channels/${world.guild.id}`;
    expect(lines(of1)).toEqual([`-# in reply to [an earlier message](${where}/${world.channel.id}/${quoted.id})`, "Hello"]);
    expect(lines(of2)[0]).toBe(`-# in reply to [an earlier message](${where}/${there.id}/${inThread.id})`);
    expect(of(of1).pings).toEqual([]);
  });

  it("is shown in the channel where its thread can neither be found nor made", async () => {
    await open();
    const head = world.post("the head");
    world.guild.deleteMessage(head);
    expect((await post({ thread: head.id })).message).not.toContain("/");
    world.guild.overwrite(world.channel, world.guild.bot, { deny: ["CreatePublicThreads"] });
    expect((await post({ thread: world.post("another").id }, "k2")).message).not.toContain("/");
  });

  it("goes into the thread that somebody made of its head, also where the answer to making one was lost", async () => {
    await open();
    const head = world.post("the head");
    world.discord.api.refuse("create_thread_from_message", { after: "cut" });
    await expect(post({ thread: head.id })).rejects.toThrow();
    expect((await post({ thread: head.id }, "k1", true)).message.startsWith(`${head.id}/`)).toBe(true);
    const quiet = threadOf(head.id);
    if (quiet) world.guild.changeChannel(quiet, { archived: true });
    expect((await post({ thread: head.id }, "k2")).message.startsWith(`${head.id}/`)).toBe(true);
  });

  it("goes into the thread itself that a link names", async () => {
    let thread = "";
    world = await openWorld({
      prepare({ guild }) {
        thread = guild.thread(guild.member("Mo"), guild.channel("busy"), "contoso").id;
        return [thread];
      },
    });
    await world.start();
    const message = await world.source.board.post(thread, { ...PLAIN, thread: "118700100200300400" }, "k1", false);
    expect(message).toMatchObject({ channel: thread, message: expect.not.stringContaining("/") });
    expect(of(message).author.name).toBe("Maria · WhatsApp");
    await world.source.board.amend(message, { text: "Goodbye", attachments: [] });
    expect(lines(message)).toEqual(["Goodbye"]);
    await world.source.board.note(message, "Maria reacted 👍", "n1", false);
    expect(world.asked("create_thread_from_message")).toBe(0);
  });
});

describe("an edit", () => {
  it.each([
    ["of a webhook's", {}, []],
    ["of the bot's", { permissions: MODEST }, ["**Maria · WhatsApp**"]],
  ] as const)("%s message replaces the words, and leaves the name, what is answered and the files", async (_, options, name) => {
    await open(options);
    const quoted = world.post("asked");
    const thread = world.post("the head").id;
    const message = await post({ quoted: quoted.id, thread, attachments: [FILE] });
    const files = ["📎 invoice.pdf <https://files.example.com/1>"];
    await world.source.board.amend(message, { text: "Goodbye", attachments: [] });
    const reply = expect.stringContaining("in reply to");
    expect(lines(message)).toEqual([...name, reply, "Goodbye", ...files]);
    await world.source.board.amend(message, { text: "x".repeat(50_000), attachments: [] });
    expect(lines(message).at(-1)).toBe(files[0]);
    expect(of(message).embeds).toHaveLength(1);
    await world.source.board.amend(message, { text: "short", attachments: [] });
    expect([lines(message).at(-2), of(message).embeds]).toEqual(["short", []]);
    await world.source.board.withdraw(message);
    expect(lines(message)).toEqual(["*This message was deleted.*"]);
    expect(world.discord.violations).toEqual([]);
  });

  it("opens a thread again that has gone quiet", async () => {
    await open();
    const message = await post({ thread: world.post("the head").id });
    const thread = threadOf(message.message.split("/")[0] ?? "");
    if (thread === undefined) throw new Error("no thread");
    world.guild.changeChannel(thread, { archived: true });
    world.discord.api.refuse("update_webhook_message", { status: 400, code: 50083 });
    await world.source.board.amend(message, { text: "Goodbye", attachments: [] });
    expect([lines(message), thread.thread?.archived]).toEqual([["Goodbye"], false]);
  });

  it("is for nothing where the webhook is gone that wrote it, or Discord changes no such message", async () => {
    await open();
    const message = await post();
    world.discord.api.refuse("update_webhook_message", { status: 403, code: 50005 });
    await expect(world.source.board.amend(message, { text: "x", attachments: [] })).rejects.toMatchObject({ name: "Unpostable" });
    world.discord.api.refuse("update_webhook_message", { status: 503 });
    await expect(world.source.board.amend(message, { text: "x", attachments: [] })).rejects.not.toMatchObject({ name: "Unpostable" });
    for (const webhook of world.guild.webhooks.values()) world.guild.deleteWebhook(webhook);
    await expect(world.source.board.amend(message, { text: "x", attachments: [] })).rejects.toMatchObject({ name: "Unpostable" });
  });
});

describe("a line in a thread", () => {
  it("goes into the thread that the message is in, and once after a lost answer", async () => {
    await open();
    const head = world.post("the head");
    const inIt = await post({ thread: head.id });
    await world.source.board.note(inIt, "Maria reacted 👍", "n1", false);
    world.discord.api.refuse("create_message", { after: "cut" });
    await expect(world.source.board.note(inIt, "Maria reacted 🎉", "n2", false)).rejects.toThrow();
    await world.source.board.note(inIt, "Maria reacted 🎉", "n2", true);
    expect(written(threadOf(head.id))).toEqual(["Hello", "Maria reacted 👍", "Maria reacted 🎉"]);
  });

  it("answers the message in the channel where the bot may make no thread, and tells nobody", async () => {
    await open();
    world.guild.overwrite(world.channel, world.guild.bot, { deny: ["CreatePublicThreads"] });
    const ours = world.messageOf(world.post("Sent"));
    await world.source.board.note(ours, "Maria reacted 👍", "n1", false);
    const note = world.guild.messages(world.channel).at(-1);
    expect([shown(note?.content ?? ""), note?.reference?.messageId, note?.pings]).toEqual(["Maria reacted 👍", ours.message, []]);
  });

  it("has no place where the message is gone", async () => {
    await open();
    const message = await post();
    world.guild.deleteMessage(of(message));
    await expect(world.source.board.note(message, "Maria reacted 👍", "n1", false)).rejects.toMatchObject({ name: "Unpostable" });
  });
});
