import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { denied, NO_POSTS, NOT_YOURS, nowhere, outcome, TURN_ON } from "../../src/flow/commands/sentences.ts";
import { NO_ADDRESS, unknown } from "../../src/platforms/discord/commands/sentences.ts";
import type { Seen } from "../../src/sandbox/discord/interactions.ts";
import type { Message, Person } from "../../src/sandbox/discord/state.ts";
import type { DiscordSide } from "../../src/sandbox/guild.ts";
import { postPressError } from "../../src/sandbox/providers/postpress-errors.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { type OperatorsFile, openTown, type Town, until } from "../support/town.ts";

const HELENA = { id: "351910000001@s.whatsapp.net", name: "Helena" };
const JONAS = { id: "ACoAAJonas", name: "Jonas" };
const IMMEDIATE = 4;
const ALL = Number.POSITIVE_INFINITY;

let town: Town;
let discord: DiscordSide;
beforeAll(async () => {
  const policies: Readonly<Record<string, object>> = {
    "fabrikam-discord": { who: { allow: ["role:Leads"], deny: ["bots"] } },
    "contoso-discord": { emoji: { deny: ["eyes"] } },
  };
  town = await openTown({
    discord: {},
    change: ({ links, ...file }: OperatorsFile) => ({
      ...file,
      links: links.map((link) => ({ ...link, ...(policies[link.name] && { policy: policies[link.name] }) })),
    }),
  });
  if (town.stage.discord === null) throw new Error("the team is not in Discord");
  discord = town.stage.discord;
});
afterAll(() => town.close());

/** A customer writes, and it appears in Discord, where it can be reacted to. */
async function writes(link: "contoso" | "fabrikam", text: string): Promise<{ readonly id: string; readonly message: Message }> {
  const { postpress } = town.stage.providers;
  const [account, author, conversation] = link === "contoso" ? [IDS.whatsapp, HELENA, "chat_wa"] : [IDS.linkedin, JONAS, "chat_li"];
  const id = postpress.writes({ account, conversation, author, text });
  const found = () => discord.find(link, text);
  await until(async () => JSON.stringify((await town.api(`/api/v1/mirrors?link=${link}-discord`)).body).includes(`"${found()?.id}"`));
  return { id, message: found() as Message };
}

const linkTo = ({ id, channelId }: Pick<Message, "id" | "channelId">) =>
  `https://discord.com/channels/${discord.guild.id}/${channelId}/${id}`;

function use(words: string, given: Readonly<Record<string, string>> = {}, link = "contoso", person: Person = discord.team.eli) {
  return discord.use.slash(person, words, given, { channel: discord.channelOf(link) });
}

const textOf = ({ message }: Seen) => discord.read(message?.content ?? "");
const aged = (text: string) => text.replace(/the message (?:in|from) .+? \([^)]* old\)/, "MESSAGE");

/** What somebody reads at once, and nobody else does: Discord takes an answer for 3 s, and this is not a word that one is to come. */
function answered(seen: Seen): string {
  const { kind, ephemeral, interaction } = seen;
  const first = discord.api.calls.find(({ path }) => path.includes(`/interactions/${interaction.id}/`));
  expect({ kind, ephemeral, body: first?.body }).toMatchObject({ kind: "message", ephemeral: true, body: { type: IMMEDIATE } });
  return aged(textOf(seen));
}

