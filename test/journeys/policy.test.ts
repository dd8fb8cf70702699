import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DiscordStandIn, openDiscord } from "../../src/sandbox/discord/index.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";

const hour = new Date().getUTCHours();
const at = (hours: number) => `${String((hour + hours + 24) % 24).padStart(2, "0")}:00`;
/** Quiet now, and for an hour at least. */
const QUIET = { from: at(-2), to: at(2), timeZone: "UTC" };

/** A policy for each key, under the name of its link. `team`: whose reactions leave where not everybody's do. */
const POLICIES = (team: string): Readonly<Record<string, object>> => ({
  plain: {},
  deny: { emoji: { deny: ["eyes"] } },
  allow: { emoji: { allow: ["👍", "❤️"] } },
  custom: { emoji: { custom: { shipit: "🚀", "🎉": "👏" } } },
  confirm: { emoji: { confirm: ["-1"] } },
  first: { conflict: "first" },
  most: { conflict: "most" },
  who: { who: { allow: [team], deny: [] } },
  grace: { graceMs: 400 },
  quiet: { quietHours: QUIET },
  dry: { dryRun: true },
  off: { direction: "off" },
  inbound: { direction: "inbound" },
  silent: { notify: "off" },
  stale: { staleAfter: "1h" },
  exact: { emoji: { standIns: false } },
});
type Key =
  | "plain"
  | "deny"
  | "allow"
  | "custom"
  | "confirm"
  | "first"
  | "most"
  | "who"
  | "grace"
  | "quiet"
  | "dry"
  | "off"
  | "inbound"
  | "silent"
  | "stale"
  | "exact";
/** Few, so that some go out as others. */
const TAPBACKS = ["👍", "❤️", "😂", "👎", "‼️", "❓"];
const BY_IMESSAGE: ReadonlySet<string> = new Set(["exact"]);

/** The customer's message: what our account shows on it, and everything that reached the provider about it. */
interface Counterpart {
  readonly id: string;
  shown(): string;
  sent(): readonly string[];
}

/** A message of a team's channel, and what its people do there. Names are Slack's. */
interface Posted extends Counterpart {
  react(person: "ana" | "ben", emoji: string): void;
  unreact(person: "ana" | "ben", emoji: string): void;
  /** What Ana was told, in whatever way. */
  told(): readonly string[];
  /** Ana presses a button below the last that she was told. */
  press(label: string): Promise<unknown>;
}

let town: Town;
let discord: DiscordStandIn;
const people: Record<string, ReturnType<DiscordStandIn["guild"]["member"]>> = {};
const channels: Record<string, ReturnType<DiscordStandIn["guild"]["channel"]>> = {};
const UNICODE: Readonly<Record<string, string>> = {
  "+1": "👍",
  heart: "❤️",
  tada: "🎉",
  eyes: "👀",
  "-1": "👎",
  rolling_on_the_floor_laughing: "🤣",
  joy: "😂",
};
/** By platform, a message on which Ana pressed 👍 two hours ago. */
const late: Record<string, Posted> = {};
let messages = 0;
/** At first the platforms live two hours ago. */
let behindMs = 2 * 3_600_000;
const now = () => Date.now() - behindMs;

