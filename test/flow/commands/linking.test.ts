import { describe, expect, test } from "vitest";
import type { Asking, Command } from "../../../src/domain/command.ts";
import type { Link } from "../../../src/domain/link.ts";
import { Unpostable } from "../../../src/ports/source.ts";
import { CHAT, inbox, linked, MARIA, OTHER_CHAT } from "../../conversations/given.ts";
import { createWorld, type World, type WorldPlan } from "../../conversations/world.ts";
import { MESSAGE, policy } from "../../domain/given.ts";
import { ACCOUNT } from "../../invariants/world.ts";

const { platform, workspace } = MESSAGE;
const RUI = { conversation: OTHER_CHAT, author: { id: "351910000007", name: "Rui" } };
const [CHAT_ID = ""] = CHAT.ids;
const [RUI_ID = ""] = OTHER_CHAT.ids;
const GROUP = "120363043968066599@g.us";

function asking(command: Command, channel = "C0NEW"): Asking {
  return { id: "1", person: "slack:T0ACME:U0DANA", channel: { platform, workspace, channel }, command, place: { kind: "newest" } };
}

const isAdmin = async () => true;
const isNone = async () => false;
const open = (plan: WorldPlan = {}) => createWorld({ links: [], ...plan });

async function ask({ commands }: World, command: Command, channel?: string, admin = isAdmin) {
  return (await commands.ask(asking(command, channel), admin)).text.join("");
}

function link(world: World, conversation = CHAT_ID, { account = ACCOUNT, channel = "C0NEW", admin = isAdmin } = {}) {
  return ask(world, { kind: "link", account, conversation }, channel, admin);
}

function unlink(world: World, name: string | null = null, { channel = "C0NEW", admin = isAdmin } = {}) {
  return ask(world, { kind: "unlink", link: name }, channel, admin);
}

const list = (world: World, channel?: string) => ask(world, { kind: "list" }, channel);
const offers = ({ commands }: World, channel = "C0NEW") => commands.offers({ platform, workspace, channel });
const names = ({ links }: World) => links.all().map(({ name }) => name);