describe("what cannot be done is answered within 3 s, to whoever asked, with what would work", () => {
  it("a wrong emoji", async () => {
    const { id } = await writes("contoso", "First");
    expect(answered(await use("react", { emoji: "thumbsupp" }))).toBe(unknown("thumbsupp", ":thumbsup:"));
    const odd = answered(await use("react", { emoji: "@everyone" }));
    expect(odd).toContain("“@everyone” is no emoji that is known here.");
    expect(town.stage.providers.postpress.shown(id)).toEqual([]);
  });

  it("an emoji that the channel keeps for the team, one that means nothing over there, and what is switched off", async () => {
    const { id } = await writes("contoso", "Second");
    const others = (text: string) => [...(text.split("These would go out: ")[1]?.split(" ") ?? [])];
    const inside = answered(await use("react", { emoji: "👀" }));
    expect(inside).toBe(denied("emoji", "👀", "WhatsApp", false, others(inside), null, TURN_ON.discord));
    expect(others(inside)).toContain("👍");
    discord.guild.emoji("shipit");
    const custom = answered(await use("react", { emoji: "<:shipit:123456789012345678>" }));
    expect(custom).toBe(denied("unmapped", ":shipit:", "WhatsApp", false, others(custom), null, TURN_ON.discord));
    answered(await use("reactions off", {}, "contoso", discord.team.cleo));
    const off = answered(await use("react", { emoji: "👍" }));
    expect(off).toBe(denied("direction", "👍", "WhatsApp", false, [], null, TURN_ON.discord));
    expect(off).toContain("/reactions on switches them on");
    answered(await use("reactions on", {}, "contoso", discord.team.cleo));
    expect(town.stage.providers.postpress.shown(id)).toEqual([]);
  });

  it("a link that is none, one of a message that stands for nothing, and a channel that is not linked", async () => {
    const ours = discord.guild.post(discord.team.eli, "Only among us", { channel: discord.channelOf("contoso") });
    expect(answered(await use("react", { emoji: "👍", message: "that one" }))).toBe(NO_ADDRESS);
    expect(answered(await use("react", { emoji: "👍", message: linkTo(ours) }))).toBe(nowhere("unlinked-message"));
    expect(answered(await use("react", { emoji: "👍", message: linkTo({ ...ours, id: discord.guild.id }) }))).toBe(
      nowhere("unlinked-message"),
    );
    expect(answered(await use("react", { emoji: "👍" }, "wingtip"))).toBe(nowhere("unlinked-channel"));
    expect(answered(await use("react", { emoji: "👍" }, "gram"))).toBe(nowhere("nothing-yet"));
    expect(answered(await use("react", { emoji: "👍", message: "https://example.com/a-post" }, "wingtip"))).toBe(NO_POSTS);
  });

  it("a message of another channel", async () => {
    const { id, message } = await writes("contoso", "Third");
    expect(answered(await use("react", { emoji: "👍", message: linkTo(message) }, "litware"))).toBe(nowhere("other-channel"));
    expect(town.stage.providers.postpress.shown(id)).toEqual([]);
  });

  it("no permission: neither to speak to the customer, nor to link a channel", async () => {
    const { id } = await writes("fabrikam", "Fourth");
    expect(answered(await use("react", { emoji: "👍" }, "fabrikam"))).toBe(
      denied("who", "👍", "LinkedIn", false, [], null, TURN_ON.discord),
    );
    expect(answered(await use("reactions clear", {}, "fabrikam"))).toBe(NOT_YOURS);
    expect(answered(await use("reactions off", {}, "fabrikam"))).toBe(NOT_YOURS);
    await expect(async () => use("bridge list")).rejects.toThrow("not offered");
    expect(town.stage.providers.postpress.shown(id)).toEqual([]);
    expect(answered(await use("react", { emoji: "👍" }, "fabrikam", discord.team.cleo))).toBe("👍 is on MESSAGE.");
  });

  it("a provider that is down: it waits, and the answer is another once it has arrived", async () => {
    const { postpress } = town.stage.providers;
    const { id } = await writes("contoso", "Fifth");
    postpress.fail({ ...postPressError(503, "service_unavailable"), times: ALL });
    const seen = await use("react", { emoji: "🎉" });
    expect(answered(seen)).toBe(outcome({ kind: "pending", why: "unreached" }, "🎉", "MESSAGE", "WhatsApp", true));
    postpress.mend();
    await until(() => postpress.shown(id).join() === "🎉");
    await until(
      () => aged(textOf(seen)) === "🎉 is on MESSAGE.",
      () => textOf(seen),
      10_000,
    );
  });

  it("an account that is paused: it waits for the account", async () => {
    const { postpress } = town.stage.providers;
    const { id } = await writes("contoso", "Sixth");
    postpress.fail({ ...postPressError(401, "disconnected_account"), on: "any", times: ALL });
    expect(answered(await use("react", { emoji: "🎉" }))).toBe(
      outcome({ kind: "pending", why: "paused" }, "🎉", "MESSAGE", "WhatsApp", true),
    );
    expect(answered(await use("reactions status"))).toContain("The account is paused: The account is disconnected from its network");
    postpress.mend();
    expect((await town.api("/api/v1/accounts/acme-wa-2/resume", { method: "POST" })).status).toBe(202);
    await until(() => postpress.shown(id).join() === "🎉");
  });

  it("while somebody types, offers as what an emoji goes out, once the network has refused it", async () => {
    const { id } = await writes("fabrikam", "We signed!");
    const channel = discord.channelOf("fabrikam");
    const offered = async () =>
      (await discord.use.complete(discord.team.cleo, "react", "emoji", { emoji: "tada" }, { channel }))?.[0]?.name;
    expect(await offered()).toBe("🎉 tada");
    expect(answered(await use("react", { emoji: "🎉" }, "fabrikam", discord.team.cleo))).toBe("🎉 went out as 👏, on MESSAGE.");
    expect(town.stage.providers.postpress.shown(id)).toEqual(["👏"]);
    expect(await offered()).toBe("🎉 tada → 👏");
  });

  it("and breaks no contract, and pings nobody", () => {
    expect(town.stage.violations()).toEqual([]);
    expect(discord.guild.pings).toEqual([]);
  });
});
