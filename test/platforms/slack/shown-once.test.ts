import { afterEach, describe, expect, it } from "vitest";
import type { Post } from "../../../src/ports/source.ts";
import type { PostedMessage } from "../../../src/sandbox/slack/state.ts";
import { CHANNEL, openWorld, type World, type WorldOptions } from "./world.ts";

const PLAIN: Post = { author: "Maria · WhatsApp", text: "Hello", attachments: [], thread: null, quoted: null };
const FILE = { name: "invoice.pdf", type: "file", url: "https://files.example.com/1" };

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await openWorld("HTTP mode", options);
  await world.start();
}
const messages = () => world.slack.workspace.conversation(CHANNEL).messages;
const of = (ts: string) => messages().get(ts) as PostedMessage;
const written = () => [...messages().values()].filter(({ user }) => user === world.slack.workspace.bot.user).map(({ text }) => text);
const asked = (method: string) => world.slack.api.calls.filter((call) => call === method).length;
const post = (post: Partial<Post> = {}, key = "k1", again = false) => world.source.board.post(CHANNEL, { ...PLAIN, ...post }, key, again);
/** The message line by line, as people see it. */
function lines(ts: string): readonly string[] {
  const sections = (of(ts).blocks ?? []) as { elements: { elements: { text?: string; url?: string }[] }[] }[];
  const shown = sections.map(({ elements }) => elements.map((one) => one.elements.map(({ text, url }) => text ?? url).join("")).join("\n"));
  return shown.flatMap((text) => text.split("\n"));
}

describe("a message whose answer was lost", () => {
  it("is shown once, in a channel and in a thread, whatever is written meanwhile", async () => {
    await open();
    const head = world.post().message;
    for (const [thread, key] of [
      [null, "in the channel"],
      [head, "in the thread"],
    ] as const) {
      world.slack.api.refuse("chat.postMessage", { after: "cut" });
      await expect(post({ text: key, thread }, key)).rejects.toThrow();
      for (let more = 0; more < 150; more += 1) {
        world.slack.workspace.post(world.dana, CHANNEL, "on", thread === null ? {} : { threadTs: thread });
      }
      const { message } = await post({ text: key, thread }, key, true);
      expect(of(message)).toMatchObject({ text: key, threadTs: thread });
    }
    expect(written()).toEqual(["in the channel", "in the thread"]);
  });

  it("is found at the end of a thread that is longer than Slack tells at once", async () => {
    await open();
    const head = world.post().message;
    for (let before = 0; before < 450; before += 1) world.slack.workspace.post(world.dana, CHANNEL, "on", { threadTs: head });
    world.slack.api.refuse("chat.postMessage", { after: "cut" });
    await expect(post({ thread: head })).rejects.toThrow();
    const { message } = await post({ thread: head }, "k1", true);
    expect(of(message).text).toBe("Hello");
    expect(written()).toEqual(["Hello"]);
    expect(asked("conversations.replies")).toBe(3);
  });

  it("is shown after all when nothing had arrived, and not before that is known", async () => {
    await open();
    world.slack.api.refuse("chat.postMessage", { cut: true });
    await expect(post()).rejects.toThrow();
    world.slack.api.refuse("conversations.history", { error: "internal_error" });
    await expect(post({}, "k1", true)).rejects.toThrow();
    expect(written()).toEqual([]);
    await post({}, "k1", true);
    expect(written()).toEqual(["Hello"]);
  });

  it("is shown once more where the app may not look, rather than perhaps never", async () => {
    await open({ missingScopes: ["channels:history"] });
    await post();
    await post({}, "k1", true);
    expect(written()).toEqual(["Hello", "Hello"]);
  });

  it("is not taken for another's that bears the same mark", async () => {
    await open();
    const { message } = await post();
    const { metadata } = of(message);
    messages().delete(message);
    if (metadata !== null) world.slack.workspace.post(world.dana, CHANNEL, "forged", { metadata });
    await post({}, "k1", true);
    expect(written()).toEqual(["Hello"]);
  });

  it("says nothing of its key to the apps of the workspace", async () => {
    await open();
    const { message } = await post({}, "relay acme 5511988887777@s.whatsapp.net");
    expect(JSON.stringify(of(message).metadata)).not.toMatch(/988887777|acme/);
  });

  it("asks Slack once, whatever it answers", async () => {
    await open();
    for (const how of [{ status: 500 }, { status: 429, retryAfterS: 30 }, { error: "internal_error" }, { cut: true }] as const) {
      const before = asked("chat.postMessage");
      world.slack.api.refuse("chat.postMessage", how);
      await expect(post()).rejects.toThrow();
      expect(asked("chat.postMessage") - before).toBe(1);
    }
  });
});

describe("a message that answers another", () => {
  it("links to it, and asks for the address once", async () => {
    await open();
    const quoted = world.post().message;
    const first = await post({ quoted }, "k1");
    await post({ quoted }, "k2");
    expect(lines(first.message)).toEqual(["in reply to an earlier message", "Hello"]);
    expect(JSON.stringify(of(first.message).blocks)).toContain(`/archives/${CHANNEL}/p${quoted.replace(".", "")}`);
    expect(asked("chat.getPermalink")).toBe(1);
  });

  it("says so without a link where there is none", async () => {
    await open();
    const { message } = await post({ quoted: "1718031112.000200" });
    expect(lines(message)).toEqual(["in reply to an earlier message", "Hello"]);
    expect(JSON.stringify(of(message).blocks)).not.toContain("archives");
  });
});

