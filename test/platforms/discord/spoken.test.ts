import { afterEach, describe, expect, it } from "vitest";
import type { SourceEvent, SpokenEvent } from "../../../src/domain/event.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

const SOON = { timeout: 4_000, interval: 5 };

let world: World;
let quiet = "";
afterEach(() => world.close());

/** Of every channel but one. */
async function open(options: WorldOptions = {}, receive?: (event: SourceEvent) => Promise<void>): Promise<void> {
  world = await openWorld({ wantsMessages: (id) => id !== quiet, ...options });
  await world.start(receive);
}
const spoken = () => world.events.filter((event): event is SpokenEvent => event.kind === "spoken");
const heard = async (count: number) => {
  await expect.poll(() => spoken().length, SOON).toBe(count);
  return spoken();
};

describe("what the team writes in Discord", () => {
  it("is told as people read it, with who wrote it and where", async () => {
    await open();
    const { guild, channel, dana, eli } = world;
    const sales = guild.role("Sales", [], { mentionable: true });
    const shipit = guild.emoji("shipit");
    const nick = guild.member("Zoe");
    const text = `<@${dana.id}> <@${nick.id}> <@&${sales.id}> <#${channel.id}>: <:shipit:${shipit.id}> 🎉 \\*`;
    const posted = guild.post(eli, text, { channel, attachments: [{ name: "a.pdf", size: 1, type: "application/pdf" }] });
    expect(await heard(1)).toEqual([
      {
        ...{ kind: "spoken", message: world.messageOf(posted), thread: null, person: world.person(eli) },
        ...{ text: "@Dana @Zoe @Sales #northwind: :shipit: 🎉 *", files: 1, askedBy: null },
      },
    ]);
    expect(world.malformed).toEqual([]);
  });

  it("calls people as they are called in the server, and tells nothing invisible of their names", async () => {
    await open();
    const { guild, channel, eli } = world;
    const zoe = { id: guild.member("Zoe").id, username: "zoe", global_name: "Zoe", member: { nick: "Zo\u202E\u00EB" } };
    const author = { id: eli.id, username: "eli", global_name: "Eli" };
    const place = { id: world.post("before").id, channel_id: channel.id, guild_id: guild.id, type: 0 };
    world.discord.gateway.malformed("MESSAGE_CREATE", { ...place, author, content: `<@${zoe.id}>!`, mentions: [zoe] });
    expect((await heard(2))[1]?.text).toBe("@Zoë!");
  });

  it("belongs to the head of its thread, or to the message that it answers", async () => {
    await open();
    const { guild, channel, dana } = world;
    const head = world.post("the head");
    const thread = guild.thread(world.eli, head, "about it");
    const inThread = guild.post(dana, "in it", { channel: thread });
    guild.post(dana, "answers in it", { channel: thread, reference: inThread });
    guild.post(dana, "answers it", { channel, reference: head });
    const forum = guild.channel("questions", { kind: "forum" });
    const question = guild.thread(world.eli, forum, "how?");
    guild.post(dana, "so", { channel: question });
    const events = await heard(5);
    expect(events.map(({ text, thread: one }) => [text, one])).toEqual(
      expect.arrayContaining([
        ["the head", null],
        ["in it", head.id],
        ["answers in it", head.id],
        ["answers it", head.id],
        ["so", `${question.id}/${question.id}`],
      ]),
    );
    expect(events.find(({ text }) => text === "in it")?.message).toEqual(world.messageOf(inThread));
  });

  it("comes in the order in which it was written", async () => {
    await open();
    for (let index = 0; index < 50; index += 1) world.post(String(index));
    expect((await heard(50)).map(({ text }) => Number(text))).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it("is a bot's where an app or a webhook wrote it", async () => {
    await open();
    const { guild, channel, source } = world;
    const webhook = guild.webhook(channel, "Deploys");
    guild.post({ id: webhook.id, name: "Deploys", displayName: null, bot: true }, "deployed", { channel, webhook });
    const desk = guild.member("Desk", { bot: true });
    guild.post(desk, "from the desk", { channel });
    for (const { person } of await heard(2)) expect(await source.classes(person)).toContain("bots");
    expect(world.asked("get_guild_member")).toBe(0);
  });

  it("is told again when it was not taken, as nobody could read it later", async () => {
    let refused = 0;
    await open({}, async (event) => {
      if (event.kind === "spoken" && refused++ === 0) throw new Error("the disk is full");
      world.events.push(event);
    });
    for (const text of ["first", "second"]) world.post(text);
    expect((await heard(2)).map(({ text }) => text)).toEqual(["first", "second"]);
  });
});

describe("what the team writes while a session is lost", () => {
  it("is read when the next one begins, in the channel and in its threads, and told in its order", async () => {
    await open();
    const thread = world.guild.thread(world.eli, world.post("the head"), "about it");
    await heard(1);
    world.discord.gateway.lose();
    for (const text of ["one", "two", "three"]) world.post(text);
    world.post("in it", thread);
    world.guild.post(world.eli, "elsewhere", { channel: world.guild.channel("other") });
    await expect.poll(() => new Set(spoken().map(({ text }) => text)).size, SOON).toBe(5);
    const texts = spoken().map(({ text }) => text);
    expect(texts.filter((text) => ["one", "two", "three"].includes(text))).toEqual(["one", "two", "three"]);
    expect(spoken().find(({ text }) => text === "in it")).toMatchObject({ thread: thread.id, person: world.person(world.eli) });
    expect(texts).not.toContain("elsewhere");
  });

  it("says so where it cannot be read", async () => {
    await open();
    world.discord.api.refuse("list_messages", { status: 500 }, 5);
    world.discord.gateway.lose();
    await expect.poll(() => world.logged.join(), { timeout: 8_000, interval: 20 }).toContain("could not be read, and is not sent");
  }, 10_000);
});

describe("what is not told as written", () => {
  it("is what our own app says, under whatever name, what nobody listens to, and what Discord says itself", async () => {
    await open();
    const { guild, channel, source } = world;
    const post = { author: "Maria · WhatsApp", text: "Hello", attachments: [], thread: null, quoted: null };
    await source.board.post(channel.id, post, "k1", false);
    await source.say(channel.id, "said", "k2", false);
    const among = guild.channel("quiet");
    quiet = among.id;
    guild.post(world.eli, "among ourselves", { channel: among });
    guild.post(world.eli, "pinned a message", { channel, type: 6 });
    const posted = world.post("first");
    guild.edit(posted, "second");
    expect((await heard(1))[0]?.text).toBe("first");
    expect(world.malformed).toEqual([]);
  });

  it("is anything at all, where nobody wants it: Discord is not even asked for it", async () => {
    world = await openWorld();
    await world.start();
    const thread = world.guild.thread(world.eli, world.post(), "about it");
    world.post("in it", thread);
    world.guild.react(world.dana, world.post("hush"), "👍");
    await expect.poll(() => world.events.length, SOON).toBe(1);
    expect(spoken()).toEqual([]);
  });
});
