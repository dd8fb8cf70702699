import { afterEach, describe, expect, it } from "vitest";
import { openWorld, type World, type WorldOptions } from "./world.ts";

const SOON = { timeout: 4_000, interval: 5 };
const soon = () => AbortSignal.timeout(5_000);

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await openWorld(options);
  await world.start();
}

describe("who people are in Discord", () => {
  it("is a member, a bot, or nobody who was never there or has gone", async () => {
    await open();
    const { guild, source } = world;
    const ids = (id: string) => [id, `discord:${id}`, `discord:${guild.id}:${id}`];
    expect(await source.classes(world.person(world.dana))).toEqual(["members", ...ids(world.dana.id)]);
    const bot = guild.member("Desk", { bot: true });
    expect(await source.classes(world.person(bot))).toEqual(["bots", ...ids(bot.id)]);
    expect(await source.classes(world.person(guild.stranger("Sam")))).toEqual([]);
    const zoe = guild.member("Zoe");
    guild.leave(zoe);
    expect(await source.classes(world.person(zoe))).toEqual([]);
    expect(await source.classes("discord:118700100200300400:constructor")).toEqual([]);
  });

  it("has the roles of the server, by id and by name, as they are now", async () => {
    await open();
    const { guild, source } = world;
    const sales = guild.role("Sales");
    const zoe = guild.member("Zoe", { roles: [sales] });
    expect(await source.classes(world.person(zoe))).toEqual(expect.arrayContaining(["members", `role:${sales.id}`, "role:Sales"]));
    guild.changeRole(sales, { name: "Customers" });
    await expect.poll(() => source.classes(world.person(zoe)), SOON).toContain("role:Customers");
    const none = guild.member("Ned");
    expect((await source.classes(world.person(none))).some((one) => one.startsWith("role:"))).toBe(false);
  });

  it("is taken from what comes with a reaction, and asked for once where nothing does", async () => {
    await open();
    const { guild, source } = world;
    const sales = guild.role("Sales");
    const posted = world.post();
    guild.react(world.dana, posted, "👍");
    await expect.poll(() => world.events.length, SOON).toBe(1);
    expect(await source.classes(world.person(world.dana))).toContain("members");
    expect(world.asked("get_guild_member")).toBe(0);
    guild.changeMember(world.dana, { roles: [sales] });
    guild.react(world.dana, posted, "🎉");
    await expect.poll(() => world.events.length, SOON).toBe(2);
    expect(await source.classes(world.person(world.dana))).toContain("role:Sales");
    await Promise.all(Array.from({ length: 20 }, () => source.classes(world.person(world.eli))));
    await source.classes(world.person(world.eli));
    expect(world.asked("get_guild_member")).toBe(1);
  });

  it("is found in the bot's server for direct messages; whoever is in none is external", async () => {
    await open();
    expect(await world.source.classes(`discord:@me:${world.dana.id}`)).toContain("members");
    expect(await world.source.classes(`discord:@me:${world.guild.stranger("Sam").id}`)).toContain("external");
  });

  it("cannot be said while Discord does not say it, and is asked anew the next time", async () => {
    await open();
    world.discord.api.refuse("get_guild_member", { status: 403, code: 50001 });
    await expect(world.source.classes(world.person(world.dana))).rejects.toThrow("50001");
    world.discord.api.refuse("list_guild_roles", { status: 403 });
    const zoe = world.guild.member("Zoe", { roles: [world.guild.role("Sales")] });
    await expect(world.source.classes(world.person(zoe))).rejects.toThrow("403");
    expect(await world.source.classes(world.person(zoe))).toContain("role:Sales");
  });
});

