import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Action, Asking, Choice, Offer } from "../../../src/domain/command.ts";
import type { Emoji } from "../../../src/domain/emoji.ts";
import type { Message } from "../../../src/domain/message.ts";
import { actedOn } from "../../../src/platforms/discord/commands/buttons.ts";
import type { Answer, Commands } from "../../../src/ports/commands.ts";
import type { Seen } from "../../../src/sandbox/discord/interactions.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

let world: World;
/** What the core was asked for, and by whom it was an admin. */
let asked: (Asking & { readonly isAdmin: boolean })[];
let answer: (asking: Asking) => Promise<Answer>;
let offered: readonly Offer[];
let choices: (among: readonly Emoji[] | null) => readonly Choice[];

const said = (text: string, change: Partial<Answer> = {}): Answer => ({ text: [text], undo: null, later: null, ...change });

const core: Commands = {
  async ask(asking, isAdmin) {
    asked.push({ ...asking, isAdmin: await isAdmin() });
    return answer(asking);
  },
  choices: async (_, among) => choices(among),
  offers: async () => offered,
};

async function open(options: WorldOptions = {}): Promise<void> {
  world = await openWorld(options);
  world.source.take?.(core);
  await world.start();
  await expect.poll(() => world.discord.use.registered.length).toBeGreaterThan(0);
}

beforeEach(() => {
  asked = [];
  answer = async () => said("Done.");
  offered = [];
  choices = (among) => (among ?? ["👍", "🎉"]).map((emoji) => ({ emoji, goesAs: emoji === "🍕" ? null : emoji === "🎉" ? "👏" : emoji }));
});

afterEach(async () => {
  const { violations } = world.discord;
  await world.close();
  expect(violations).toEqual([]);
});

const contentOf = ({ message }: Seen) => message?.content ?? "";
const slash = (words: string, given: Readonly<Record<string, string>> = {}) =>
  world.discord.use.slash(world.dana, words, given, { channel: world.channel });
const owner = () => {
  const person = world.guild.people.get(world.guild.ownerId);
  if (person === undefined) throw new Error("the server has no owner");
  return person;
};
const linkTo = ({ id, channelId }: { readonly id: string; readonly channelId: string }) =>
  `https://discord.com/channels/${world.guild.id}/${channelId}/${id}`;

