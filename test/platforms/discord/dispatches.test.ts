import { afterEach, describe, expect, it } from "vitest";
import type { SourceEvent } from "../../../src/domain/event.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

const SOON = { timeout: 4_000, interval: 5 };

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}, receive?: (event: SourceEvent) => Promise<void>): Promise<void> {
  world = await openWorld(options);
  await world.start(receive);
}
const seen = async (count: number) => {
  await expect.poll(() => world.events.length, SOON).toBe(count);
  return world.events;
};

describe("what Discord tells of reactions", () => {
  it("counts super reactions as the emoji, from people whom nobody has heard of, on messages from before", async () => {
    world = await openWorld();
    const [posted, zoe] = [world.post(), world.guild.member("Zoe")];
    await world.start();
    world.guild.react(zoe, posted, "🎉", { burst: true });
    world.guild.unreact(zoe, posted, "🎉", { burst: true });
    const message = world.messageOf(posted);
    expect(await seen(2)).toEqual([
      { kind: "added", message, person: world.person(zoe), name: "🎉", emoji: "🎉", via: "reaction", atUs: null, id: null },
      { kind: "removed", message, person: world.person(zoe), name: "🎉", emoji: "🎉", via: "reaction", atUs: null, id: null },
    ]);
  });

  it("clears what a moderator clears, of everybody or of one emoji", async () => {
    await open();
    const posted = world.post();
    const shipit = world.guild.emoji("shipit");
    for (const emoji of ["🎉", "shipit"]) world.guild.react(world.dana, posted, emoji);
    world.guild.clearEmoji(posted, "shipit");
    world.guild.clear(posted);
    const message = world.messageOf(posted);
    const cleared = { kind: "cleared", message, person: null, atUs: null, id: null };
    expect((await seen(5)).slice(2)).toEqual([
      { ...cleared, name: "shipit" },
      { ...cleared, name: null },
      { kind: "own", op: "remove", message, emoji: null },
    ]);
    expect(shipit.name).toBe("shipit");
  });

  it("tells when our bot's reaction comes, and when a moderator takes it off", async () => {
    await open();
    const posted = world.post();
    world.guild.react(world.guild.bot, posted, "🎉");
    world.guild.unreact(world.guild.bot, posted, "🎉");
    world.guild.clearEmoji(posted, "👍");
    const own = { kind: "own", message: world.messageOf(posted) };
    expect(await seen(2)).toEqual([
      { ...own, op: "add", emoji: "🎉" },
      { ...own, op: "remove", emoji: "🎉" },
    ]);
  });

  it("puts what happens in a thread into the channel of its link, and finds it again there", async () => {
    await open();
    const head = world.post("the head");
    const thread = world.guild.thread(world.eli, head, "about it");
    const answer = world.post("in it", thread);
    world.guild.react(world.dana, answer, "👍");
    world.guild.react(world.dana, head, "🎉");
    const places = (await seen(2)).map((event) => "message" in event && [event.message.channel, event.message.message]);
    expect(new Set(places.map(String))).toEqual(
      new Set([`${world.channel.id},${thread.id}/${answer.id}`, `${world.channel.id},${head.id}`]),
    );
    const reading = await world.source.held(world.messageOf(answer), AbortSignal.timeout(2_000));
    expect(reading.reactions).toMatchObject([{ person: world.person(world.dana), emoji: "👍" }]);
    expect(world.source.postedMs(world.messageOf(answer).message)).toBeGreaterThan(Date.now() - 60_000);
    world.guild.deleteMessage(answer);
    expect((await seen(3))[2]).toMatchObject({ kind: "deleted", message: { message: `${thread.id}/${answer.id}` } });
    expect(world.asked("get_channel")).toBe(0);
  });

  it("asks once where a thread is that was archived before it was heard of, or is in a forum", async () => {
    world = await openWorld();
    const forum = world.guild.channel("questions", { kind: "forum" });
    const quiet = world.guild.thread(world.eli, world.channel, "quiet");
    const inQuiet = world.post("in it", quiet);
    world.guild.changeChannel(quiet, { archived: true });
    const question = world.guild.thread(world.eli, forum, "how?");
    const answer = world.post("so", question);
    await world.start();
    const calls = world.asked("get_channel");
    quiet.thread && Object.assign(quiet.thread, { archived: false });
    for (const emoji of ["👍", "🎉", "👀"]) world.guild.react(world.dana, inQuiet, emoji);
    world.guild.react(world.dana, answer, "👍");
    const events = await seen(4);
    expect(events.map((event) => "message" in event && event.message)).toEqual(
      expect.arrayContaining([world.messageOf(inQuiet), { ...world.messageOf(answer), channel: forum.id }]),
    );
    expect(world.asked("get_channel") - calls).toBe(1);
  });

  it("keeps a thread apart that a link itself names", async () => {
    let thread = "";
    world = await openWorld({
      prepare({ guild }) {
        const where = guild.channel("busy");
        const made = guild.thread(guild.member("Mo"), where, "contoso");
        thread = made.id;
        return [thread];
      },
    });
    await world.start();
    const there = world.guild.channels.get(thread);
    if (there === undefined) throw new Error("no thread");
    const posted = world.post("for contoso", there);
    world.guild.react(world.dana, posted, "👍");
    expect((await seen(1))[0]).toMatchObject({ message: { channel: thread, message: posted.id } });
    expect(world.source.channel(thread)).toMatchObject({ workspace: world.guild.id, channel: thread });
    await world.source.held({ ...world.source.channel(thread), message: posted.id }, AbortSignal.timeout(2_000));
    world.guild.deleteChannel(there);
    expect((await seen(2))[1]).toEqual({ kind: "left", channel: world.source.channel(thread), reason: "deleted", atUs: null });
  });

  it("takes direct messages for a place of their own", async () => {
    let dm = "";
    world = await openWorld({
      prepare({ guild }) {
        dm = guild.dm(guild.member("Mo")).id;
        return [dm];
      },
    });
    await world.start();
    const there = world.guild.channels.get(dm);
    if (there === undefined) throw new Error("no channel");
    const posted = world.post("psst", there);
    world.guild.react(world.dana, posted, "👍");
    expect(world.source.channel(dm)).toEqual({ platform: "discord", workspace: "@me", channel: dm });
    expect(await seen(1)).toMatchObject([
      { message: { workspace: "@me", channel: dm, message: posted.id }, person: `discord:@me:${world.dana.id}` },
    ]);
  });

  it("keeps the order of each message, whoever has to be looked up meanwhile", async () => {
    const order: string[] = [];
    await open({}, async (event) => {
      // As when the person has to be asked for.
      if (event.kind === "added") await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(event.kind);
    });
    const posted = world.post();
    for (let time = 0; time < 5; time += 1) {
      world.guild.react(world.dana, posted, "🎉");
      world.guild.unreact(world.dana, posted, "🎉");
    }
    await expect.poll(() => order.length, SOON).toBe(10);
    expect(order).toEqual(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? "added" : "removed")));
  });

  it("takes a custom emoji back by the name by which it was pressed, also once it has another", async () => {
    await open();
    const [first, second] = [world.post(), world.post()];
    const shipit = world.guild.emoji("shipit");
    world.guild.react(world.dana, first, "shipit");
    await seen(1);
    world.guild.renameEmoji(shipit, "shipped");
    world.guild.react(world.dana, second, "shipped");
    world.guild.unreact(world.dana, first, "shipped");
    await seen(4);
    const told = world.reactions().map(({ kind, name }) => `${kind} ${name}`);
    expect(told.slice(1).toSorted()).toEqual(["added shipped", "removed shipit", "removed shipped"]);
  });

  it("knows a custom emoji by its name, also once it was deleted", async () => {
    await open();
    const posted = world.post();
    const shipit = world.guild.emoji("shipit");
    world.guild.react(world.dana, posted, "shipit");
    await seen(1);
    const { id } = shipit;
    const where = { channel_id: posted.channelId, message_id: posted.id, guild_id: world.guild.id };
    world.discord.gateway.malformed("MESSAGE_REACTION_REMOVE", { ...where, user_id: world.dana.id, emoji: { id, name: null } });
    world.discord.gateway.malformed("MESSAGE_REACTION_REMOVE", { ...where, user_id: world.dana.id, emoji: { id: `${id}9`, name: null } });
    expect(await seen(3)).toMatchObject([{ name: "shipit" }, { kind: "removed", name: "shipit", emoji: null }, { name: `${id}9` }]);
    expect(world.malformed).toEqual([]);
  });
});

