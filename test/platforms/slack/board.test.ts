import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PostedMessage } from "../../../src/sandbox/slack/state.ts";
import { HOSTILE } from "./hostile.ts";
import { CHANNEL, openWorld, type World } from "./world.ts";

const PLAIN = { author: "Maria · WhatsApp", text: "Hello", attachments: [], thread: null, quoted: null };

let world: World;
beforeAll(async () => {
  world = await openWorld("HTTP mode");
  await world.start();
});
afterAll(() => world.close());

const all = (): readonly PostedMessage[] => [...world.slack.workspace.conversation(CHANNEL).messages.values()];
const of = (ts: string): PostedMessage => world.slack.workspace.conversation(CHANNEL).messages.get(ts) as PostedMessage;

/** Every element of a message's blocks. */
function elementsOf({ blocks }: PostedMessage): readonly { type: string; text?: string; url?: string; style?: object }[] {
  const sections = (blocks ?? []).flatMap((one) => (one as { elements: { elements: never[] }[] }).elements);
  return sections.flatMap(({ elements }) => elements);
}

describe("foreign text in Slack", () => {
  it("pings nobody and formats nothing, whatever it is", async () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(50);
    for (const [index, text] of HOSTILE.entries()) {
      const { message } = await world.source.board.post(CHANNEL, { ...PLAIN, text }, `text ${index}`, false);
      const posted = of(message);
      expect(posted.pings, JSON.stringify(text.slice(0, 60))).toEqual([]);
      const foreign = elementsOf(posted).filter(({ style }) => style === undefined);
      expect(new Set(foreign.map(({ type }) => type)).size === 0 || foreign.every(({ type }) => type === "text")).toBe(true);
    }
    expect(world.slack.violations).toEqual([]);
  });

  it("cannot hide in a name what the bridge says behind it, nor ping by it", async () => {
    for (const [index, name] of HOSTILE.entries()) {
      const author = `${name} · WhatsApp`;
      const { message } = await world.source.board.post(CHANNEL, { ...PLAIN, author }, `name ${index}`, false);
      const { username, pings } = of(message);
      expect(username?.endsWith(" · WhatsApp"), JSON.stringify(username)).toBe(true);
      expect(username).not.toMatch(/[<>\n\u202E\u200B]/);
      expect(username?.length).toBeLessThanOrEqual(80);
      expect(pings).toEqual([]);
    }
  });

  it("is cut where Slack would refuse it, and says how much there is", async () => {
    const { message } = await world.source.board.post(CHANNEL, { ...PLAIN, text: "y".repeat(100_000) }, "long", false);
    const texts = elementsOf(of(message)).map(({ text = "" }) => text);
    expect(texts.join("").length).toBeLessThan(13_000);
    expect(texts.at(-1)).toMatch(/… and \d{5} more characters$/);
  });

  it("names and links attachments, and links nothing that is no web address", async () => {
    const attachments = [
      { name: "invoice.pdf", type: "file", url: "https://files.example.com/1" },
      { name: "<!channel>", type: "image", url: "javascript:alert(1)" },
      { name: null, type: "audio", url: "https://user:secret@evil.example/" },
    ];
    const { message } = await world.source.board.post(CHANNEL, { ...PLAIN, text: null, attachments }, "files", false);
    const links = elementsOf(of(message)).filter(({ type }) => type === "link");
    expect(links).toEqual([{ type: "link", url: "https://files.example.com/1", text: "files.example.com" }]);
    expect(of(message).pings).toEqual([]);
  });
});

describe("a message that is shown", () => {
  it("is found again after a lost answer, in the channel and in a thread, and posted once", async () => {
    const head = await world.source.board.post(CHANNEL, { ...PLAIN, text: "the head" }, "head", false);
    const first = await world.source.board.post(CHANNEL, { ...PLAIN, text: "in it", thread: head.message }, "in it", false);
    expect(await world.source.board.post(CHANNEL, { ...PLAIN, text: "the head" }, "head", true)).toEqual(head);
    expect(await world.source.board.post(CHANNEL, { ...PLAIN, text: "in it", thread: head.message }, "in it", true)).toEqual(first);
    expect(all().filter(({ text }) => text === "in it" || text === "the head")).toHaveLength(2);
    expect(of(first.message).threadTs).toBe(head.message);
  });

  it("changes, goes, and does neither when it is not there any more", async () => {
    const { board } = world.source;
    const message = await board.post(CHANNEL, { ...PLAIN, text: "wrong" }, "changes", false);
    await board.amend(message, { text: "right <!here>", attachments: [] });
    expect(of(message.message)).toMatchObject({ text: "right &lt;!here&gt;" });
    await board.withdraw(message);
    expect(JSON.stringify(of(message.message).blocks)).not.toContain("right");
    world.slack.workspace.deleteMessage(CHANNEL, message.message);
    await board.amend(message, { text: "again", attachments: [] });
    await board.withdraw(message);
  });

  it("bears the name in its first line where the app may not speak under another", async () => {
    const other = await openWorld("HTTP mode", { missingScopes: ["chat:write.customize"] });
    try {
      await other.start();
      const { message } = await other.source.board.post(CHANNEL, PLAIN, "nameless", false);
      const posted = other.slack.workspace.conversation(CHANNEL).messages.get(message) as PostedMessage;
      expect(elementsOf(posted)[0]).toMatchObject({ text: "Maria · WhatsApp", style: { bold: true } });
      expect(posted.username).toBeNull();
    } finally {
      await other.close();
    }
  });

  it.each(["channel_not_found", "is_archived", "not_in_channel"])("is not tried for ever where %s", async (error) => {
    world.slack.api.refuse("chat.postMessage", { error });
    await expect(world.source.board.post(CHANNEL, PLAIN, error, false)).rejects.toMatchObject({ name: "Unpostable" });
  });

  it("is told to have not arrived where nobody can say", async () => {
    for (const how of [{ status: 503 }, { status: 429, retryAfterS: 1 }, { error: "internal_error" }] as const) {
      world.slack.api.refuse("chat.postMessage", how);
      await expect(world.source.board.post(CHANNEL, PLAIN, JSON.stringify(how), false)).rejects.not.toMatchObject({ name: "Unpostable" });
    }
  });

  it("gets a line in its thread, from the bridge itself", async () => {
    const { message } = await world.source.board.post(CHANNEL, { ...PLAIN, text: "noted" }, "noted", false);
    await world.source.board.note({ ...world.source.channel(CHANNEL), message }, "<!here> reacted 👍", "note 1", false);
    await world.source.board.note({ ...world.source.channel(CHANNEL), message }, "<!here> reacted 👍", "note 1", true);
    const notes = all().filter(({ threadTs }) => threadTs === message);
    expect(notes.map(({ text, username, pings }) => ({ text, username, pings }))).toEqual([
      { text: "&lt;!here&gt; reacted 👍", username: null, pings: [] },
    ]);
  });
});