describe("what people hold on a message in Discord", () => {
  it("is read emoji by emoji, with super reactions and custom emoji, and never our own", async () => {
    await open();
    const { guild, dana, eli } = world;
    const posted = world.post();
    guild.emoji("shipit");
    guild.react(dana, posted, "👍");
    guild.react(eli, posted, "👍", { burst: true });
    guild.react(guild.bot, posted, "👍");
    guild.react(eli, posted, "shipit");
    guild.react(dana, posted, "❤️");
    const reading = await world.source.held(world.messageOf(posted), soon());
    expect(reading).toMatchObject({
      reactions: [
        { person: world.person(dana), name: "👍", emoji: "👍" },
        { person: world.person(eli), name: "👍", emoji: "👍" },
        { person: world.person(eli), name: "shipit", emoji: null },
        { person: world.person(dana), name: "❤️", emoji: "❤️" },
      ],
      incomplete: [],
    });
    // Discord says of no answer when it was true: the store's clock does.
    expect(reading.atUs).toBe(null);
    expect(world.discord.violations).toEqual([]);
  });

  it("is read to the end where more people hold it than Discord tells of at once", async () => {
    await open();
    const posted = world.post();
    const people = Array.from({ length: 230 }, (_, index) => world.guild.member(`Person ${index}`));
    for (const one of people) world.guild.react(one, posted, "🎉");
    const { reactions, incomplete } = await world.source.held(world.messageOf(posted), soon());
    expect(new Set(reactions.map(({ person }) => person))).toEqual(new Set(people.map(world.person)));
    expect(incomplete).toEqual([]);
    expect(world.asked("list_message_reactions_by_emoji")).toBe(3);
  });

  it("is not whole where fewer people are told of than were counted", async () => {
    await open();
    const posted = world.post();
    for (const one of [world.dana, world.eli]) world.guild.react(one, posted, "🎉");
    world.guild.react(world.dana, posted, "👍");
    world.discord.api.refuse("list_message_reactions_by_emoji", { status: 200, body: [{ id: world.dana.id }] });
    const { reactions, incomplete } = await world.source.held(world.messageOf(posted), soon());
    expect(incomplete).toEqual(["🎉"]);
    expect(reactions).toHaveLength(2);
  });

  it("is not whole where a custom emoji was deleted of which nobody knows the name any more", async () => {
    await open();
    const posted = world.post();
    world.guild.react(world.dana, posted, "👍");
    const one = { count: 1, count_details: { normal: 1, burst: 0 } };
    const reactions = [
      { ...one, emoji: { id: "118700100200300499", name: null } },
      { ...one, emoji: { id: null, name: "👍" } },
    ];
    world.discord.api.refuse("get_message", { status: 200, body: { id: posted.id, reactions } });
    expect(await world.source.held(world.messageOf(posted), soon())).toMatchObject({
      reactions: [{ person: world.person(world.dana), name: "👍" }],
      incomplete: "all",
    });
  });

  it("waits as long as Discord asks, and no longer than the caller does", async () => {
    await open();
    const posted = world.post();
    world.guild.react(world.dana, posted, "🎉");
    const message = world.messageOf(posted);
    world.discord.api.refuse("get_message", { status: 429, retryAfterS: 0.2 });
    const begun = performance.now();
    expect((await world.source.held(message, soon())).reactions).toHaveLength(1);
    expect(performance.now() - begun).toBeGreaterThan(190);
    world.discord.api.refuse("get_message", { status: 429, retryAfterS: 5 });
    await expect(world.source.held(message, AbortSignal.timeout(50))).rejects.toThrow();
    world.discord.api.refuse("get_message", { status: 429, retryAfterS: 60 });
    await expect(world.source.held(message, soon())).rejects.toThrow("429");
  });

  it("is asked no faster than Discord's answers allow, however many emoji there are", async () => {
    await open();
    world.discord.api.limit("list_message_reactions_by_emoji", { requests: 3, perMs: 500 });
    const posted = world.post();
    const emoji = ["👍", "❤️", "🎉", "🚀", "😂", "🙏", "🔥", "👏", "👀"];
    for (const one of emoji) world.guild.react(world.dana, posted, one);
    const { reactions } = await world.source.held(world.messageOf(posted), soon());
    expect(reactions.map(({ name }) => name)).toEqual(emoji);
    expect(world.discord.api.limitBreaches).toEqual([]);
  });

  it("cannot be said of what is no message there", async () => {
    await open();
    const place = world.source.channel(world.channel.id);
    for (const message of ["", "hello", "../118700100200300400", "118700100200300400/x"]) {
      await expect(world.source.held({ ...place, message }, soon())).rejects.toThrow("not a message");
    }
    expect(world.asked("get_message")).toBe(0);
  });
});

describe("what is in an error", () => {
  it("is never what Discord says to people", async () => {
    await open();
    const page = { status: 400, body: { message: "Dana +5511988887777 said: see you at noon", code: 50035 } };
    for (const operation of ["get_guild_member", "create_dm", "get_message", "create_message"]) world.discord.api.refuse(operation, page);
    const message = world.messageOf(world.post());
    const calls = [
      () => world.source.classes(world.person(world.dana)),
      () => world.source.tell(message, world.person(world.dana), "…"),
      () => world.source.held(message, soon()),
      () => world.source.say(world.channel.id, "…", "k", false),
    ];
    for (const call of calls) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/Dana|noon|8888/);
    }
  });
});
