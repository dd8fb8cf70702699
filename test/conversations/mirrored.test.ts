import { describe, expect, test } from "vitest";
import type { Link } from "../../src/domain/link.ts";
import { type Message, messageKey } from "../../src/domain/message.ts";
import { link, MESSAGE, policy } from "../domain/given.ts";
import { inbox, linked, MARIA } from "./given.ts";
import { createWorld, DISCORD, type World, type WorldPlan } from "./world.ts";

const TEAM = "C0TEAM";
const GUILD = "1187001002003004006";
const HERE: Message = { ...MESSAGE, channel: TEAM };
const THERE: Message = { ...DISCORD, channel: GUILD, message: "1767603600.000200" };

type Change = NonNullable<Parameters<typeof policy>[0]>;

/** Two channels that are mirrored. */
function mirrored(change: Change = {}, name = "internal", channel = `slack:${TEAM}`, mirrorTo = `discord:${GUILD}`): Link {
  return { ...link(name), channel, account: null, conversation: null, mirrorTo, policy: policy(change) };
}

const open = (change: Change = {}, plan: WorldPlan = {}) => createWorld({ links: [mirrored(change)], discord: true, ...plan });

const pair = ({ introduce }: World, message = HERE, other = THERE, name = "internal") =>
  introduce.introduce(name, message, { id: other.message });

async function paired(change: Change = {}, plan: WorldPlan = {}) {
  const world = await open(change, plan);
  await pair(world);
  return world;
}

const shows = (world: World, ...messages: readonly Message[]) => messages.map((one) => [...world.botShows(one)].sort());

