import { describe, expect, test } from "vitest";
import { ACCOUNT } from "../invariants/world.ts";
import { CHAT, inbox, JOSE, MARIA, OTHER_CHAT } from "./given.ts";
import { createWorld, type World } from "./world.ts";

const RUI = { conversation: OTHER_CHAT, author: { id: "351910000007", name: "Rui" } };
/** What stands in the inbox, each with the text at the head of its thread. */
const threads = ({ board }: World) =>
  board.posted.map(({ text, thread }) => [text, board.posted.find(({ message }) => message.message === thread)?.text ?? null]);

describe("an inbox", () => {
  test("has a thread for each conversation, opened by its first message", async () => {
    const world = await createWorld({ links: [inbox()] });
    await world.writes("First of Maria");
    await world.writes("First of Rui", RUI);
    await world.writes("Second of Maria");
    await world.writes("Second of Rui", RUI);
    await world.writes("José agrees", { author: JOSE });
    await world.run(1_000);
    expect(threads(world).toSorted()).toEqual(
      [
        ["First of Maria", null],
        ["First of Rui", null],
        ["José agrees", "First of Maria"],
        ["Second of Maria", "First of Maria"],
        ["Second of Rui", "First of Rui"],
      ].toSorted(),
    );
  });

  test("names the group beside whoever writes in it, and nothing where there is but one", async () => {
    const world = await createWorld({ links: [inbox()] });
    await world.writes("hello");
    await world.writes("hello too", RUI);
    await world.writes("hello three", { conversation: { ids: ["g"], name: null, isGroup: true } });
    await world.run(1_000);
    expect(world.texts("C0INBOX").toSorted()).toEqual(
      ["Maria in Northwind orders · WhatsApp: hello", "Rui · WhatsApp: hello too", "Maria · WhatsApp: hello three"].toSorted(),
    );
  });

  test("goes on in the thread after a restart", async () => {
    const world = await createWorld({ links: [inbox()] });
    await world.writes("First of Maria");
    await world.run(1_000);
    const again = await world.restart();
    await again.writes("Second of Maria");
    await again.run(5_000);
    expect(threads(again)).toEqual([
      ["First of Maria", null],
      ["Second of Maria", "First of Maria"],
    ]);
  });

  test("opens a thread once, also when the answer was lost", async () => {
    const world = await createWorld({ links: [inbox()] });
    world.board.next("lost", "failed");
    await world.writes("First of Maria");
    await world.writes("Second of Maria");
    await world.run(60_000);
    expect(threads(world)).toEqual([
      ["First of Maria", null],
      ["Second of Maria", "First of Maria"],
    ]);
  });

  test("knows a conversation that turns out to be one with another by its first thread", async () => {
    const world = await createWorld({ links: [inbox()] });
    const [phone, hidden] = ["351@s.whatsapp.net", "99@lid"];
    await world.writes("By phone", { conversation: { ids: [phone], name: "Rui", isGroup: false } });
    await world.writes("By the hidden id", { conversation: { ids: [hidden], name: "Rui", isGroup: false } });
    await world.run(1_000);
    await world.writes("By both", { conversation: { ids: [phone, hidden], name: "Rui", isGroup: false } });
    await world.writes("By the hidden id again", { conversation: { ids: [hidden], name: "Rui", isGroup: false } });
    await world.run(1_000);
    expect(threads(world)).toEqual([
      ["By phone", null],
      ["By the hidden id", null],
      ["By both", "By phone"],
      ["By the hidden id again", "By phone"],
    ]);
    expect(await world.store.conversations(ACCOUNT, 10)).toHaveLength(1);
  });

  test("can be reacted to, by the conversation's own id", async () => {
    const world = await createWorld({ links: [inbox()] });
    const { id } = await world.writes("First of Maria");
    await world.run(1_000);
    await world.press("dana", "👍", world.find("First of Maria", "C0INBOX"));
    await world.reacts(id, MARIA, "❤️");
    await world.run(5_000);
    expect(world.phone.shown(id)).toEqual(["👍"]);
    expect(world.botShows(world.find("First of Maria", "C0INBOX"))).toEqual(["❤️"]);
    expect((await world.store.mirrorsOn(ACCOUNT, id, 0))[0]?.slot.conversation).toBe(CHAT.ids[0]);
  });

  test("shows what its account writes on the phone in the thread of the conversation", async () => {
    const world = await createWorld({ links: [inbox()] });
    await world.writes("I am on my way", { fromMe: true });
    await world.writes("Good");
    await world.run(1_000);
    expect(threads(world)).toEqual([
      ["I am on my way", null],
      ["Good", "I am on my way"],
    ]);
  });
});