describe("linking a channel in chat", () => {
  test("brings in what is written from then on, and carries reactions out", async () => {
    const world = await open();
    await world.writes("before");
    expect(await link(world)).toBe(
      "This channel is linked with Northwind orders · WhatsApp (acme-whatsapp) now; the link's name is acme-whatsapp-1. What is written there from now on appears here.",
    );
    const hello = await world.writes("hello");
    await world.run(1_000);
    expect(world.texts("C0NEW")).toEqual(["Maria · WhatsApp: hello"]);
    await world.press("dana", "👍", world.find("hello", "C0NEW"));
    await world.run(5_000);
    expect(world.phone.shown(hello.id)).toEqual(["👍"]);
    await world.reacts(hello.id, MARIA, "🎉");
    await world.run(5_000);
    expect(world.botShows(world.find("hello", "C0NEW"))).toEqual(["🎉"]);
  });

  test("says in the channel that reactions are visible now, and which are not, and names nobody there", async () => {
    const world = await open({ policy: policy({ emoji: { deny: ["👀", "✅"] } }) });
    await world.writes("before");
    await link(world);
    await world.run(1_000);
    expect(world.told).toEqual([
      "This channel is linked with a conversation on WhatsApp now, through acme-whatsapp. Reactions on customer messages here are visible to them. 👀 and ✅ always stay inside.",
    ]);
  });

  test.each([
    [policy({ direction: "inbound" }), "Reactions here stay inside."],
    [policy({ dryRun: true }), "Reactions here stay inside."],
    [
      policy({ emoji: { allow: ["👍", "❤️"] } }),
      "Of the reactions on customer messages here, 👍 and ❤️ are visible to them; all others stay inside.",
    ],
    [
      policy({ emoji: { deny: ["👀"], custom: { "🔥": null, "👀": null, boo: null, "✅": "👍" } } }),
      "Reactions on customer messages here are visible to them. 👀, 🔥 and :boo: always stay inside.",
    ],
    [policy({ emoji: { deny: ["👀"] } }), "Reactions on customer messages here are visible to them. 👀 always stays inside."],
  ])("says it as the policy of all links has it (%#)", async (given, sentence) => {
    const world = await open({ policy: given });
    await link(world);
    await world.run(1_000);
    expect(world.told[0]?.endsWith(`acme-whatsapp. ${sentence}`)).toBe(true);
    expect(world.links.named("acme-whatsapp-1")?.policy).toEqual(given);
  });

  test("takes a conversation by any of its ids, and one that was never heard of by its id", async () => {
    const world = await open();
    await world.writes("hi", { conversation: { ids: ["chat-1", "alias-1"], name: "Northwind", isGroup: true } });
    await link(world, " alias-1 ");
    await link(world, GROUP);
    expect(world.links.all().map(({ conversation }) => conversation)).toEqual(["chat-1", GROUP]);
  });

  test("takes the whole inbox, with a thread for each conversation", async () => {
    const world = await open();
    expect(await link(world, "*")).toContain("The whole inbox · WhatsApp (acme-whatsapp)");
    await world.writes("hello");
    await world.writes("hello too", RUI);
    await world.run(1_000);
    expect(world.texts("C0NEW").toSorted()).toEqual(["Maria in Northwind orders · WhatsApp: hello", "Rui · WhatsApp: hello too"]);
  });

  test("is for admins alone", async () => {
    const world = await open();
    expect(await link(world, CHAT_ID, { admin: isNone })).toBe(
      "Only admins of the workspace, or those who may manage this channel, can link it.",
    );
    expect(names(world)).toEqual([]);
    await link(world);
    expect(await unlink(world, null, { admin: isNone })).toContain("Only admins");
    expect(names(world)).toEqual(["acme-whatsapp-1"]);
  });

  test.each([
    ["an account that there is not", "acme", "There is no such account. The accounts are acme-whatsapp."],
    ["a platform", "slack", "There is no such account. The accounts are acme-whatsapp."],
    [
      "an account that reaches posts alone",
      "brand",
      "brand reaches no messages on Instagram, so there is no conversation to link this channel with.",
    ],
  ])("refuses %s", async (_, account, sentence) => {
    const world = await open({ accounts: { [ACCOUNT]: {}, brand: { kind: "posts", network: "instagram" } } });
    expect(await link(world, CHAT_ID, { account })).toBe(sentence);
    expect(names(world)).toEqual([]);
  });

  test("refuses what cannot be the id of a conversation, unless it was heard of", async () => {
    const flawsOf = (id: string) => (id.includes("@") ? [] : ["conversation must be a phone number or a WhatsApp JID"]);
    const around: WorldPlan["around"] = (part) => ("send" in part ? { ...part, flawsOf } : part);
    const world = await open({ around });
    expect(await link(world, "Northwind")).toBe(
      "This is not the id of a conversation there: conversation must be a phone number or a WhatsApp JID.",
    );
    expect(await link(world, " ")).toContain("it is empty");
    await world.writes("hi", { conversation: { ids: ["Northwind"], name: null, isGroup: false } });
    expect(await link(world, "Northwind")).toContain("acme-whatsapp-1");
    expect(await link(world, "*")).toContain("acme-whatsapp-2");
  });

  test("links nothing twice in one channel, by whatever id, and says which link stands there", async () => {
    const world = await open({ links: [linked("northwind", { channel: "slack:C0NEW", conversation: "alias-1" })] });
    await world.writes("hi", { conversation: { ids: ["chat-1", "alias-1"], name: null, isGroup: true } });
    expect(await link(world, "chat-1")).toBe("This channel is linked with this conversation already, by northwind.");
    await link(world, GROUP);
    expect(await link(world, GROUP)).toBe("This channel is linked with this conversation already, by acme-whatsapp-1.");
    expect(await link(world, GROUP, { channel: "C0ELSEWHERE" })).toContain("acme-whatsapp-2");
  });

  test("links no conversation of an inbox that is here, nor that inbox again", async () => {
    const world = await open({ links: [inbox()] });
    await world.writes("hi");
    expect(await link(world, CHAT_ID, { channel: "C0INBOX" })).toContain("already, by inbox");
    expect(await link(world, "*", { channel: "C0INBOX" })).toContain("already, by inbox");
    expect(await link(world, CHAT_ID)).toContain("acme-whatsapp-1");
  });

  test("asked for many times at once makes one link", async () => {
    const world = await open();
    const said = await Promise.all([link(world), link(world), link(world)]);
    expect(said.filter((one) => one.includes("linked with this conversation already, by acme-whatsapp-1"))).toHaveLength(2);
    await world.run(1_000);
    expect(world.told).toHaveLength(1);
  });

  test("names links by their account, one by one, and no two alike", async () => {
    const world = await open({ links: [linked("acme-whatsapp-2")] });
    for (const id of ["a", "b", "c"]) await link(world, id);
    await unlink(world, "acme-whatsapp-3");
    await link(world, "d");
    expect(names(world)).toEqual(["acme-whatsapp-2", "acme-whatsapp-1", "acme-whatsapp-4", "acme-whatsapp-5"]);
  });

  test("in a channel that is shared with another organization waits for a confirmation, and says so", async () => {
    const world = await open();
    world.board.share("C0NEW");
    expect(await link(world)).toMatch(
      /is shared with another organization, so the link is paused until an admin confirms it: \/react on\.$/,
    );
    await world.writes("hello");
    await world.run(5_000);
    expect(world.texts("C0NEW")).toEqual([]);
    expect(world.told).toEqual([
      "This channel is linked with a conversation on WhatsApp now, through acme-whatsapp. It is shared with another organization, so nothing comes in or goes out before an admin confirms it (/react on).",
    ]);
    await world.links.turn("acme-whatsapp-1", null);
    await world.run(11 * 60_000);
    expect(world.texts("C0NEW")).toEqual(["Maria · WhatsApp: hello"]);
  });

  test("links nothing where nobody can say whether it is shared", async () => {
    const failing =
      (error: Error): NonNullable<WorldPlan["around"]> =>
      (part) =>
        "isShared" in part ? { ...part, isShared: () => Promise.reject(error) } : part;
    const away = await open({ around: failing(new Error("no answer")) });
    await expect(link(away)).rejects.toThrow("no answer");
    const never = await open({ around: failing(new Unpostable("the bot is not in the channel: invite it there")) });
    expect(await link(never)).toBe("This channel cannot be linked: the bot is not in the channel: invite it there.");
    expect([...names(away), ...names(never)]).toEqual([]);
  });
});