describe("commands behind a slash", () => {
  beforeEach(() => open());

  test("are registered as Discord wants it, and `/bridge` is for those who manage channels", () => {
    expect(world.discord.use.offers(world.dana, world.channel)).toEqual(
      expect.arrayContaining(["/react", "/reactions", "React for the customer", "What do they see?", "Send to customer"]),
    );
    expect(world.discord.use.offers(world.dana, world.channel)).not.toContain("/bridge");
  });

  test.each([
    ["an emoji", "🎉", { name: "🎉", emoji: "🎉" }],
    ["one in a tone, without its selector", "☝🏽", { name: "☝🏽", emoji: "☝🏽" }],
    ["a name as Discord has it", ":tada:", { name: "🎉", emoji: "🎉" }],
    ["a bare name", "thumbsup", { name: "👍", emoji: "👍" }],
    ["a tapback's word", "love", { name: "❤️", emoji: "❤️" }],
    ["a custom emoji", "<:shipit:123456789012345678>", { name: "shipit", emoji: null }],
  ])("`/react` takes %s", async (_, emoji, named) => {
    const seen = await slash("react", { emoji });
    expect(asked).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        person: world.person(world.dana),
        channel: { platform: "discord", workspace: world.guild.id, channel: world.channel.id },
        command: { kind: "react", emoji: named },
        place: { kind: "newest" },
        isAdmin: false,
      },
    ]);
    expect([contentOf(seen), seen.ephemeral]).toEqual(["Done.", true]);
  });

  test("`/react` without an emoji that is one asks nothing of the core, and says what was probably meant", async () => {
    expect(contentOf(await slash("react", { emoji: "thumsup" }))).toContain("Did you mean");
    expect(contentOf(await slash("react", { emoji: "@everyone **no**" }))).toContain("is no emoji that is known here");
    expect(asked).toEqual([]);
  });

  test.each([
    ["reactions remove", { kind: "remove", emoji: null }],
    ["reactions clear", { kind: "clear" }],
    ["reactions who", { kind: "who" }],
    ["reactions allowed", { kind: "allowed" }],
    ["reactions legend", { kind: "legend" }],
    ["reactions status", { kind: "status" }],
    ["reactions off", { kind: "turn", to: "off" }],
    ["reactions on", { kind: "turn", to: null }],
    ["reactions inbound", { kind: "turn", to: "inbound" }],
    ["reactions outbound", { kind: "turn", to: "outbound" }],
  ])("`/%s` asks for it", async (words, command) => {
    await slash(words);
    expect(asked.map((one) => one.command)).toEqual([command]);
  });

  test("the link of a message is that message, whatever its channel or thread; any other address is a post's", async () => {
    const posted = world.post();
    const elsewhere = world.guild.channel("elsewhere");
    const other = world.post("there", elsewhere);
    const thread = world.guild.thread(world.eli, world.channel, "about it");
    const within = world.post("in it", thread);
    for (const one of [posted, other, within]) await slash("react", { emoji: "👍", message: linkTo(one) });
    await slash("react", { emoji: "👍", message: posted.id });
    await slash("react", { emoji: "👍", message: "https://www.linkedin.com/feed/update/urn:li:activity:1" });
    expect(asked.map(({ place }) => place)).toEqual([
      ...[posted, other, within, posted].map((one) => ({ kind: "message", message: world.messageOf(one) })),
      { kind: "post", url: "https://www.linkedin.com/feed/update/urn:li:activity:1" },
    ]);
    expect(contentOf(await slash("react", { emoji: "👍", message: "that one" }))).toContain("none of a message");
    expect(contentOf(await slash("reactions who", { message: "https://example.com/" }))).toContain("none of a message");
  });

  test("in a thread, the newest message is its own conversation's", async () => {
    const head = world.post("head");
    const thread = world.guild.thread(world.eli, head, "Maria");
    await world.discord.use.slash(world.dana, "react", { emoji: "👍" }, { channel: thread });
    expect(asked.map(({ place, channel }) => [place, channel.channel])).toEqual([
      [{ kind: "newest", head: world.messageOf(head) }, world.channel.id],
    ]);
  });

  test("what is foreign in an answer is only words, and pings nobody", async () => {
    const eli = world.person(world.eli);
    answer = async () => ({
      text: ["@everyone **bold** [link](https://x.example) <@&1> `code` ", { person: eli }],
      undo: null,
      later: null,
    });
    const seen = await slash("reactions who");
    expect(contentOf(seen)).toBe(
      `\\@everyone \\*\\*bold\\*\\* \\[link\\]\\(https\\://x.example\\) \\<\\@&1\\> \\\`code\\\` <@${world.eli.id}>`,
    );
    expect(world.guild.pings).toEqual([]);
  });
});

describe("answers come in time", () => {
  beforeEach(() => open());

  test("what takes longer is answered when it is known, and what is known later still takes its place", async () => {
    const later = Promise.withResolvers<Answer>();
    answer = async () => {
      await new Promise((done) => setTimeout(done, 2_200));
      return said("On its way.", { later: later.promise });
    };
    const seen = await slash("react", { emoji: "👍" });
    await expect.poll(() => contentOf(seen)).toBe("On its way.");
    later.resolve(said("It is there."));
    await expect.poll(() => contentOf(seen)).toBe("It is there.");
  });

  test("what the core could not take is said, and nothing else happens", async () => {
    answer = async () => {
      throw new Error("the disk is full");
    };
    expect(contentOf(await slash("react", { emoji: "👍" }))).toContain("nothing was done. Please try again");
    expect(world.logged.join()).toContain("a command was not taken");
  });

  test("malformed interactions are counted, and the next one is answered", async () => {
    world.discord.gateway.malformed("INTERACTION_CREATE", { id: "1", type: 2 });
    expect(contentOf(await slash("reactions who"))).toBe("Done.");
    expect(world.malformed[0]).toContain("INTERACTION_CREATE id: invalid_format");
  });
});