beforeAll(async () => {
  discord = await openDiscord({ limitsReactions: true, now });
  const { guild } = discord;
  const sales = guild.role("sales");
  people["ana"] = guild.member("Ana", { roles: [sales] });
  people["ben"] = guild.member("Ben");
  guild.emoji("shipit");
  const through = (key: string) =>
    BY_IMESSAGE.has(key) ? { account: "acme-imessage", conversation: IDS.linqChat } : { account: "acme-whatsapp", conversation: IDS.group };
  const inDiscord = Object.entries(POLICIES("role:sales")).map(([key, policy]) => {
    const channel = guild.channel(key);
    channels[key] = channel;
    return { name: `discord-${key}`, channel: `discord:${channel.id}`, ...through(key), policy };
  });
  const inSlack = Object.entries(POLICIES("U0ANA")).map(([key, policy]) => ({
    ...{ name: `slack-${key}`, channel: `slack:C0${key.toUpperCase()}`, ...through(key), policy },
  }));
  town = await openTown({
    env: { DISCORD_BOT_TOKEN: discord.botToken, DISCORD_API_URL: discord.apiUrl },
    slack: { now },
    pace: { probeMs: 60_000, lookMs: 30, lastingMs: 60_000 },
    change: ({ accounts, ...file }) => ({
      ...{ ...file, links: [...inSlack, ...inDiscord] },
      accounts: { ...accounts, "acme-imessage": { ...accounts["acme-imessage"], reactions: { allowed: TAPBACKS } } },
    }),
  });
  const { slack } = town.stage;
  for (const { channel } of inSlack) slack.workspace.addChannel(channel.slice("slack:".length));
  slack.workspace.addEmoji("shipit", "https://emoji.test/shipit.png");
  late["Slack"] = await lateOnSlack();
  late["Discord"] = await lateOnDiscord();
});
afterAll(async () => {
  await town.close();
  await discord.close();
});

/** Slack tells of it only now. */
async function lateOnSlack(): Promise<Posted> {
  const posted = await onSlack("stale");
  posted.react("ana", "+1");
  return posted;
}

/** Our app saw nothing of it: Discord tells no time of a press, but of a message. */
function lateOnDiscord(): Promise<Posted> {
  const { guild } = discord;
  return onDiscord("stale", ({ channel, message, ana }) => {
    behindMs = 0;
    guild.overwrite(channel, guild.bot, { deny: ["ViewChannel"] });
    guild.react(ana, message, "👍");
    guild.overwrite(channel, guild.bot, {});
  });
}

async function onSlack(key: Key): Promise<Posted> {
  const { slack, team } = town.stage;
  const channel = `C0${key.toUpperCase()}`;
  const ts = slack.workspace.post(slack.workspace.bot.user, channel, "Hello");
  const counterpart = await linked("slack", key, ts);
  const own = () => slack.workspace.ephemerals.filter((one) => one.channel === channel && one.user === team.ana);
  return {
    ...counterpart,
    react: (person, emoji) => slack.workspace.react(team[person], channel, ts, emoji),
    unreact: (person, emoji) => slack.workspace.unreact(team[person], channel, ts, emoji),
    told: () => own().map(({ text }) => text),
    async press(label) {
      const [last] = own().slice(-1);
      if (last !== undefined) await slack.workspace.press(last, label);
    },
  };
}

interface PostedInDiscord {
  readonly channel: ReturnType<DiscordStandIn["guild"]["channel"]>;
  readonly message: ReturnType<DiscordStandIn["guild"]["post"]>;
  readonly ana: ReturnType<DiscordStandIn["guild"]["member"]>;
}

/** `before`: done with the message before it is linked. */
async function onDiscord(key: Key, before = (_: PostedInDiscord) => {}): Promise<Posted> {
  const { guild, use } = discord;
  const [ana, channel] = [people["ana"], channels[key]];
  if (ana === undefined || channel === undefined) throw new Error("nobody is there");
  const message = guild.post(guild.bot, "Hello", { channel });
  before({ channel, message, ana });
  const counterpart = await linked("discord", key, message.id);
  const person = (who: string) => people[who] ?? ana;
  const name = (emoji: string) => UNICODE[emoji] ?? emoji;
  const own = () => guild.dms(ana).filter(({ content }) => content.includes(message.id) || !content.includes("discord.com"));
  const toldBefore = guild.dms(ana).length;
  return {
    ...counterpart,
    react: (who, emoji) => guild.react(person(who), message, name(emoji)),
    unreact: (who, emoji) => guild.unreact(person(who), message, name(emoji)),
    told: () =>
      guild
        .dms(ana)
        .slice(toldBefore)
        .map(({ content }) => content.replace(/\\(?=[^\p{L}\p{N}\s])/gu, "").replace(/[\u200C\u200D]{3,}/g, "")),
    async press(label) {
      const [last] = own().slice(-1);
      if (last !== undefined) await use.press(ana, last, label);
    },
  };
}

