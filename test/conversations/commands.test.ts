import { describe, expect, test } from "vitest";
import type { Command, NamedEmoji } from "../../src/domain/command.ts";
import type { Answer } from "../../src/ports/commands.ts";
import { failure, policy, rules, TIMEOUT } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { inbox, linked, MARIA, OTHER_CHAT, reacted } from "./given.ts";
import { createWorld, type World } from "./world.ts";

const named = (emoji: string): NamedEmoji => ({ name: emoji, emoji });
const react = (emoji: string): Command => ({ kind: "react", emoji: named(emoji) });
const remove = (emoji: string | null): Command => ({ kind: "remove", emoji: emoji === null ? null : named(emoji) });
const text = ({ text: said }: Answer) => said.map((one) => (typeof one === "string" ? one : `@${one.person}`)).join("");

const ruled = (change: Parameters<typeof policy>[0]) => ({ ...linked(), policy: policy(change) });

/** A customer has written, some minutes ago. */
async function written(world: World, said = "When do you come?"): Promise<string> {
  const { id } = await world.writes(said);
  await world.run(3 * 60_000);
  return id;
}

describe("reacting by command", () => {
  test("goes to the newest message of the other side, and says whose it is, how old, and as what it went out", async () => {
    const world = await createWorld();
    await written(world, "Hello?");
    const id = await written(world);
    const answer = await world.asks("dana", react("👍"));
    expect(text(answer)).toBe("👍 is on the message in Northwind orders (3 minutes old).");
    expect(answer.undo).toEqual({ message: world.find("When do you come?"), emoji: named("👍") });
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("is never about a message of our own, unless it is given", async () => {
    const world = await createWorld({ links: [linked("northwind", {}, { outbound: "all" })] });
    const id = await written(world);
    const ours = await world.says("dana", "At three");
    await world.run(10_000);
    await world.asks("dana", react("👍"));
    expect(world.phone.shown(id)).toEqual(["👍"]);
    const answer = await world.asks("dana", react("🎉"), { place: { kind: "message", message: ours } });
    expect(text(answer)).toContain("🎉 is on our message to Northwind orders");
    expect(world.phone.shown(world.provider.sent[0]?.id ?? "")).toEqual(["🎉"]);
  });

  test("stays with the message that was the newest when it was asked for", async () => {
    const world = await createWorld();
    const id = await written(world);
    const asking = world.asks("dana", react("👍"));
    await world.writes("Never mind");
    await asking;
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("is shown in the channel by our bot, until the last who asked for it takes it back", async () => {
    const world = await createWorld();
    await written(world);
    const message = world.find("When do you come?");
    for (const person of ["dana", "lee"]) await world.asks(person, react("👍"));
    await world.run(5_000);
    expect(world.botShows(message)).toEqual(["👍"]);
    await world.asks("dana", remove("👍"));
    await world.run(5_000);
    expect(world.botShows(message)).toEqual(["👍"]);
    await world.asks("lee", remove(null));
    await world.run(5_000);
    expect(world.botShows(message)).toEqual([]);
  });

  test("is held like any reaction: a later one takes its place, and it comes back when that goes", async () => {
    const world = await createWorld();
    const id = await written(world);
    const message = world.find("When do you come?");
    await world.asks("dana", react("👍"));
    await world.press("lee", "❤️", message);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["❤️"]);
    await world.unpress("lee", "❤️", message);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("survives a reading of who holds what in the channel", async () => {
    const world = await createWorld();
    const id = await written(world);
    await world.asks("dana", react("👍"));
    expect(await world.sweep()).toBe(0);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("needs no grace, and two askings under one id are one", async () => {
    const world = await createWorld({ links: [ruled({ graceMs: 60_000 })] });
    const id = await written(world);
    await world.asks("dana", react("👍"), { id: "trigger-1" });
    expect(world.phone.shown(id)).toEqual(["👍"]);
    await world.asks("dana", remove(null), { id: "trigger-2" });
    await world.asks("dana", react("👍"), { id: "trigger-1" });
    expect(world.phone.shown(id)).toEqual([]);
  });

  test("in an inbox is about the conversation that wrote last", async () => {
    const world = await createWorld({ links: [inbox()] });
    await written(world);
    const { id } = await world.writes("And mine?", { conversation: OTHER_CHAT });
    await world.run(2_000);
    const answer = await world.asks("dana", react("👍"), { channel: "C0INBOX" });
    expect(text(answer)).toBe("👍 is on the message from Rui (2 seconds old).");
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });
});

describe("in the thread of an inbox", () => {
  test("is about the conversation that the thread stands for, also when another wrote since", async () => {
    const world = await createWorld({ links: [inbox()] });
    const id = await written(world);
    await world.writes("And mine?", { conversation: OTHER_CHAT });
    await world.run(2_000);
    const head = world.find("When do you come?", "C0INBOX");
    const answer = await world.asks("dana", react("👍"), { channel: "C0INBOX", place: { kind: "newest", head } });
    expect(text(answer)).toContain("👍 is on the message in Northwind orders");
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });
});

describe("what cannot be done is answered with the reason, and nothing is recorded", () => {
  const refusals: readonly [string, Parameters<typeof createWorld>[0], string, RegExp][] = [
    ["an unlinked channel", { links: [linked("other", { channel: "slack:C0OTHER" })] }, "👍", /not linked with a conversation/],
    [
      "what stays inside",
      { links: [ruled({ emoji: { allow: "any", deny: ["👀"], custom: {}, standIns: true } })] },
      "👀",
      /kept for the team. These would go out: 👍/,
    ],
    ["a link that is switched off", { links: [ruled({ direction: "inbound" })] }, "👍", /switched off in this channel/],
    ["a rehearsal", { links: [ruled({ dryRun: true })] }, "👍", /only rehearses/],
  ];

  for (const [what, plan, emoji, reason] of refusals) {
    test(what, async () => {
      const world = await createWorld(plan);
      await written(world);
      expect(text(await world.asks("dana", react(emoji)))).toMatch(reason);
      await world.run(60_000);
      expect(world.phone.calls).toEqual([]);
    });
  }

  test("a person who may not speak to the customer", async () => {
    const world = await createWorld();
    await written(world);
    expect(text(await world.asks("guest-lee", react("👍")))).toContain("you are not among those whose do");
    expect(text(await world.asks("guest-lee", { kind: "clear" }))).toContain("you are not among those who may");
    expect(text(await world.asks("guest-lee", { kind: "turn", to: "off" }))).toContain("you are not among those who may");
    expect(world.phone.calls).toEqual([]);
  });

  test("a custom emoji that stands for nothing, with what would go out instead", async () => {
    const world = await createWorld();
    await written(world);
    const answer = await world.asks("dana", { kind: "react", emoji: { name: "shipit", emoji: null } });
    expect(text(answer)).toMatch(/^Your :shipit: stayed inside: WhatsApp has no such emoji.*These would go out: 👍 ❤️/);
  });

  test("a message of another channel, one that stands for nothing, and a channel in which nothing was written yet", async () => {
    const world = await createWorld();
    expect(text(await world.asks("dana", react("👍")))).toContain("Nothing from the other side is in this channel yet");
    await written(world);
    const message = world.find("When do you come?");
    const elsewhere = { kind: "message", message: { ...message, channel: "C0OTHER" } } as const;
    expect(text(await world.asks("dana", react("👍"), { place: elsewhere }))).toContain("in another channel");
    const among = { kind: "message", message: await world.says("lee", "Among us") } as const;
    expect(text(await world.asks("dana", react("👍"), { place: among }))).toContain("stands for none of the customer's");
  });

  test("a message that was deleted", async () => {
    const world = await createWorld();
    await written(world);
    const message = world.find("When do you come?");
    await world.receive({ kind: "deleted", message, atUs: null });
    const answer = await world.asks("dana", react("👍"), { place: { kind: "message", message } });
    expect(text(answer)).toContain("the message is no longer there");
  });
});

describe("while the provider does not take it, the answer comes all the same", () => {
  test("it waits while the account is paused, and goes when that works again", async () => {
    const world = await createWorld();
    const id = await written(world);
    await world.store.pause(ACCOUNT, "the token was refused");
    const before = world.clock.now();
    const answer = await world.asks("dana", react("👍"));
    expect(world.clock.now() - before).toBeLessThan(3_000);
    expect(text(answer)).toMatch(/^👍 waits: the account is paused/);
    await world.store.pause(ACCOUNT, null);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("it waits while the provider is down, within 3 s, and a later answer says when it arrived", async () => {
    const world = await createWorld();
    await written(world);
    world.phone.always({ failure: { ...failure("transient"), ambiguous: false } });
    const before = world.clock.now();
    const answer = await world.asks("dana", react("👍"));
    expect(world.clock.now() - before).toBeLessThan(3_000);
    expect(text(answer)).toMatch(/^👍 waits: WhatsApp cannot be reached just now/);
    world.phone.always({});
    await world.run(60_000);
    expect(text((await answer.later) as Answer)).toMatch(/^👍 is on the message in Northwind orders/);
  });

  test("a call that hangs keeps nobody waiting", async () => {
    const world = await createWorld();
    await written(world);
    world.phone.next({ failure: TIMEOUT, after: new Promise(() => {}) });
    const answering = world.commands.ask(
      { id: "1", person: "dana", channel: world.find("When do you come?"), command: react("👍"), place: { kind: "newest" } },
      async () => false,
    );
    void world.run(100);
    await world.clock.advance(2_000);
    expect(text(await answering)).toMatch(/^👍 is on its way/);
  });

  test("what the provider refuses is said", async () => {
    const world = await createWorld();
    await written(world);
    world.phone.next({ failure: failure("rejected") });
    expect(text(await world.asks("dana", react("👍")))).toMatch(/^👍 could not be shown: WhatsApp refused it/);
  });
});

describe("taking back", () => {
  test("says what the customer sees then", async () => {
    const world = await createWorld();
    await written(world);
    await world.press("lee", "❤️", world.find("When do you come?"));
    await world.run(5_000);
    await world.asks("dana", react("👍"));
    const answer = await world.asks("dana", remove("👍"));
    expect(text(answer)).toBe("👍 is taken back. On the message in Northwind orders (3 minutes old) the customer sees ❤️.");
    expect(answer.undo).toBe(null);
  });

  test("touches what the person holds by command, and nobody else's", async () => {
    const world = await createWorld();
    const id = await written(world);
    await world.asks("lee", react("❤️"));
    expect(text(await world.asks("dana", remove("❤️")))).toContain("Nothing of yours is there by command");
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["❤️"]);
  });

  test("`clear` takes back what anybody holds by command, and leaves reactions where they are", async () => {
    const world = await createWorld();
    const id = await written(world);
    const message = world.find("When do you come?");
    await world.press("cem", "🎉", message);
    for (const person of ["dana", "lee"]) await world.asks(person, react("👍"));
    const answer = await world.asks("cem", { kind: "clear" });
    expect(text(answer)).toMatch(/^2 reactions made by command were taken back\. /);
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["🎉"]);
  });

  test("where the network keeps it, says so", async () => {
    const world = await createWorld({ accounts: { [ACCOUNT]: { rules: rules({ canRemove: false }) } } });
    await written(world);
    await world.asks("dana", react("👍"));
    expect(text(await world.asks("dana", remove(null)))).toMatch(/the customer still sees 👍 .*cannot be taken off/);
  });
});

describe("asking what they see", () => {
  test("tells what the customer sees, who holds what and how, and what the other side shows", async () => {
    const world = await createWorld();
    const id = await written(world);
    const message = world.find("When do you come?");
    await world.press("lee", "❤️", message);
    await world.run(2_000);
    await world.asks("dana", react("👍"));
    await world.hear(reacted(id, MARIA, "🙏", world.clock.now()));
    await world.run(5_000);
    expect(text(await world.asks("cem", { kind: "who" }))).toBe(
      [
        "On WhatsApp, the message in Northwind orders (3 minutes old) shows 👍.",
        "👍 @dana (by command)",
        "❤️ @lee",
        "From the other side: 🙏",
      ].join("\n"),
    );
  });

  test("tells what stays inside, and what waits since when", async () => {
    const world = await createWorld({
      links: [ruled({ emoji: { allow: "any", deny: ["👀"], custom: {}, standIns: true } })],
    });
    await written(world);
    const message = world.find("When do you come?");
    world.phone.always({ failure: { ...failure("transient"), ambiguous: false } });
    await world.press("lee", "👀", message);
    await world.press("dana", "👍", message);
    await world.run(2 * 60_000);
    const said = text(await world.asks("cem", { kind: "who" }));
    expect(said).toContain("👀 @lee · stays inside");
    expect(said).toMatch(/A change has been waiting for 2 minutes/);
  });
});

describe("asking about the channel", () => {
  test("`allowed` says what goes out, and what stays inside", async () => {
    const world = await createWorld({
      links: [ruled({ emoji: { allow: "any", deny: ["👀"], custom: { "🔥": null }, standIns: true } })],
    });
    expect(text(await world.asks("dana", { kind: "allowed" }))).toBe("WhatsApp takes any emoji. Stays inside: 👀 🔥");
  });

  test("`status` says how the link and its account are, and what waits", async () => {
    const world = await createWorld();
    expect(text(await world.asks("dana", { kind: "status" }))).toBe(`northwind: WhatsApp through ${ACCOUNT}; reactions go both ways.`);
    await written(world);
    await world.store.pause(ACCOUNT, "the token was refused");
    await world.asks("dana", react("👍"));
    expect(text(await world.asks("dana", { kind: "status" }))).toContain("The account is paused: the token was refused. 1 on the way.");
  });

  test("`off` keeps everything inside until `on`, which says what the file says", async () => {
    const world = await createWorld();
    const id = await written(world);
    expect(text(await world.asks("dana", { kind: "turn", to: "off" }))).toBe("northwind: switched off, nothing goes either way.");
    await world.press("lee", "👍", world.find("When do you come?"));
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual([]);
    expect(text(await world.asks("dana", { kind: "turn", to: null }))).toBe("northwind: reactions go both ways.");
  });

  test("a shared channel is confirmed by admins alone, and switched off by anybody who may speak", async () => {
    const world = await createWorld();
    await world.receive({ kind: "shared", channel: { platform: "slack", workspace: "T0ACME", channel: "C0NORTH" } });
    await world.links.share("slack:C0NORTH", true);
    const isPaused = world.links.isUnconfirmed("northwind");
    if (!isPaused) throw new Error("the channel of the usual link is another one");
    expect(text(await world.asks("dana", { kind: "turn", to: null }))).toContain("Only an admin may do that here");
    expect(text(await world.asks("dana", { kind: "turn", to: "off" }))).toContain("switched off");
    expect(text(await world.asks("dana", { kind: "turn", to: null }, { isAdmin: true }))).toContain("reactions go both ways");
    expect(world.links.isUnconfirmed("northwind")).toBe(false);
  });
});

describe("choosing", () => {
  test("offers what goes out there, the best first, and says as what the others would", async () => {
    const world = await createWorld({
      links: [ruled({ emoji: { allow: "any", deny: ["❤️"], custom: {}, standIns: true } })],
    });
    await written(world);
    const asking = { person: "dana", channel: world.find("When do you come?"), place: { kind: "newest" } } as const;
    const offered = await world.commands.choices(asking, null);
    expect(offered.slice(0, 3)).toEqual([
      { emoji: "👍", goesAs: "👍" },
      { emoji: "😂", goesAs: "😂" },
      { emoji: "🎉", goesAs: "🎉" },
    ]);
    expect(await world.commands.choices(asking, ["🍕", "❤️"])).toEqual([
      { emoji: "🍕", goesAs: "🍕" },
      { emoji: "❤️", goesAs: null },
    ]);
  });
});

describe("reacting to a post by its address", () => {
  const POST: Command = react("👏");
  const URL = "https://posts.example/abc";
  const FOUND = { id: "urn:li:activity:1", comment: null, canReact: true, shown: null };
  const place = { kind: "post", url: URL } as const;
  const open = () =>
    createWorld({
      links: [linked("brand", { posts: true, conversation: null })],
      accounts: { [ACCOUNT]: { network: "linkedin", kind: "posts", knows: ["posts"] } },
    });

  test("looks it up, shows it in the channel, reacts, and tells the person", async () => {
    const world = await open();
    world.provider.post("abc", FOUND);
    expect(text(await world.asks("dana", POST, { place }))).toBe(
      "Looking for the post on LinkedIn. You are told here when your 👏 is on it.",
    );
    await world.run(5_000);
    expect(world.phone.shown(FOUND.id)).toEqual(["👏"]);
    expect(world.board.posted.map(({ author, attachments }) => [author, attachments.map(({ url }) => url)])).toEqual([
      ["A post on LinkedIn", [URL]],
    ]);
    expect(world.told).toEqual([expect.stringMatching(/^dana: 👏 is on the post/)]);
  });

  test("is one message of the channel and one place on the post, however many ask, and also where its address was posted before", async () => {
    const world = await open();
    world.provider.post("abc", FOUND);
    const message = await world.says("lee", `Look: ${URL}`);
    await world.run(5_000);
    for (const person of ["dana", "cem"]) await world.asks(person, POST, { place });
    await world.run(10_000);
    expect(world.board.posted).toEqual([]);
    expect(world.botShows(message)).toEqual(["👏"]);
    expect(world.phone.calls).toEqual(["+👏"]);
    await world.asks("dana", remove(null), { place: { kind: "message", message } });
    await world.run(5_000);
    expect(world.phone.shown(FOUND.id)).toEqual(["👏"]);
  });

  test("in a channel without posts goes through the only account that the person may use, or asks which", async () => {
    const posts = { network: "linkedin", kind: "posts", knows: ["posts"] } as const;
    const open = (...accounts: readonly string[]) =>
      createWorld({ links: [linked()], accounts: { [ACCOUNT]: {}, ...Object.fromEntries(accounts.map((name) => [name, posts])) } });
    const world = await open("acme-linkedin");
    world.providers.get("acme-linkedin")?.post("abc", FOUND);
    await world.asks("dana", POST, { place });
    await world.run(5_000);
    expect(world.phones.get("acme-linkedin")?.shown(FOUND.id)).toEqual(["👏"]);
    await world.says("lee", "An address among us: https://posts.example/abc");
    await world.run(5_000);
    expect(world.board.posted).toHaveLength(1);

    const two = await open("acme-linkedin", "dana-linkedin");
    two.providers.get("dana-linkedin")?.post("abc", FOUND);
    expect(text(await two.asks("dana", POST, { place }))).toContain("You may use acme-linkedin, dana-linkedin");
    await two.asks("dana", POST, { place: { ...place, account: "dana-linkedin" } });
    await two.run(5_000);
    expect(two.phones.get("dana-linkedin")?.shown(FOUND.id)).toEqual(["👏"]);
  });

  test("through a teammate's own account goes for that teammate alone", async () => {
    const world = await createWorld({
      links: [linked()],
      accounts: { [ACCOUNT]: {}, "dana-linkedin": { network: "linkedin", kind: "posts", knows: ["posts"], owner: "slack:dana" } },
    });
    world.providers.get("dana-linkedin")?.post("abc", FOUND);
    expect(text(await world.asks("lee", POST, { place }))).toContain("No account that you may use");
    expect(text(await world.asks("dana", POST, { place }))).toContain("Looking for the post");
  });

  test("that cannot be found, or takes no reactions, is told; no address of a post is answered at once", async () => {
    const world = await open();
    world.provider.post("abc", { ...FOUND, canReact: false });
    await world.asks("dana", POST, { place });
    await world.asks("lee", POST, { place: { kind: "post", url: "https://posts.example/none" } });
    await world.run(10_000);
    expect(world.told).toEqual([
      "dana: This post takes no reactions from the account of this channel on LinkedIn.",
      expect.stringMatching(/^lee: This post could not be found on LinkedIn/),
    ]);
    expect(text(await world.asks("dana", POST, { place: { kind: "post", url: "https://example.com/" } }))).toContain(
      "No account that you may use reaches a post",
    );
    expect(text(await world.asks("guest-lee", POST, { place }))).toContain("you are not among those whose do");
  });
});
