import { describe, expect, test } from "vitest";
import type { Link } from "../../src/domain/link.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { failure, policy } from "../domain/given.ts";
import { ACCOUNT } from "../invariants/world.ts";
import { CHAT, inbox, linked, OTHER_CHAT } from "./given.ts";
import { createWorld, type World, type WorldPlan } from "./world.ts";

const MINUTE = 60_000;
const speaking = (outbound: Policy["relay"]["outbound"], change: Partial<Link> = {}) => linked("northwind", change as object, { outbound });
const open = (outbound: Policy["relay"]["outbound"], plan: WorldPlan = {}) => createWorld({ links: [speaking(outbound)], ...plan });
const texts = (world: World) => world.provider.sent.map(({ text }) => text);
const SENT = "dana: Sent to Northwind orders on WhatsApp.";

/** A message of the customer's, to answer in its thread. */
async function asked(world: World, channel?: string): Promise<string> {
  await world.writes("When do you come?");
  await world.run(1_000);
  return world.find("When do you come?", channel).message;
}

describe("which messages of the team go to the customer", () => {
  test("none where it is off, also not by hand, and whoever asked is told", async () => {
    const world = await open("off");
    const thread = await asked(world);
    await world.says("dana", "At three", { thread });
    const message = await world.says("dana", "At four");
    await world.says("dana", "At four", { message, askedBy: "lee" });
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual([]);
    expect(world.told).toEqual(["lee: Your message was not sent: sending to the customer is switched off in this channel."]);
  });

  test("with `shortcut` those for which somebody asks, once", async () => {
    const world = await open("shortcut");
    const thread = await asked(world);
    await world.says("dana", "Only for us", { thread });
    const message = await world.says("dana", "At three");
    for (const askedBy of ["lee", "lee", "dana"]) await world.says("dana", "At three", { message, askedBy });
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual(["At three"]);
    expect(world.told).toEqual(["lee: Sent to Northwind orders on WhatsApp."]);
  });

  test("with `threads` answers in the thread of a customer's message, and of one that was sent", async () => {
    const world = await open("threads");
    const thread = await asked(world);
    await world.says("dana", "Only for us");
    const sent = await world.says("dana", "At three", { thread });
    await world.run(1_000);
    await world.says("dana", "Or at four", { thread: sent.message });
    await world.says("dana", "Beside it", { thread: (await world.says("dana", "A word among us")).message });
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual(["At three", "Or at four"]);
    expect(world.told).toEqual([SENT, SENT]);
  });

  test("with `all` everything that members write", async () => {
    const world = await open("all");
    await asked(world);
    for (const text of ["At three", "Or at four"]) await world.says("dana", text);
    await world.says("guest-1", "What is it about?");
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual(["At three", "Or at four"]);
    expect(world.told).toEqual([SENT, SENT]);
  });

  test("none of those who may not speak; they are told only when they asked", async () => {
    const world = await open("threads");
    const thread = await asked(world);
    const message = await world.says("guest-1", "At three", { thread });
    await world.says("guest-1", "At three", { message, thread, askedBy: "guest-1" });
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual([]);
    expect(world.told).toEqual([
      "guest-1: Your message was not sent: in this channel not everybody may write to the customer, and you are not among those who may.",
    ]);
  });

  test("none with files, and none that is empty", async () => {
    const world = await open("all");
    await world.says("dana", "As you can see", { files: 1 });
    await world.says("lee", "  \n");
    const message = await world.says("eve", "", { files: 0 });
    await world.says("eve", "", { message, askedBy: "eve" });
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual([]);
    expect(world.told).toEqual([
      "dana: Your message was not sent: files stay inside, and without them it would not say the same. Send the text alone.",
      "eve: Your message was not sent: there is no text in it.",
    ]);
  });

  test.each([{ direction: "inbound" }, { direction: "off" }, { dryRun: true }] as const)(
    "none with %j, and whoever answered is told",
    async (off) => {
      const link = {
        ...speaking("threads"),
        policy: { ...policy(off), relay: { inbound: true, outbound: "threads", notes: true } as const },
      };
      const world = await createWorld({ links: [link] });
      const thread = await asked(world);
      await world.says("dana", "At three", { thread });
      await world.run(2 * MINUTE);
      expect(texts(world)).toEqual([]);
      expect(world.told).toEqual(["dana: Your message was not sent: sending to the customer is switched off in this channel."]);
    },
  );

  test("none while another organization reads along and no admin has confirmed it", async () => {
    const world = await open("all");
    await world.receive({ kind: "shared", channel: { platform: "slack", workspace: "T0ACME", channel: "C0NORTH" } });
    await world.says("dana", "At three");
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual([]);
    expect(world.told).toEqual([expect.stringContaining("an admin must first confirm")]);
  });

  test("none through an account that cannot send", async () => {
    const world = await open("all", { accounts: { [ACCOUNT]: { knows: [] } } });
    await world.says("dana", "At three");
    await world.run(2 * MINUTE);
    expect(world.told).toEqual(["dana: Your message was not sent: the account of this channel cannot send messages on WhatsApp."]);
  });
});