async function linked(platform: "slack" | "discord", key: Key, message: string): Promise<Counterpart> {
  messages += 1;
  const { ryzeapi, linq } = town.stage.providers;
  const byIMessage = BY_IMESSAGE.has(key);
  const id = byIMessage ? `e230c922-3e96-4376-9332-67b644d1${1_000 + messages}` : `3EB0POLICY${100 + messages}`;
  if (byIMessage) linq.message({ id, conversation: IDS.linqChat, parts: 1 });
  else ryzeapi.message({ id, conversation: IDS.group, fromMe: true });
  const body = { link: `${platform}-${key}`, message, target: byIMessage ? { id, part: 0 } : { id, fromMe: true } };
  expect((await town.api("/api/v1/messages", { method: "POST", body })).status).toBe(201);
  const calls = () => (byIMessage ? linq.calls.map(({ path, body }) => ({ path, body })) : ryzeapi.calls.map(({ body }) => ({ body })));
  return {
    id,
    shown: () => (byIMessage ? linq.shown(id, { part: 0 }) : ryzeapi.shown(id)).join(),
    sent: () =>
      calls()
        .map((call) => JSON.stringify(call))
        .filter((call) => call.includes(id)),
  };
}

const shows = (posted: Posted, emoji: string) =>
  until(
    () => posted.shown() === emoji,
    () => [posted.shown(), posted.told()],
  );
const tells = (posted: Posted, text: string) =>
  until(
    () => posted.told().some((one) => one.includes(text)),
    () => posted.told(),
  );
/** So many presses are held, and the bridge has nothing left to do about them: a message that was served just now waits for its next turn. */
async function settles({ id }: Posted, held: number): Promise<void> {
  interface Listed {
    readonly mirrors: readonly { readonly target: { readonly id: string }; readonly held: readonly unknown[] }[];
  }
  const mirror = async () => {
    const { mirrors }: Listed = (await town.api("/api/v1/mirrors?state=settled")).body;
    return mirrors.find(({ target }) => target.id === id);
  };
  await until(
    async () => (await mirror())?.held.length === held,
    () => id,
  );
}

