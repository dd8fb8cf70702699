import { describe, expect, test } from "vitest";
import { ACCOUNT } from "../invariants/world.ts";
import { CHAT, inbox, linked, MARIA, ME, OTHER_CHAT, PICTURE, wrote } from "./given.ts";
import { createWorld } from "./world.ts";

const MINUTE = 60_000;
const OTHER_LINK = linked("rui", { channel: "slack:C0RUI", conversation: OTHER_CHAT.ids[0] ?? "" });

describe("what a customer writes", () => {
  test("appears once, under the customer's name and the network behind it", async () => {
    const world = await createWorld();
    await world.writes("The pump leaks");
    await world.run(1_000);
    expect(world.texts()).toEqual(["Maria · WhatsApp: The pump leaks"]);
  });

  test("appears under the network's name where nobody says whose it is", async () => {
    const world = await createWorld();
    await world.writes("Hello", { author: { ...MARIA, name: null } });
    await world.run(1_000);
    expect(world.texts()).toEqual(["Somebody · WhatsApp: Hello"]);
  });

  test("changes nothing when it is delivered again, also much later", async () => {
    const world = await createWorld();
    const heard = await world.writes("The pump leaks");
    await world.hear(heard);
    await world.run(1_000);
    await world.hear([heard, heard]);
    await world.run(MINUTE);
    await (await world.restart()).hear(heard);
    await world.run(MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: The pump leaks"]);
  });

  test("does not double when the answer of the platform was lost", async () => {
    const world = await createWorld();
    world.board.next("lost", "failed");
    await world.writes("The pump leaks");
    await world.writes("And the valve");
    await world.run(MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: The pump leaks", "Maria · WhatsApp: And the valve"]);
    expect(world.board.calls).toEqual(["post", "post", "post", "post"]);
  });

  test("that stood in the channel for minutes before the bridge knew of it has every reaction from that time", async () => {
    const world = await createWorld();
    world.board.next("lost", ...Array.from({ length: 9 }, () => "failed" as const));
    const { id } = await world.writes("The pump leaks");
    await world.run(1_000);
    await world.press("dana", "👍", world.find("The pump leaks"));
    await world.run(30 * MINUTE);
    expect(world.texts()).toHaveLength(1);
    expect(world.phone.shown(id)).toEqual(["👍"]);
  });

  test("appears in order, however long the first one takes, and holds up no other conversation", async () => {
    const world = await createWorld({ links: [linked(), OTHER_LINK] });
    world.board.always("C0NORTH", "failed");
    for (const text of ["one", "two", "three"]) await world.writes(text);
    await world.writes("hello", { conversation: OTHER_CHAT, author: { id: "rui", name: "Rui" } });
    await world.run(MINUTE);
    expect(world.texts("C0RUI")).toEqual(["Rui · WhatsApp: hello"]);
    await world.writes("four");
    world.board.always("C0NORTH", null);
    await world.run(10 * MINUTE);
    expect(world.texts()).toEqual(["one", "two", "three", "four"].map((text) => `Maria · WhatsApp: ${text}`));
  });

  test("appears in the order in which it was written when it is delivered late in another", async () => {
    const world = await createWorld();
    const [first, second] = [wrote("w1", "first", world.clock.now()), wrote("w2", "second", world.clock.now() + 1)];
    await world.clock.advance(5_000);
    await world.hear(second);
    await world.hear(first);
    await world.run(MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: first", "Maria · WhatsApp: second"]);
  });

  test("shows pictures and files as what they are called and where they are", async () => {
    const world = await createWorld();
    await world.writes("", { parts: [{ part: 0, text: null, attachments: [PICTURE] }] });
    await world.run(1_000);
    expect(world.board.posted).toMatchObject([{ text: null, attachments: [PICTURE] }]);
  });

  test("is shown nowhere where no link is about its conversation, and the conversation is known all the same", async () => {
    const world = await createWorld({ links: [OTHER_LINK] });
    await world.writes("The pump leaks");
    await world.run(MINUTE);
    expect(world.board.calls).toEqual([]);
    expect(await world.store.conversations(ACCOUNT, 10)).toMatchObject([
      { id: CHAT.ids[0], name: CHAT.name, isGroup: true, lastOwn: null },
    ]);
  });

  test("is shown nowhere with relay.inbound off, while the conversation is known", async () => {
    const world = await createWorld({ links: [linked("northwind", {}, { inbound: false })] });
    await world.writes("The pump leaks");
    await world.run(MINUTE);
    expect(world.board.calls).toEqual([]);
    expect(await world.store.conversations(ACCOUNT, 10)).toHaveLength(1);
  });

  test("appears in the channel of each link that is about its conversation, and reactions in both count", async () => {
    const world = await createWorld({ links: [linked(), inbox()] });
    const { id } = await world.writes("The pump leaks");
    await world.run(1_000);
    expect(world.texts()).toEqual(["Maria · WhatsApp: The pump leaks"]);
    expect(world.texts("C0INBOX")).toEqual(["Maria in Northwind orders · WhatsApp: The pump leaks"]);
    await world.press("dana", "👍", world.find("The pump leaks", "C0INBOX"));
    await world.run(2_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    await world.press("lee", "❤️", world.find("The pump leaks"));
    await world.run(2_000);
    expect(world.phone.shown(id)).toEqual(["❤️"]);
  });

  test("has a place of its own for reactions in each part", async () => {
    const world = await createWorld();
    const parts = [
      { part: 0, text: "Look", attachments: [] },
      { part: 1, text: null, attachments: [PICTURE] },
      { part: 2, text: "What is it?", attachments: [] },
    ];
    const quoting = await world.writes("before");
    const { id } = await world.writes("", { parts, quoted: { id: quoting.id, part: 0 } });
    await world.run(1_000);
    expect(world.board.posted.map(({ text, quoted }) => [text, quoted])).toEqual([
      ["before", null],
      ["Look", world.find("before").message],
      [null, null],
      ["What is it?", null],
    ]);
    const slots = (await world.store.mirrorsOn(ACCOUNT, id, null)).map(({ slot }) => [slot.part, slot.fromMe, slot.author]);
    expect(slots).toEqual([0, 1, 2].map((part) => [part, false, MARIA.id]));
  });

  test("quotes the message of its own channel, and none that nobody knows", async () => {
    const world = await createWorld({ links: [linked(), inbox()] });
    const first = await world.writes("Friday?");
    await world.writes("Yes", { quoted: { id: first.id, part: 0 } });
    await world.writes("No", { quoted: { id: "long-ago", part: 0 } });
    await world.run(1_000);
    const quoted = (channel: string) => world.board.posted.filter(({ message }) => message.channel === channel).map((one) => one.quoted);
    expect(quoted("C0NORTH")).toEqual([null, world.find("Friday?").message, null]);
    expect(quoted("C0INBOX")).toEqual([null, world.find("Friday?", "C0INBOX").message, null]);
  });

  test("is known by whichever of its conversation's ids the link has, and can be reacted to", async () => {
    const phone = linked("northwind", { conversation: "+5511988887777" });
    const conversationKey = (id: string) => id.replace(/^\+?(\d+)$/, "$1@s.whatsapp.net");
    const world = await createWorld({ links: [phone], accounts: { [ACCOUNT]: { conversationKey } } });
    const chat = { ids: ["5511988887777@s.whatsapp.net", "111@lid"], name: "Rui", isGroup: false };
    const { id } = await world.writes("By JID", { conversation: chat });
    await world.writes("By the hidden one", { conversation: { ...chat, ids: ["111@lid"] } });
    await world.run(1_000);
    expect(world.texts()).toEqual(["Maria · WhatsApp: By JID", "Maria · WhatsApp: By the hidden one"]);
    await world.press("dana", "👍", world.find("By JID"));
    await world.run(2_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    expect((await world.store.mirrorsOn(ACCOUNT, id, 0))[0]?.slot.conversation).toBe("+5511988887777");
    expect(await world.store.conversations(ACCOUNT, 10)).toHaveLength(1);
  });
});

describe("what our own account writes on its phone", () => {
  test("appears as written there, in order with what the customer writes", async () => {
    const world = await createWorld();
    await world.writes("Where are you?");
    await world.writes("Five minutes", { fromMe: true, author: ME });
    await world.writes("Good");
    await world.run(1_000);
    expect(world.texts()).toEqual([
      "Maria · WhatsApp: Where are you?",
      `${ACCOUNT} · from its phone: Five minutes`,
      "Maria · WhatsApp: Good",
    ]);
  });

  test("can be reacted to as a message of ours", async () => {
    const world = await createWorld();
    const { id } = await world.writes("Five minutes", { fromMe: true, author: ME });
    await world.run(1_000);
    expect((await world.store.mirrorsOn(ACCOUNT, id, 0))[0]?.slot).toMatchObject({ fromMe: true, author: null });
  });
});

describe("a channel that takes no messages", () => {
  test("keeps what is written waiting, tells operators once an hour, and goes on in order", async () => {
    const world = await createWorld();
    world.board.always("C0NORTH", "unpostable");
    await world.writes("one");
    await world.writes("two");
    await world.run(50 * MINUTE);
    const told = world.told.filter((text) => text.includes("cannot be shown"));
    expect(told).toEqual([
      "What customers write to northwind cannot be shown: the channel is archived. It waits, and is tried every ten minutes.",
    ]);
    world.board.always("C0NORTH", null);
    await world.run(11 * MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: one", "Maria · WhatsApp: two"]);
  });

  test("that another organization reads along shows nothing until an admin has confirmed it, and everything then", async () => {
    const world = await createWorld();
    const channel = { platform: "slack", workspace: "T0ACME", channel: "C0NORTH" } as const;
    await world.receive({ kind: "shared", channel });
    const first = await world.writes("one");
    await world.writes("two");
    await world.run(30 * MINUTE);
    expect(world.board.calls).toEqual([]);
    await world.hear(first);
    await world.links.turn("northwind", null);
    await world.run(11 * MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: one", "Maria · WhatsApp: two"]);
  });

  test("that another organization reads along shows nothing even where no event has told of that", async () => {
    const world = await createWorld();
    world.board.share("C0NORTH");
    await world.writes("one");
    await world.run(30 * MINUTE);
    expect(world.board.calls).toEqual([]);
    expect(world.links.isUnconfirmed("northwind")).toBe(true);
    await world.links.turn("northwind", null);
    await world.run(11 * MINUTE);
    expect(world.texts()).toEqual(["Maria · WhatsApp: one"]);
  });
});
