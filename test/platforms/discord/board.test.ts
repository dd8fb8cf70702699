import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOSTILE } from "./hostile.ts";
import { openWorld, type Posted, shown, type World } from "./world.ts";

const PLAIN = { author: "Maria · WhatsApp", text: "Hello", attachments: [], thread: null, quoted: null };

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.start();
});
afterAll(() => world.close());

const post = (
  change: Partial<Omit<typeof PLAIN, "text" | "thread" | "quoted">> & object = {},
  key: string = crypto.randomUUID(),
  again = false,
) => world.source.board.post(world.channel.id, { ...PLAIN, ...change }, key, again);
const of = (message: { readonly message: string }): Posted => world.guild.message(message.message.split("/").at(-1) ?? "");
const all = () => world.guild.messages(world.channel);

/** What of a message Discord would take for markup: everything that is not escaped, but for addresses that show where they lead. */
function markupIn({ content, embeds }: Posted): readonly string[] {
  const texts = [content, ...embeds.map(({ description }) => String(description))];
  return texts.flatMap((text) => {
    const bare = text
      .replace(/[\u200C\u200D]{4,}/g, "")
      .replace(/<https?:\/\/[^\s<>]+>/g, "")
      .replace(/\n\*… and \d+ more characters\*$/, "")
      .replace(/^\*a message without text\*$/, "")
      .replace(/\\[^\p{L}\p{N}\s]/gu, "x");
    return [...bare.matchAll(/[\\*_~|`<>[\]@#:]|^[^\S\n]*(?:[-+]|\d+[.)])/gm)].map(([sign]) => sign);
  });
}

describe("foreign text in Discord", () => {
  it("pings nobody and formats nothing, whatever it is", async () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(90);
    for (const [index, text] of HOSTILE.entries()) {
      const posted = of(await world.source.board.post(world.channel.id, { ...PLAIN, text }, `text ${index}`, false));
      expect(posted.pings, JSON.stringify(text.slice(0, 60))).toEqual([]);
      expect(markupIn(posted), JSON.stringify(text.slice(0, 60))).toEqual([]);
      expect(posted.content.length).toBeLessThanOrEqual(2_000);
    }
    expect(world.discord.violations).toEqual([]);
  });

  it("is read as it was written", async () => {
    for (const text of [
      "**bold** and _not_",
      "1. one\n2. two\n- three",
      "a < b > c # d",
      "¯\\_(ツ)_/¯",
      "10:30 :tada: @here",
      "See ||this||",
    ]) {
      expect(shown(of(await world.source.board.post(world.channel.id, { ...PLAIN, text }, text, false)).content)).toBe(text);
    }
  });

  it("keeps the web addresses in it whole, and shows where each leads", async () => {
    const text =
      "see **https://example.com/a_b_c?x=*1**, (https://example.com/d(e)) or https://xn--80ak6aa92e.example and https://аррӏе.example.";
    const { content } = of(await world.source.board.post(world.channel.id, { ...PLAIN, text }, "addresses", false));
    expect(shown(content)).toBe(
      "see **<https://example.com/a_b_c?x=*1>**, (<https://example.com/d(e)>) or <https://xn--80ak6aa92e.example/> and <https://xn--80ak6aa92e.example/>.",
    );
  });

  it("cannot hide in a name what the bridge says behind it, nor ping by it", async () => {
    for (const [index, name] of HOSTILE.entries()) {
      const posted = of(await post({ author: `${name} · WhatsApp` }, `name ${index}`));
      const { name: username } = posted.author;
      expect(username.endsWith(" · WhatsApp"), JSON.stringify(username)).toBe(true);
      expect(username).not.toMatch(/[@#:`\n\u202E\u200B]|discord|clyde/i);
      expect(username.length).toBeLessThanOrEqual(80);
      expect(posted.pings).toEqual([]);
    }
    expect(world.discord.violations).toEqual([]);
  });

  it("goes on in an embed where a message is full, and says how much there is beyond that", async () => {
    const long = of(await world.source.board.post(world.channel.id, { ...PLAIN, text: "word ".repeat(1_000) }, "long", false));
    const read = `${shown(long.content)} ${String(long.embeds[0]?.["description"])}`;
    expect(read.replace(/\s+/g, " ").trim()).toBe("word ".repeat(1_000).trim());
    const longer = of(await world.source.board.post(world.channel.id, { ...PLAIN, text: "y".repeat(100_000) }, "longer", false));
    expect(String(longer.embeds[0]?.["description"])).toMatch(/\n\*… and \d{5} more characters\*$/);
  });

  it("names and links attachments, and links nothing that is no web address", async () => {
    const attachments = [
      { name: "invoice_1_.pdf", type: "file", url: "https://files.example.com/1" },
      { name: "@everyone", type: "image", url: "javascript:alert(1)" },
      { name: null, type: "audio", url: "https://user:secret@evil.example/" },
      ...Array.from({ length: 12 }, () => ({ name: "x", type: "image", url: null })),
    ];
    const posted = of(await world.source.board.post(world.channel.id, { ...PLAIN, text: null, attachments }, "files", false));
    expect(shown(posted.content).split("\n").slice(0, 3)).toEqual([
      "📎 invoice_1_.pdf <https://files.example.com/1>",
      "📎 @everyone",
      "📎 audio",
    ]);
    expect(posted.content).toMatch(/\*📎 \d+ more\*$/);
    expect(posted.pings).toEqual([]);
  });
});