describe.each([
  ["Slack", onSlack],
  ["Discord", onDiscord],
] as const)("over a link of %s", (platform, on) => {
  it("what is denied stays inside, and what is not leaves", async () => {
    const posted = await on("deny");
    posted.react("ana", "eyes");
    posted.react("ben", "heart");
    await shows(posted, "❤️");
    expect(posted.sent().join()).not.toContain("👀");
  });

  it("only what is listed leaves", async () => {
    const posted = await on("allow");
    posted.react("ana", "tada");
    posted.react("ben", "+1");
    await shows(posted, "👍");
    expect(posted.sent()).toHaveLength(1);
  });

  it("an emoji goes out as what the policy says, a custom one too", async () => {
    const posted = await on("custom");
    posted.react("ana", "shipit");
    await shows(posted, "🚀");
    posted.react("ana", "tada");
    await shows(posted, "👏");
    await tells(posted, "Your 🎉 went out as 👏");
  });

  it("a delicate emoji leaves when whoever pressed it says so, and stays inside when they do not", async () => {
    const [kept, posted] = [await on("confirm"), await on("confirm")];
    kept.react("ana", "-1");
    await tells(kept, "👎 stays inside for now");
    await kept.press("Keep inside");
    await tells(kept, "It stays inside");
    posted.react("ana", "-1");
    await tells(posted, "👎 stays inside for now");
    expect([kept.sent(), posted.sent()]).toEqual([[], []]);
    await posted.press("Send");
    await shows(posted, "👎");
    expect(kept.sent()).toEqual([]);
  });

  it("the first press stays where the policy says so", async () => {
    const posted = await on("first");
    posted.react("ana", "+1");
    await shows(posted, "👍");
    posted.react("ben", "heart");
    await settles(posted, 2);
    expect([posted.shown(), posted.sent().length]).toEqual(["👍", 1]);
    posted.unreact("ana", "+1");
    await shows(posted, "❤️");
  });

  it("what most people hold stays where the policy says so, though something else is newer", async () => {
    const posted = await on("most");
    for (const person of ["ana", "ben"] as const) posted.react(person, "heart");
    await shows(posted, "❤️");
    posted.react("ana", "+1");
    await settles(posted, 3);
    expect([posted.shown(), posted.sent().length]).toEqual(["❤️", 1]);
    posted.unreact("ben", "heart");
    await shows(posted, "👍");
  });

  it("whoever may not speak changes nothing", async () => {
    const posted = await on("who");
    posted.react("ben", "heart");
    posted.react("ana", "+1");
    await shows(posted, "👍");
    posted.unreact("ben", "heart");
    posted.unreact("ana", "+1");
    await shows(posted, "");
    expect(posted.sent().join()).not.toContain("❤");
  });

  it("what is undone at once never leaves", async () => {
    const posted = await on("grace");
    posted.react("ana", "+1");
    posted.unreact("ana", "+1");
    posted.react("ben", "heart");
    await shows(posted, "❤️");
    expect(posted.sent().join()).not.toContain("👍");
  });

  it("in quiet hours nothing leaves, and whoever pressed is told when it will", async () => {
    const posted = await on("quiet");
    posted.react("ana", "+1");
    await tells(posted, `It goes at ${QUIET.to} there`);
    await posted.press("Undo");
    await tells(posted, "👍 is taken back");
    expect(posted.sent()).toEqual([]);
  });

  it("nothing leaves of a rehearsal, nor over a link that is off or only brings in", async () => {
    const posted = await Promise.all((["dry", "off", "inbound"] as const).map((key) => on(key)));
    for (const one of posted) one.react("ana", "+1");
    const last = await on("plain");
    last.react("ben", "heart");
    await shows(last, "❤️");
    for (const one of posted) expect(one.sent()).toEqual([]);
  });

  it("a receipt comes with the first reaction, and its Undo takes it off at the customer's", async () => {
    const posted = await on("plain");
    posted.react("ana", "+1");
    await shows(posted, "👍");
    await tells(posted, "The customer now sees your 👍");
    await posted.press("Undo");
    await shows(posted, "");
    posted.unreact("ana", "+1");
    posted.react("ana", "+1");
    await shows(posted, "👍");
  });

  it("what reaches the bridge too late stays inside, and does not come up when what is newer goes", async () => {
    const posted = late[platform] as Posted;
    await settles(posted, 1);
    posted.react("ben", "heart");
    await shows(posted, "❤️");
    posted.unreact("ben", "heart");
    await shows(posted, "");
    expect(posted.sent().join()).not.toContain("👍");
  });

  it("nothing goes out as something else where no stand-ins are wanted", async () => {
    const posted = await on("exact");
    posted.react("ana", "rolling_on_the_floor_laughing");
    await tells(posted, "Your 🤣 stayed inside");
    posted.react("ben", "joy");
    await shows(posted, "😂");
    expect(posted.sent()).toHaveLength(1);
  });

  it("nobody is told anything where nobody is to be", async () => {
    const posted = await on("silent");
    posted.react("ana", "+1");
    await shows(posted, "👍");
    const last = await on("custom");
    last.react("ana", "tada");
    await tells(last, "Your 🎉 went out as 👏");
    expect(posted.told().filter((one) => one.includes("👍"))).toEqual([]);
  });
});

it("broke no contract on the way", () => expect([town.stage.violations(), discord.violations]).toEqual([[], []]));
