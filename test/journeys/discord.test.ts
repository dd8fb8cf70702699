import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonical } from "../../src/names/index.ts";
import { type DiscordStandIn, openDiscord } from "../../src/sandbox/discord/index.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";

const SAM = { id: "+15550002000", name: "Sam" };
const KIM = { id: "+15550003000", name: "Kim" };
const HELENA = { id: "351910000001@s.whatsapp.net", name: "Helena" };

type Guild = DiscordStandIn["guild"];

let town: Town;
let discord: DiscordStandIn;
let guild: Guild;
let orders: ReturnType<Guild["channel"]>;
let inbox: ReturnType<Guild["channel"]>;
let ana: ReturnType<Guild["member"]>;
beforeAll(async () => {
  discord = await openDiscord({ granted: ["MessageContent"], limitsReactions: true });
  ({ guild } = discord);
  orders = guild.channel("orders");
  inbox = guild.channel("inbox");
  ana = guild.member("Ana");
  const links = [
    {
      ...{ name: "orders", channel: `discord:${orders.id}`, account: "acme-wa-2", conversation: "chat_wa" },
      policy: { emoji: { custom: { shipit: "🚀" } } },
    },
    {
      ...{ name: "inbox", channel: `discord:${inbox.id}`, account: "acme-imessage", conversation: "*" },
      policy: { relay: { outbound: "threads" } },
    },
  ];
  town = await openTown({
    env: { DISCORD_BOT_TOKEN: discord.botToken, DISCORD_API_URL: discord.apiUrl },
    change: (file) => ({ ...file, alerts: `discord:${inbox.id}`, links }),
  });
});
afterAll(async () => {
  await town.close();
  await discord.close();
});

const shown = (content: string) => content.replace(/[\u200C\u200D]{3,}/g, "").replace(/\\([^\p{L}\p{N}\s])/gu, "$1");
const find = (channel: ReturnType<Guild["channel"]> | undefined, text: string) =>
  channel === undefined ? undefined : guild.messages(channel).find(({ content }) => shown(content) === text);

async function appears(channel: () => ReturnType<Guild["channel"]> | undefined, text: string) {
  await until(
    () => find(channel(), text) !== undefined,
    () => [...guild.channels.values()].flatMap((one) => guild.messages(one).map(({ content }) => shown(content))),
  );
  return find(channel(), text) as NonNullable<ReturnType<typeof find>>;
}

const ofOurBot = (message: Parameters<Guild["shown"]>[0]) =>
  [...guild.shown(message)].filter(([, people]) => people.includes(guild.bot.id)).map(([name]) => canonical(name));

describe("a team in Discord", () => {
  it("reads what a customer writes, reacts to it, and sees what the customer reacts", async () => {
    const { postpress } = town.stage.providers;
    const id = postpress.writes({ account: IDS.whatsapp, conversation: "chat_wa", group: "Orders", author: HELENA, text: "*Friday*?" });
    const message = await appears(() => orders, "*Friday*?");
    expect(message.author.name).toBe("Helena · WhatsApp");
    guild.react(ana, message, "👍");
    await until(
      () => postpress.shown(id).join() === "👍",
      () => postpress.shown(id),
    );
    guild.emoji("shipit");
    guild.react(ana, message, "shipit");
    await until(
      () => postpress.shown(id).join() === "🚀",
      () => postpress.shown(id),
    );
    postpress.reacts(HELENA, id, "❤️");
    await until(
      () => ofOurBot(message).join() === "❤️",
      () => ofOurBot(message),
    );
    postpress.reacts(HELENA, id, null);
    await until(() => ofOurBot(message).length === 0);
  });

  it("has a thread for each conversation of an inbox, and answers in it or below its first message", async () => {
    const { linq } = town.stage.providers;
    const other = "7d0c2f3e-54cf-4b0d-8f0c-3a5d7c2b9e11";
    linq.writes({ conversation: IDS.linqChat, author: SAM, text: "First of Sam" });
    linq.writes({ conversation: other, author: KIM, text: "First of Kim" });
    const head = await appears(() => inbox, "First of Sam");
    await appears(() => inbox, "First of Kim");
    linq.writes({ conversation: IDS.linqChat, author: SAM, text: "Second of Sam" });
    const second = await appears(() => guild.channels.get(head.id), "Second of Sam");
    expect(guild.channels.get(head.id)?.name).toBe(`${SAM.id} · iMessage`);
    const before = linq.sent.length;
    const thread = guild.channels.get(head.id);
    if (thread === undefined) throw new Error("no thread");
    guild.post(ana, "Only among us", { channel: inbox });
    guild.post(ana, `At three, says <@${ana.id}>`, { channel: thread, reference: second });
    await until(() => linq.sent.length > before);
    guild.post(ana, "And at four", { channel: inbox, reference: head });
    await until(() => linq.sent.length > before + 1);
    expect(linq.sent.slice(before).map(({ text }) => text)).toEqual(["At three, says @Ana", "And at four"]);
    await until(() => guild.dms(ana).some(({ content }) => content.startsWith("Sent ")));
    linq.reacts(SAM, linq.sent.at(-1)?.id ?? "", "❤️");
    const answer = find(inbox, "And at four");
    await until(() => answer !== undefined && ofOurBot(answer).join() === "❤️");
  });

  it("breaks no contract of Discord's, and pings nobody", () => {
    expect([discord.violations, discord.api.limitBreaches, town.stage.violations()]).toEqual([[], [], []]);
    expect(guild.pings).toEqual([]);
  });
});