describe("an edit", () => {
  it("replaces the words, and leaves the name, what is answered and the files", async () => {
    await open({ missingScopes: ["chat:write.customize"] });
    const thread = world.post().message;
    const message = await post({ quoted: thread, thread, attachments: [FILE] });
    await world.source.board.amend(message, { text: "Goodbye", attachments: [] });
    expect(lines(message.message)).toEqual([
      "Maria · WhatsApp",
      "in reply to an earlier message",
      "Goodbye",
      "📎 invoice.pdf files.example.com",
    ]);
    await world.source.board.amend(message, { text: "x".repeat(50_000), attachments: [] });
    expect(lines(message.message).at(-2)).toMatch(/^… and \d+ more characters$/);
    await world.source.board.withdraw(message);
    expect(lines(message.message)).toEqual(["This message was deleted."]);
    expect(JSON.stringify(of(message.message).blocks)).not.toMatch(/Maria|invoice|archives/);
    expect(world.slack.violations).toEqual([]);
  });

  it("replaces the words where the app may not read what is there", async () => {
    await open({ missingScopes: ["channels:history"] });
    const message = await post({ attachments: [FILE] });
    await world.source.board.amend(message, { text: "Goodbye", attachments: [FILE] });
    expect(lines(message.message)).toEqual(["Goodbye", "📎 invoice.pdf files.example.com"]);
  });

  it("is for nothing where the message cannot be changed any more", async () => {
    await open();
    const message = await post();
    for (const error of ["edit_window_closed", "cant_update_message", "is_inactive"]) {
      world.slack.api.refuse("chat.update", { error });
      await expect(world.source.board.amend(message, { text: "x", attachments: [] })).rejects.toMatchObject({ name: "Unpostable" });
    }
    world.slack.api.refuse("chat.update", { status: 503 });
    await expect(world.source.board.amend(message, { text: "x", attachments: [] })).rejects.not.toMatchObject({ name: "Unpostable" });
  });
});

describe("a message that Slack takes offence at", () => {
  it.each(["msg_blocks_too_long", "invalid_blocks", "msg_too_long"])("goes out without its looks: %s", async (error) => {
    await open();
    world.slack.api.refuse("chat.postMessage", { error });
    const { message } = await post({ text: `<!channel> *x* ${"y".repeat(9_000)}` });
    expect(of(message)).toMatchObject({ blocks: null, pings: [], username: "Maria · WhatsApp" });
    expect(of(message).text).toMatch(/^&lt;!channel&gt; \*x\* y+\n… and \d+ more characters$/);
    world.slack.api.refuse("chat.postMessage", { error }, 2);
    await expect(post()).rejects.toMatchObject({ name: "Unpostable", message: expect.stringContaining(error) });
  });

  it.each(["restricted_action", "restricted_action_read_only_channel", "no_text"])("waits for somebody: %s", async (error) => {
    await open();
    world.slack.api.refuse("chat.postMessage", { error }, 2);
    const thrown = (await post({ text: "hush" }).catch((one: unknown) => one)) as Error;
    expect([thrown.name, thrown.cause]).toEqual(["Unpostable", undefined]);
    expect(`${thrown.message} ${JSON.stringify(thrown)}`).not.toContain("hush");
  });
});

describe("a line in a thread", () => {
  it("goes to the head of the thread that the message is in", async () => {
    await open();
    const thread = world.post().message;
    const inIt = await post({ thread });
    await world.source.board.note(inIt, "Maria reacted 👍", "n1", false);
    world.slack.api.refuse("chat.postMessage", { after: "cut" });
    await expect(world.source.board.note(inIt, "*Maria*\nreacted :tada:", "n2", false)).rejects.toThrow();
    await world.source.board.note(inIt, "*Maria*\nreacted :tada:", "n2", true);
    const notes = [...messages().values()].filter(({ text }) => text.includes("reacted"));
    expect(notes.map(({ text, threadTs, username }) => [text, threadTs, username])).toEqual([
      ["Maria reacted 👍", thread, null],
      ["*Maria* reacted :tada:", thread, null],
    ]);
  });

  it("has no place where the message is gone", async () => {
    await open();
    const message = await post();
    world.slack.workspace.deleteMessage(CHANNEL, message.message);
    await expect(world.source.board.note(message, "Maria reacted 👍", "n1", false)).rejects.toMatchObject({ name: "Unpostable" });
  });
});

describe("a token that Slack refuses", () => {
  it("is noticed by what is posted and by what is reacted", async () => {
    await open();
    world.slack.api.revoke("bot", "token_revoked");
    await expect(post()).rejects.toThrow("token_revoked");
    expect(world.source.connected()).toBe(false);
    expect(world.logged.join()).toContain("token_revoked");
  });
});