describe("undo", () => {
  beforeEach(() => open());

  test("takes back that emoji on that message, in place of the answer", async () => {
    const message = world.messageOf(world.post());
    answer = async ({ command }) =>
      command.kind === "remove" ? said("Taken back.") : said("There.", { undo: { message, emoji: { name: "👍🏽", emoji: "👍🏽" } } });
    const seen = await slash("react", { emoji: "👍🏽" });
    if (seen.message === null) throw new Error("nothing was answered");
    const undone = await world.discord.use.press(world.dana, seen.message, "Undo");
    expect(asked.at(-1)).toMatchObject({
      command: { kind: "remove", emoji: { name: "👍🏽", emoji: "👍🏽" } },
      place: { kind: "message", message },
    });
    expect([undone.kind, contentOf(undone), undone.message?.components]).toEqual(["update", "Taken back.", []]);
  });
});

describe("buttons below what one person is told", () => {
  const actions = (message: Message): readonly Action[] => {
    const about = { message, emoji: { name: "👍🏽", emoji: "👍🏽" }, via: "reaction" } as const;
    return [
      { ...about, does: "take-back", label: "Undo" },
      { ...about, does: "hush", label: "Don't show again" },
    ];
  };
  const tell = (message: Message) => world.source.tell(message, world.person(world.dana), "The customer sees it.", actions(message));
  const asking = (message: Message) => ({
    ...{ person: world.person(world.dana), channel: { workspace: message.workspace, channel: message.channel } },
    ...{ command: { kind: "act", does: "take-back", emoji: { name: "👍🏽", emoji: "👍🏽" }, via: "reaction" } },
    place: { kind: "message", message },
  });

  test("in direct messages are about the channel of the press, and what became of it takes their place", async () => {
    await open();
    const message = world.messageOf(world.post());
    await tell(message);
    const [seen] = world.guild.dms(world.dana);
    if (seen === undefined) throw new Error("nothing was told");
    const done = await world.discord.use.press(world.dana, seen, "Undo");
    expect(asked).toMatchObject([asking(message)]);
    expect([done.kind, contentOf(done), done.message?.components]).toEqual(["update", "Done.", []]);
  });

  test("in a thread are about its message", async () => {
    await open();
    const thread = world.guild.thread(world.eli, world.channel, "Orders");
    const message = world.messageOf(world.post("Look", thread));
    await tell(message);
    const [seen] = world.guild.dms(world.dana);
    if (seen === undefined) throw new Error("nothing was told");
    await world.discord.use.press(world.dana, seen, "Undo");
    expect(asked).toMatchObject([asking(message)]);
  });

  test("in the channel, where others see them, are answered for whoever presses alone", async () => {
    await open();
    world.guild.closeDms(world.dana);
    const message = world.messageOf(world.post());
    await tell(message);
    const seen = world.guild.messages(world.channel).at(-1);
    if (seen === undefined) throw new Error("nothing was told");
    const done = await world.discord.use.press(world.eli, seen, "Undo");
    expect(asked).toMatchObject([{ ...asking(message), person: world.person(world.eli) }]);
    expect([done.kind, done.ephemeral, contentOf(done)]).toEqual(["message", true, "Done."]);
  });

  test("are left out where there is no room for them, and whatever else is pressed is none of them", async () => {
    await open();
    const message = world.messageOf(world.post());
    const long = actions(message).map((one) => ({ ...one, emoji: { name: "x".repeat(61), emoji: null } }));
    await world.source.tell(message, world.person(world.dana), "Seen.", long);
    expect(world.guild.dms(world.dana).at(-1)?.components).toEqual([]);
    for (const custom of ["do:tr:AAAAAAAAAAA:👍", "do:xr:AAAAAAAAAAA.AAAAAAAAAAA:👍", "do:tr:?.?:👍", "do:tr:AAAAAAAAAAA.AAAAAAAAAAA:"]) {
      expect(actedOn(custom)).toBeNull();
    }
  });
});