describe("a message that is shown", () => {
  it("appears under the customer's name, through one webhook of ours for each channel", async () => {
    const [first, second] = [of(await post()), of(await post())];
    expect([first.author.name, first.webhookId]).toEqual(["Maria · WhatsApp", second.webhookId]);
    expect([...world.guild.webhooks.values()].filter(({ channelId }) => channelId === world.channel.id)).toHaveLength(1);
  });

  it("is found again after a lost answer, in the channel and in a thread, and posted once", async () => {
    const head = await world.source.board.post(world.channel.id, { ...PLAIN, text: "the head" }, "head", false);
    const inIt = { ...PLAIN, text: "in it", thread: head.message };
    const first = await world.source.board.post(world.channel.id, inIt, "in it", false);
    expect(first.message).toMatch(new RegExp(`^${head.message}/\\d+$`));
    expect(await world.source.board.post(world.channel.id, { ...PLAIN, text: "the head" }, "head", true)).toEqual(head);
    expect(await world.source.board.post(world.channel.id, inIt, "in it", true)).toEqual(first);
    expect(all().filter(({ content }) => shown(content) === "the head")).toHaveLength(1);
    expect(world.guild.channels.get(head.message)?.name).toBe("Maria · WhatsApp");
  });

  it("changes, goes, and does neither when it is not there any more", async () => {
    const { board } = world.source;
    const message = await post();
    await board.amend(message, { text: "right @here", attachments: [] });
    expect(shown(of(message).content)).toBe("right @here");
    expect(of(message).pings).toEqual([]);
    await board.withdraw(message);
    expect(of(message).content).toBe("*This message was deleted.*");
    world.guild.deleteMessage(of(message));
    await board.amend(message, { text: "again", attachments: [] });
    await board.withdraw(message);
  });

  it("is not changed where somebody else wrote it", async () => {
    const message = world.messageOf(world.post("ours"));
    await expect(world.source.board.amend(message, { text: "x", attachments: [] })).rejects.toMatchObject({ name: "Unpostable" });
  });

  it.each([
    ["execute_webhook", 403, 50013],
    ["execute_webhook", 404, 10003],
    ["execute_webhook", 400, 160005],
  ] as const)("is not tried for ever where Discord answers %s with %i (%i)", async (operation, status, code) => {
    world.discord.api.refuse(operation, { status, code });
    await expect(post()).rejects.toMatchObject({ name: "Unpostable" });
  });

  it("has no place where there is no such channel, or a forum is linked", async () => {
    const forum = world.guild.channel("questions", { kind: "forum" });
    for (const channel of ["118700100200300400", forum.id]) {
      await expect(world.source.board.post(channel, PLAIN, channel, false)).rejects.toMatchObject({ name: "Unpostable" });
    }
  });

  it("is told to have not arrived where nobody can say", async () => {
    for (const how of [{ status: 503 }, { status: 429, retryAfterS: 1 }, { status: 500 }, { cut: true }] as const) {
      const before = world.asked("execute_webhook");
      world.discord.api.refuse("execute_webhook", how);
      await expect(post()).rejects.not.toMatchObject({ name: "Unpostable" });
      expect(world.asked("execute_webhook") - before).toBe(1);
    }
  });

  it("gets a line in its thread, from the bridge itself, once", async () => {
    const message = await post();
    for (const again of [false, true]) await world.source.board.note(message, "**@here** reacted\n👍", "note 1", again);
    const thread = world.guild.channels.get(message.message);
    const notes = thread === undefined ? [] : world.guild.messages(thread).filter(({ type }) => type === 0);
    expect(notes.map(({ content, author, pings }) => [shown(content), author.id, pings])).toEqual([
      ["**@here** reacted 👍", world.guild.bot.id, []],
    ]);
  });

  it("can show what Discord has a name for", () => {
    expect(["👍", "❤️", "👍🏽", "🫪", "x"].map((emoji) => world.source.board.shows(emoji))).toEqual([true, true, true, false, false]);
  });
});