describe("undoing a link in chat", () => {
  test("takes nothing back that shows, sends nothing more, and shows nothing more", async () => {
    const world = await open();
    await link(world);
    const hello = await world.writes("hello");
    await world.run(1_000);
    const message = world.find("hello", "C0NEW");
    await world.press("dana", "👍", message);
    await world.run(5_000);
    await world.press("lee", "❤️", message);
    expect(await unlink(world)).toMatch(/^acme-whatsapp-1 is undone/);
    await world.unpress("dana", "👍", message);
    await world.writes("more");
    await world.run(60_000);
    expect(world.phone.shown(hello.id)).toEqual(["👍"]);
    expect(world.phone.calls).toEqual(["+👍"]);
    expect(world.texts("C0NEW")).toEqual(["Maria · WhatsApp: hello"]);
    expect(world.told.at(-1)).toBe(
      "This channel is no longer linked through acme-whatsapp. Reactions here stay inside; what customers see of earlier ones stays.",
    );
  });

  test("lets what was taken back before go", async () => {
    const world = await open();
    await link(world);
    const hello = await world.writes("hello");
    await world.run(1_000);
    await world.press("dana", "👍", world.find("hello", "C0NEW"));
    await world.run(5_000);
    await world.links.turn("acme-whatsapp-1", "off");
    await world.unpress("dana", "👍", world.find("hello", "C0NEW"));
    await world.run(5_000);
    await unlink(world);
    await world.run(5_000);
    expect(world.phone.shown(hello.id)).toEqual([]);
  });

  test("and linking anew begins anew", async () => {
    const world = await open();
    await link(world);
    await unlink(world);
    await link(world);
    const hello = await world.writes("hello");
    await world.run(1_000);
    await world.press("dana", "👍", world.find("hello", "C0NEW"));
    await world.run(5_000);
    expect(world.phone.shown(hello.id)).toEqual(["👍"]);
    expect(world.told).toHaveLength(3);
  });

  test("says that links of the configuration cannot be changed from chat", async () => {
    const world = await open({ links: [linked("northwind", { channel: "slack:C0NEW" })] });
    for (const name of [null, "northwind"]) {
      expect(await unlink(world, name)).toBe(
        "northwind is a link of the configuration and cannot be changed from chat. Whoever runs the bridge can take it out of the file.",
      );
    }
    expect(names(world)).toEqual(["northwind"]);
  });

  test("asks which one where there are several, and finds only those of this channel", async () => {
    const world = await open();
    expect(await unlink(world)).toBe("This channel is not linked with anything.");
    for (const id of ["a", "b"]) await link(world, id);
    await link(world, "c", { channel: "C0ELSEWHERE" });
    expect(await unlink(world)).toBe(
      "This channel has several links that were made in chat. Say which one: acme-whatsapp-1 and acme-whatsapp-2.",
    );
    expect(await unlink(world, "acme-whatsapp-3")).toBe(
      "This channel has no such link. Its links are acme-whatsapp-1 and acme-whatsapp-2.",
    );
    expect(await unlink(world, "acme-whatsapp-2")).toContain("acme-whatsapp-2 is undone");
    expect(names(world)).toEqual(["acme-whatsapp-1", "acme-whatsapp-3"]);
  });
});