describe("from an inbox", () => {
  test("an answer goes to the conversation of its thread, and elsewhere nobody can say to whom", async () => {
    const world = await createWorld({ links: [inbox({ outbound: "all" })] });
    const thread = await asked(world, "C0INBOX");
    await world.writes("And me?", { conversation: OTHER_CHAT });
    await world.run(1_000);
    const channel = "C0INBOX";
    await world.says("dana", "At three", { channel, thread });
    await world.says("dana", "At four", { channel, thread: world.find("And me?", channel).message });
    const message = await world.says("dana", "At five", { channel });
    await world.says("dana", "At five", { channel, message, askedBy: "dana" });
    await world.run(2 * MINUTE);
    expect(world.provider.sent.map(({ conversation, text }) => [conversation, text])).toEqual([
      [CHAT.ids[0], "At three"],
      [OTHER_CHAT.ids[0], "At four"],
    ]);
    expect(world.told).toContainEqual(expect.stringContaining("Write it in the thread of the one that you mean."));
  });

  test("what is written in a thread whose head is only about to be linked goes a moment later, in order", async () => {
    const world = await open("threads");
    world.board.next("lost");
    await world.writes("When do you come?");
    await world.run(100);
    const thread = world.find("When do you come?").message;
    await world.says("dana", "At three", { thread });
    await world.clock.advance(100);
    await world.says("dana", "Or at four", { thread });
    await world.run(2 * MINUTE);
    expect(texts(world)).toEqual(["At three", "Or at four"]);
  });
});

describe("what the team sent", () => {
  test.each([{ nameless: false }, { nameless: true }])("is linked, so that reactions go both ways (%j)", async ({ nameless }) => {
    const world = await open("all", { accounts: { [ACCOUNT]: { nameless } } });
    const message = await world.says("dana", "At three");
    await world.run(1_000);
    const { id = "" } = world.provider.sent[0] ?? {};
    await world.writes("At three", { id, fromMe: true });
    await world.run(MINUTE);
    await world.reacts(id, { id: "maria", name: "Maria" }, "👍");
    await world.press("lee", "❤️", message);
    await world.run(2_000);
    expect(world.botShows(message)).toEqual(["👍"]);
    expect(world.phone.shown(id)).toEqual(["❤️"]);
    expect(world.texts()).toEqual([]);
  });

  test("is not sent twice when the platform tells of it again", async () => {
    const world = await open("all");
    const message = await world.says("dana", "At three");
    await world.says("dana", "At three", { message });
    await world.run(1_000);
    await world.says("dana", "At three", { message });
    await world.run(MINUTE);
    expect(texts(world)).toEqual(["At three"]);
    expect(world.told).toEqual(["dana: Sent on WhatsApp."]);
  });

  test("goes in order, also when the first one has to be tried again", async () => {
    const world = await open("all");
    world.provider.answers({ failure: failure("transient") }, { failure: failure("rate-limited", { retryAfterMs: 5_000 }) });
    for (const text of ["one", "two", "three"]) {
      await world.says("dana", text);
      await world.clock.advance(10);
    }
    await world.run(MINUTE);
    expect(texts(world)).toEqual(["one", "two", "three"]);
  });

  test("is refused by the provider: the sender is told, and the next one goes", async () => {
    const world = await open("all");
    world.provider.answers({ failure: failure("rejected") }, { failure: failure("gone") });
    for (const text of ["one", "two", "three"]) await world.says("dana", text);
    await world.run(MINUTE);
    expect(texts(world)).toEqual(["three"]);
    const refused = "dana: Your message was not sent: WhatsApp refused it. The log says more.";
    expect(world.told).toEqual([refused, refused, "dana: Sent on WhatsApp."]);
  });

  test("is given up after about twenty minutes, with a word to the sender", async () => {
    const world = await open("all");
    world.provider.always({ failure: failure("transient") });
    await world.says("dana", "At three");
    await world.run(15 * MINUTE);
    expect(world.told).toEqual([]);
    await world.run(20 * MINUTE);
    expect(world.told).toEqual([expect.stringContaining("WhatsApp could not be reached")]);
    world.provider.always(null);
    await world.run(60 * MINUTE);
    expect(texts(world)).toEqual([]);
  });
});