describe("what Discord tells of messages and channels", () => {
  it("says which messages are gone, one by one and many at once", async () => {
    await open();
    const posted = [world.post("1"), world.post("2"), world.post("3")];
    const [first] = posted;
    if (first) world.guild.deleteMessage(first);
    world.guild.deleteMessage(...posted.slice(1));
    expect(await seen(3)).toEqual(posted.map((one) => ({ kind: "deleted", message: world.messageOf(one), atUs: null })));
  });

  it("leaves a channel that was deleted, and every channel of a server that the bot was taken out of", async () => {
    await open();
    const other = world.guild.channel("other");
    world.guild.deleteChannel(other);
    expect(await seen(1)).toEqual([
      { kind: "left", channel: { platform: "discord", workspace: world.guild.id, channel: other.id }, reason: "deleted", atUs: null },
    ]);
    world.guild.leave(world.guild.bot);
    await expect.poll(() => world.events.length, SOON).toBeGreaterThan(1);
    expect(world.events.slice(1)).toContainEqual({
      kind: "left",
      channel: world.source.channel(world.channel.id),
      reason: "removed",
      atUs: null,
    });
  });

  it("does not leave a server that Discord cannot reach for a while, nor a thread that has gone quiet", async () => {
    await open();
    const thread = world.guild.thread(world.eli, world.channel, "quiet");
    world.guild.changeChannel(thread, { archived: true });
    world.guild.outage(true);
    world.guild.outage(false);
    world.guild.react(world.dana, world.post(), "👍");
    expect((await seen(1))[0]?.kind).toBe("added");
    world.guild.changeChannel(thread, { locked: true });
    expect((await seen(2))[1]).toMatchObject({ kind: "left", reason: "archived", channel: { channel: thread.id } });
  });
});

describe("what cannot be placed", () => {
  it("is read instead where Discord does not say where it is", async () => {
    world = await openWorld();
    const quiet = world.guild.thread(world.eli, world.channel, "quiet");
    const posted = world.post("in it", quiet);
    world.guild.changeChannel(quiet, { archived: true });
    await world.start();
    quiet.thread && Object.assign(quiet.thread, { archived: false });
    world.discord.api.refuse("get_channel", { status: 500 }, 5);
    world.guild.react(world.dana, posted, "👍");
    expect(await seen(1)).toMatchObject([{ kind: "gap" }]);
  });

  it("comes to nothing where there is no such place for the bot", async () => {
    await open();
    const where = { channel_id: "118700100200300400", message_id: "118700100200300401", guild_id: world.guild.id };
    world.discord.gateway.malformed("MESSAGE_REACTION_ADD", { ...where, user_id: world.dana.id, emoji: { id: null, name: "👍" } });
    await expect.poll(() => world.leftOut, SOON).toEqual(["reaction unplaced"]);
    expect(world.events).toEqual([]);
  });
});