describe("the list of a channel's links", () => {
  test("tells what each is linked with, which way, and where it comes from", async () => {
    const here: Partial<Link> = { channel: "slack:C0NEW" };
    const other = linked("internal", { ...here, account: null, conversation: null, mirrorTo: "discord:1187" });
    const world = await open({
      links: [linked("northwind", here), linked("brand", { ...here, conversation: null, posts: true }), other],
      policy: policy({ direction: "inbound" }),
    });
    await world.writes("hi");
    await link(world, RUI_ID);
    await world.links.turn("brand", "off");
    expect((await list(world)).split("\n")).toEqual([
      "northwind: Northwind orders · WhatsApp (acme-whatsapp) – both ways; from the configuration",
      "brand: Posts · WhatsApp (acme-whatsapp) – switched off; from the configuration",
      "internal: slack:C0NEW and discord:1187 – both ways; from the configuration",
      `acme-whatsapp-1: ${RUI_ID} · WhatsApp (acme-whatsapp) – only from the customer to here; made in chat`,
    ]);
    expect(await list(world, "C0ELSEWHERE")).toBe("This channel is not linked with anything.");
  });

  test("tells of a channel that is shared with another organization", async () => {
    const world = await open();
    world.board.share("C0NEW");
    await link(world, "*");
    expect(await list(world)).toBe(
      "acme-whatsapp-1: The whole inbox · WhatsApp (acme-whatsapp) – paused: the channel is shared with another organization; made in chat",
    );
  });
});

describe("what is offered", () => {
  test("are conversations, the one heard of last first, then whole inboxes", async () => {
    const world = await open({ accounts: { [ACCOUNT]: {}, brand: { kind: "posts", network: "instagram" } } });
    await world.writes("hi");
    await world.clock.advance(1_000);
    await world.writes("hi", RUI);
    expect(await offers(world)).toEqual([
      { account: ACCOUNT, conversation: RUI_ID, title: "Rui · WhatsApp (acme-whatsapp)" },
      { account: ACCOUNT, conversation: CHAT_ID, title: "Northwind orders · WhatsApp (acme-whatsapp)" },
      { account: ACCOUNT, conversation: "*", title: "The whole inbox · WhatsApp (acme-whatsapp)" },
    ]);
  });

  test("is nothing that is linked here already", async () => {
    const world = await open({ links: [linked("northwind", { channel: "slack:C0NEW" })] });
    await world.writes("hi");
    await world.writes("hi", RUI);
    const titles = async (channel?: string) => (await offers(world, channel)).map(({ conversation }) => conversation);
    expect(await titles()).toEqual([RUI_ID, "*"]);
    expect((await titles("C0ELSEWHERE")).toSorted()).toEqual([CHAT_ID, RUI_ID, "*"].toSorted());
    await link(world, "*", { channel: "C0ELSEWHERE" });
    expect(await titles("C0ELSEWHERE")).toEqual([]);
  });

  test("can be linked as it is offered", async () => {
    const world = await open();
    await world.writes("hi", { conversation: { ids: ["chat-1", "alias-1"], name: null, isGroup: false } });
    for (const { account, conversation } of await offers(world)) await link(world, conversation, { account });
    expect(world.links.all().map(({ conversation }) => conversation)).toEqual(["chat-1", "*"]);
    expect(await offers(world)).toEqual([]);
  });
});

describe("links made in chat", () => {
  test("outlive a restart, with what was said of them", async () => {
    const world = await open();
    for (const id of [CHAT_ID, "b"]) await link(world, id);
    await world.links.turn("acme-whatsapp-2", "off");
    const again = await world.restart();
    expect(again.links.all()).toEqual(world.links.all());
    expect(again.links.named("acme-whatsapp-2")).toMatchObject({ source: "chat", policy: { direction: "off" } });
    await again.links.turn("acme-whatsapp-2", null);
    expect(again.links.named("acme-whatsapp-2")?.policy.direction).toBe("both");
  });

  test("give way to the configuration where it links the channel with the same conversation", async () => {
    const world = await open();
    await world.writes("hi", { conversation: { ids: ["chat-1", "alias-1"], name: null, isGroup: true } });
    await link(world, "chat-1");
    const configured = linked("northwind", { channel: "slack:C0NEW", conversation: "alias-1" });
    const again = await world.restart({ links: [configured] });
    expect(names(again)).toEqual(["northwind"]);
    await again.links.turn("northwind", null);
    expect(again.counted["a link that was made in chat is left out"]).toBe(1);
    expect(names(await again.restart({ links: [] }))).toEqual(["acme-whatsapp-1"]);
  });

  test("give way to the configuration where it has a link of the same name", async () => {
    const world = await open();
    await link(world);
    const again = await world.restart({ links: [linked("acme-whatsapp-1", { channel: "slack:C0OTHER" })] });
    expect(again.links.all().map(({ channel }) => channel)).toEqual(["slack:C0OTHER"]);
  });

  test("rest while their account is not in the configuration", async () => {
    const world = await open({ accounts: { [ACCOUNT]: {}, other: {} } });
    await link(world);
    const again = await world.restart({ accounts: { other: {} } });
    expect(names(again)).toEqual([]);
    expect(again.counted["a link that was made in chat is left out"]).toBe(1);
  });
});