describe("two messages of mirrored channels", () => {
  test("show on each what people hold on the other, once for each emoji", async () => {
    const world = await paired();
    await world.press("slack:dana", "👍", HERE);
    await world.press("slack:lee", "👍", HERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.run(5_000);
    expect(shows(world, HERE, THERE)).toEqual([["🎉"], ["👍"]]);
    expect(world.bot.calls.toSorted()).toEqual(["+🎉", "+👍"].toSorted());
  });

  test("keep what one person takes back for as long as another holds it", async () => {
    const world = await paired();
    for (const person of ["slack:dana", "slack:lee"]) await world.press(person, "👍", HERE);
    await world.run(5_000);
    await world.unpress("slack:dana", "👍", HERE);
    await world.run(5_000);
    expect(shows(world, THERE)).toEqual([["👍"]]);
    await world.unpress("slack:lee", "👍", HERE);
    await world.run(5_000);
    expect(shows(world, THERE)).toEqual([[]]);
  });

  test("come to rest when one emoji is held on both and taken back on one", async () => {
    const world = await paired();
    await world.press("slack:dana", "👍", HERE);
    await world.press("discord:kim", "👍", THERE);
    await world.run(5_000);
    expect(shows(world, HERE, THERE)).toEqual([["👍"], ["👍"]]);
    await world.unpress("discord:kim", "👍", THERE);
    await world.run(60_000);
    expect(shows(world, HERE, THERE)).toEqual([[], ["👍"]]);
    expect(world.bot.calls).toHaveLength(3);
    expect(await world.sweep()).toBe(0);
    await world.run(60 * 60_000);
    expect(world.bot.calls).toHaveLength(3);
  });

  test("are paired by one call for both directions, which may be made again", async () => {
    const world = await open();
    expect(await pair(world)).toMatchObject({ result: "created" });
    expect(await pair(world)).toMatchObject({ result: "stood" });
    expect((await world.store.standsFor(HERE, "internal"))?.slot.message).toBe(messageKey(THERE));
    expect((await world.store.standsFor(THERE, "internal"))?.slot.message).toBe(messageKey(HERE));
  });

  test("are paired from either side by the metadata of a message", async () => {
    const world = await open();
    await world.receive({ kind: "declared", message: THERE, link: "internal", target: { id: HERE.message } });
    await world.press("slack:dana", "👍", HERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.run(5_000);
    expect(shows(world, HERE, THERE)).toEqual([["🎉"], ["👍"]]);
    expect(await pair(world)).toMatchObject({ result: "stood" });
  });

  test("are read when they are paired: what was pressed before counts", async () => {
    const world = await open();
    world.holds(HERE, "slack:dana", "👍", true);
    world.holds(THERE, "discord:kim", "🎉", true);
    await world.press("slack:lee", "❤️", HERE);
    await pair(world);
    await world.run(5_000);
    expect(shows(world, HERE, THERE)).toEqual([["🎉"], ["❤️", "👍"].toSorted()]);
  });

  test("stand for one message each: another one is refused, and ties neither", async () => {
    const world = await paired();
    const third: Message = { ...THERE, message: "1767603600.000300" };
    expect(await pair(world, HERE, third)).toEqual({ result: "conflict" });
    expect(await pair(world, { ...HERE, message: "1767603600.000400" }, THERE)).toEqual({ result: "conflict" });
    expect(await world.store.standsFor(third, "internal")).toBe(null);
  });

  test.each([
    [null, "target must be an object with an id"],
    [{}, "target.id is required"],
    [{ id: 7 }, "target.id is required"],
    [{ id: "no message" }, "target.id must be the id of a message on discord"],
    [{ id: THERE.message, part: 0 }, "target knows nothing but the id of the message in the other channel"],
  ])("are not paired by what names no message (%j)", async (target, complaint) => {
    const world = await open();
    expect(await world.introduce.introduce("internal", HERE, target)).toEqual({ result: "malformed", complaints: [complaint] });
  });

  test("are not paired from a third channel", async () => {
    const world = await open();
    expect(await pair(world, { ...HERE, channel: "C0ELSEWHERE" })).toMatchObject({ result: "malformed" });
  });

  test("wait for the other platform: what is declared before comes again", async () => {
    const world = await open({}, { discord: false });
    expect(await pair(world)).toEqual({ result: "unavailable", platform: "discord" });
    const declared = { kind: "declared", message: HERE, link: "internal", target: { id: THERE.message } } as const;
    await expect(world.receive(declared)).rejects.toThrow("not connected to discord");
    await world.press("slack:dana", "👍", HERE);
  });

  test("outlive a restart", async () => {
    const world = await paired();
    await world.press("slack:dana", "👍", HERE);
    await world.run(5_000);
    const again = await world.restart();
    await again.press("discord:kim", "🎉", THERE);
    await again.unpress("slack:dana", "👍", HERE);
    await again.run(60_000);
    expect(shows(again, HERE, THERE)).toEqual([["🎉"], []]);
  });

  test("can be in channels of one platform", async () => {
    const other: Message = { ...HERE, channel: "C0OTHERTEAM", message: "1767603600.000500" };
    const world = await createWorld({ links: [mirrored({}, "internal", `slack:${TEAM}`, "slack:C0OTHERTEAM")] });
    await pair(world, HERE, other);
    await world.press("slack:dana", "👍", HERE);
    await world.press("slack:lee", "🎉", other);
    await world.run(5_000);
    expect(shows(world, HERE, other)).toEqual([["🎉"], ["👍"]]);
  });

  test("keep what shows when one of them is deleted", async () => {
    const world = await paired();
    await world.press("slack:dana", "👍", HERE);
    await world.run(5_000);
    await world.receive({ kind: "deleted", message: HERE, atUs: world.clock.now() * 1_000 });
    await world.unpress("slack:dana", "👍", HERE);
    await world.run(60_000);
    expect(shows(world, THERE)).toEqual([["👍"]]);
  });
});

describe("the policy of two mirrored channels", () => {
  test.each([
    ["outbound", [[], ["👍"]]],
    ["inbound", [["🎉"], []]],
    ["off", [[], []]],
  ] as const)("lets %s reactions over", async (direction, expected) => {
    const world = await paired({ direction });
    await world.press("slack:dana", "👍", HERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.run(5_000);
    expect(shows(world, HERE, THERE)).toEqual(expected);
  });

  test("keeps inside what it denies, and whom, on both sides, and tells nobody", async () => {
    const world = await paired({ emoji: { deny: ["👀"], custom: { shipit: "🚀" } } });
    for (const [side, message] of [
      ["slack", HERE],
      ["discord", THERE],
    ] as const) {
      await world.press(`${side}:dana`, "👀", message);
      await world.press("guest", "👍", message);
      await world.receive({
        ...{ kind: "added", message, person: `${side}:lee`, name: "shipit", emoji: null },
        ...{ via: "reaction", atUs: null, id: null },
      });
      await world.receive({
        ...{ kind: "added", message, person: `${side}:lee`, name: "partyparrot", emoji: null },
        ...{ via: "reaction", atUs: null, id: null },
      });
    }
    await world.run(5_000);
    expect(shows(world, HERE, THERE)).toEqual([["🚀"], ["🚀"]]);
    expect(world.told).toEqual([]);
  });

  test("judges what a sweep finds, on either side", async () => {
    const world = await paired({ emoji: { deny: ["👀"] } });
    await world.run(5_000);
    for (const emoji of ["👀", "👍"]) world.holds(THERE, "discord:kim", emoji, true);
    await world.sweep();
    await world.run(5_000);
    expect(shows(world, HERE)).toEqual([["👍"]]);
  });

  test("can withdraw later what it allowed before", async () => {
    const world = await paired();
    await world.press("discord:kim", "👍", THERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.run(5_000);
    const again = await world.restart({ links: [mirrored({ emoji: { deny: ["👍"] } })] });
    await again.press("discord:lee", "❤️", THERE);
    await again.run(5_000);
    expect(shows(again, HERE)).toEqual([["❤️", "🎉"].toSorted()]);
  });

  test("lets a press that is undone at once not over", async () => {
    const world = await paired();
    await world.press("discord:kim", "👍", THERE);
    await world.clock.advance(300);
    await world.unpress("discord:kim", "👍", THERE);
    await world.run(5_000);
    expect(world.bot.calls).toEqual([]);
  });

  test("switches both sides off and on again", async () => {
    const world = await paired();
    await world.press("slack:dana", "👍", HERE);
    await world.run(5_000);
    await world.links.turn("internal", "off");
    await world.unpress("slack:dana", "👍", HERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.run(60_000);
    expect(shows(world, HERE, THERE)).toEqual([[], ["👍"]]);
    await world.links.turn("internal", null);
    await world.run(60_000);
    expect(shows(world, HERE, THERE)).toEqual([[], []]);
  });

  test("can be turned from either channel, each seeing it its own way", async () => {
    const world = await paired();
    const told = await world.asks("slack:dana", { kind: "turn", to: "outbound" }, { channel: TEAM, isAdmin: true });
    expect(told.text.join("")).toBe("internal: what is held here shows in the other channel, and not the other way round.");
    expect(world.links.named("internal")?.policy.direction).toBe("outbound");
    const there = { id: "2", person: "discord:kim", channel: { ...DISCORD, channel: GUILD }, place: { kind: "newest" } } as const;
    const status = await world.commands.ask({ ...there, command: { kind: "status" } }, async () => true);
    expect(status.text.join("")).toContain("what is held in the other channel shows here, and not the other way round");
    await world.commands.ask({ ...there, command: { kind: "turn", to: "outbound" } }, async () => true);
    expect(world.links.named("internal")?.policy.direction).toBe("inbound");
    const allowed = await world.commands.ask({ ...there, command: { kind: "allowed" } }, async () => true);
    expect(allowed.text.join("")).toBe("The other channel takes any emoji.");
  });
});

describe("mirrored channels of which one is shared with another organization", () => {
  const shared = (world: World, message: Message, kind: "shared" | "unshared" = "shared") =>
    world.receive({ kind, channel: { platform: message.platform, workspace: message.workspace, channel: message.channel } });

  test.each([
    ["the one", HERE],
    ["the other", THERE],
  ])("are paused both ways until an admin confirms it, when it is %s", async (_, message) => {
    const world = await paired();
    await shared(world, message);
    await world.press("slack:dana", "👍", HERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.run(5_000);
    expect(world.links.isUnconfirmed("internal")).toBe(true);
    expect(shows(world, HERE, THERE)).toEqual([[], []]);
    await world.links.turn("internal", null);
    await world.press("slack:dana", "❤️", HERE);
    await world.run(5_000);
    expect(shows(world, THERE)).toEqual([["❤️"]]);
  });

  test("stay paused for as long as either is, whatever becomes of the other", async () => {
    const world = await paired();
    await shared(world, HERE);
    await shared(world, THERE);
    await shared(world, HERE, "unshared");
    expect(world.links.isUnconfirmed("internal")).toBe(true);
    const again = await world.restart();
    expect(again.links.isUnconfirmed("internal")).toBe(true);
    await shared(again, THERE, "unshared");
    expect(again.links.isUnconfirmed("internal")).toBe(false);
  });

  test("are confirmed for both at once, and asked about anew when the other comes to be shared", async () => {
    const world = await paired();
    await shared(world, HERE);
    await world.links.turn("internal", "both");
    await shared(world, HERE);
    expect(world.links.isUnconfirmed("internal")).toBe(false);
    await shared(world, THERE);
    expect(world.links.isUnconfirmed("internal")).toBe(true);
  });
});

describe("one conversation in two channels that are mirrored", () => {
  const north = linked("north", { channel: `slack:${TEAM}` });
  const south = linked("south", { channel: `discord:${GUILD}` });
  const both = (change: Change = {}, links: readonly Link[] = [north, south]) => open({}, { links: [...links, mirrored(change)] });

  async function shown(world: World, text = "hello") {
    const heard = await world.writes(text);
    await world.run(5_000);
    return { id: heard.id, here: world.find(text, TEAM), there: world.find(text, GUILD) };
  }

  test("has copies that the bridge pairs itself: each shows the people on the other, the customer those on both", async () => {
    const world = await both();
    const { id, here, there } = await shown(world);
    await world.press("slack:dana", "👍", here);
    await world.run(5_000);
    expect([...shows(world, here, there), world.phone.shown(id)]).toEqual([[], ["👍"], ["👍"]]);
    await world.press("discord:kim", "🎉", there);
    await world.run(5_000);
    expect([...shows(world, here, there), world.phone.shown(id)]).toEqual([["🎉"], ["👍"], ["🎉"]]);
    await world.unpress("discord:kim", "🎉", there);
    await world.run(5_000);
    expect([...shows(world, here, there), world.phone.shown(id)]).toEqual([[], ["👍"], ["👍"]]);
    expect(world.phone.calls).toEqual(["+👍", "+🎉", "+👍"]);
  });

  test("shows on both what the customer holds, beside the people of the other", async () => {
    const world = await both();
    const { id, here, there } = await shown(world);
    await world.reacts(id, MARIA, "❤️");
    await world.press("slack:dana", "👍", here);
    await world.run(5_000);
    expect(shows(world, here, there)).toEqual([["❤️"], ["❤️", "👍"].toSorted()]);
    await world.reacts(id, MARIA, null);
    await world.unpress("slack:dana", "👍", here);
    await world.run(5_000);
    expect(shows(world, here, there)).toEqual([[], []]);
    expect(world.phone.shown(id)).toEqual([]);
  });

  test("counts what was pressed on one copy before the other was there", async () => {
    const world = await both();
    world.discord.always(GUILD, "failed");
    const { id } = await world.writes("hello");
    await world.run(1_000);
    const here = world.find("hello", TEAM);
    await world.press("slack:dana", "👍", here);
    await world.run(3_000);
    world.discord.always(GUILD, null);
    await world.run(60_000);
    expect(shows(world, world.find("hello", GUILD))).toEqual([["👍"]]);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    expect(world.reads).not.toContain(here.message);
  });

  test("reads nothing where nothing was pressed", async () => {
    const world = await both();
    await shown(world);
    expect(world.reads).toEqual([]);
  });

  test("is mirrored in its inbox as well", async () => {
    const world = await both({}, [inbox(), south]);
    const again = await world.restart({ links: [inbox(), south, mirrored({}, "internal", "slack:C0INBOX", `discord:${GUILD}`)] });
    await again.writes("hello");
    await again.run(20_000);
    await again.press("discord:kim", "🎉", again.find("hello", GUILD));
    await again.run(5_000);
    expect(shows(again, again.find("hello", "C0INBOX"))).toEqual([["🎉"]]);
  });

  test("mirrors what another tool has linked with the same target", async () => {
    const world = await both();
    for (const [name, message] of [
      ["north", HERE],
      ["south", THERE],
    ] as const) {
      await world.introduce.introduce(name, message, { id: "3EB0", fromMe: false });
    }
    await world.press("slack:dana", "👍", HERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.run(5_000);
    expect(shows(world, HERE, THERE)).toEqual([["🎉"], ["👍"]]);
    expect(world.phone.shown("3EB0")).toEqual(["🎉"]);
  });

  test("mirrors nothing between channels that no link mirrors", async () => {
    const world = await open({}, { links: [north, south] });
    const { here, there } = await shown(world);
    await world.press("slack:dana", "👍", here);
    await world.run(5_000);
    expect(shows(world, here, there)).toEqual([[], []]);
  });

  test("reacted to by command shows on both copies, and is taken back on both", async () => {
    const world = await both();
    const { id, here, there } = await shown(world);
    const emoji = { name: "tada", emoji: "🎉" };
    const place = { kind: "message", message: here } as const;
    const answer = await world.asks("slack:dana", { kind: "react", emoji }, { channel: TEAM, place });
    // Of the customer's message: its copies are no news to whoever asks.
    expect(answer.text).toEqual([expect.stringMatching(/^🎉 is on the message/)]);
    await world.run(5_000);
    expect([...shows(world, here, there), world.phone.shown(id)]).toEqual([["🎉"], ["🎉"], ["🎉"]]);
    await world.asks("slack:dana", { kind: "remove", emoji: null }, { channel: TEAM, place });
    await world.run(5_000);
    expect([...shows(world, here, there), world.phone.shown(id)]).toEqual([[], [], []]);
  });
});

describe("one conversation in two channels that are mirrored, of which one keeps an emoji inside", () => {
  test("says so to whoever asks for it there, though its copy could show it, and shows it nowhere", async () => {
    const links = [{ ...linked("north", { channel: `slack:${TEAM}` }), policy: policy({ emoji: { deny: ["👀"] } }) }];
    const world = await open({}, { links: [...links, linked("south", { channel: `discord:${GUILD}` }), mirrored()] });
    const { id } = await world.writes("hello");
    await world.run(5_000);
    const [here, there] = [world.find("hello", TEAM), world.find("hello", GUILD)];
    const asked = { kind: "react", emoji: { name: "eyes", emoji: "👀" } } as const;
    const answer = await world.asks("slack:dana", asked, { channel: TEAM, place: { kind: "message", message: here } });
    expect(answer.text.join("")).toContain("Your 👀 stayed inside: in this channel it is kept for the team.");
    await world.run(5_000);
    expect([...shows(world, here, there), world.phone.shown(id)]).toEqual([[], [], []]);
  });
});

describe("three copies of a message", () => {
  test("each show the people on the two others", async () => {
    const third: Message = { ...HERE, channel: "C0THIRD", message: "1767603600.000600" };
    const links = [
      mirrored({}, "ab"),
      mirrored({}, "ac", `slack:${TEAM}`, "slack:C0THIRD"),
      mirrored({}, "bc", `discord:${GUILD}`, "slack:C0THIRD"),
    ];
    const world = await open({}, { links });
    await pair(world, HERE, THERE, "ab");
    await pair(world, HERE, third, "ac");
    await pair(world, THERE, third, "bc");
    await world.press("slack:dana", "👍", HERE);
    await world.press("discord:kim", "🎉", THERE);
    await world.press("slack:lee", "👍", third);
    await world.run(5_000);
    expect(shows(world, HERE, THERE, third)).toEqual([["🎉", "👍"].toSorted(), ["👍"], ["🎉", "👍"].toSorted()]);
    await world.unpress("slack:lee", "👍", third);
    await world.run(5_000);
    expect(shows(world, HERE, THERE, third)).toEqual([["🎉"], ["👍"], ["🎉", "👍"].toSorted()]);
  });
});