describe("while somebody types", () => {
  beforeEach(() => open());
  const complete = (written: string) =>
    world.discord.use.complete(world.dana, "react", "emoji", { emoji: written }, { channel: world.channel });

  test("nothing yet offers what goes out there, and as what", async () => {
    expect(await complete("")).toEqual([
      { name: "👍", value: "👍" },
      { name: "🎉 → 👏", value: "🎉" },
    ]);
  });

  test("a piece of a name offers what it may mean, and nothing that stays inside", async () => {
    const found = await complete("pizza");
    expect(found).toEqual([]);
    expect((await complete("tad"))?.[0]).toEqual({ name: "🎉 tada → 👏", value: "🎉" });
    expect((await complete("a"))?.length).toBe(25);
  });

  test("a core that fails offers nothing, and the next piece is answered", async () => {
    choices = () => {
      throw new Error("no");
    };
    expect(await complete("tad")).toEqual([]);
  });
});

describe("the menu of a message", () => {
  test("`React for the customer` offers what goes out for it, and reacts with what is chosen", async () => {
    await open();
    const posted = world.post();
    const seen = await world.discord.use.menu(world.dana, "React for the customer", posted);
    if (seen.message === null) throw new Error("nothing was answered");
    const message = world.messageOf(posted);
    const done = await world.discord.use.select(world.dana, seen.message, `react:${message.message}`, ["🎉"]);
    expect(asked).toMatchObject([{ command: { kind: "react", emoji: { name: "🎉" } }, place: { kind: "message", message } }]);
    expect([done.kind, contentOf(done)]).toEqual(["update", "Done."]);
  });

  test("`What do they see?` asks who holds what on it", async () => {
    await open();
    const posted = world.post();
    await world.discord.use.menu(world.eli, "What do they see?", posted);
    expect(asked).toMatchObject([
      { command: { kind: "who" }, person: world.person(world.eli), place: { message: world.messageOf(posted) } },
    ]);
  });

  test("`Send to customer` tells of the message, by whoever asks, also where nothing that is written is heard", async () => {
    await open();
    const posted = world.post("We come at three");
    const seen = await world.discord.use.menu(world.dana, "Send to customer", posted);
    expect(contentOf(seen)).toContain("On its way");
    expect(world.events).toMatchObject([
      { kind: "spoken", text: "We come at three", person: world.person(world.eli), askedBy: world.person(world.dana) },
    ]);
  });
});

describe("`/bridge`", () => {
  const use = (words: string, given: Readonly<Record<string, string>> = {}) =>
    world.discord.use.slash(owner(), words, given, { channel: world.channel });

  test("offers conversations, and links with the one that is chosen; whoever manages channels is an admin", async () => {
    await open();
    const maria = { account: "acme-whatsapp", conversation: "351910000001@s.whatsapp.net", title: "@everyone Maria · WhatsApp" };
    offered = [maria, { ...maria, conversation: "2", title: "Rui" }];
    const [first, ...others] =
      (await world.discord.use.complete(owner(), "bridge link", "conversation", { conversation: "mari" }, { channel: world.channel })) ??
      [];
    expect([first?.name, others]).toEqual(["@everyone Maria · WhatsApp · acme-whatsapp", []]);
    offered = [{ ...maria, title: "Maria · WhatsApp (acme-whatsapp)" }];
    const said = await world.discord.use.complete(owner(), "bridge link", "conversation", { conversation: "" }, { channel: world.channel });
    expect(said?.map(({ name }) => name)).toEqual(["Maria · WhatsApp (acme-whatsapp)"]);
    await use("bridge link", { conversation: String(first?.value) });
    expect(asked).toMatchObject([{ command: { kind: "link", account: maria.account, conversation: maria.conversation }, isAdmin: true }]);
    expect(contentOf(await use("bridge link", { conversation: "typed by hand" }))).toContain("not offered any more");
  });

  test("lists and ends links", async () => {
    await open();
    await use("bridge list");
    await use("bridge unlink");
    await use("bridge unlink", { link: "acme-whatsapp-1" });
    expect(asked.map(({ command }) => command)).toEqual([
      { kind: "list" },
      { kind: "unlink", link: null },
      { kind: "unlink", link: "acme-whatsapp-1" },
    ]);
  });
});
