import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromSlackName } from "../../src/names/index.ts";
import { IDS } from "../../src/sandbox/stage.ts";
import { openTown, type Town, until } from "../support/town.ts";

const HELENA = { id: "351910000001@s.whatsapp.net", name: "Helena" };

/** Two channels for one conversation of Contoso's, mirrored with each other, and two of the team's own. */
let town: Town;
beforeAll(async () => {
  town = await openTown({
    change: ({ links, ...file }) => ({
      ...file,
      links: [
        ...links,
        { name: "contoso-second", channel: "slack:C0SECOND", account: "acme-wa-2", conversation: "chat_wa" },
        { name: "copies", channel: "slack:C0CONTOSO", mirrorTo: "slack:C0SECOND" },
        { name: "internal", channel: "slack:C0TEAM", mirrorTo: "slack:C0OTHERTEAM" },
      ],
    }),
  });
  for (const channel of ["C0SECOND", "C0TEAM", "C0OTHERTEAM"]) town.stage.slack.workspace.addChannel(channel);
});
afterAll(() => town.close());

const reactions = (channel: string, ts: string) => {
  const { workspace } = town.stage.slack;
  return [...(workspace.conversation(channel).messages.get(ts)?.reactions ?? [])]
    .filter(([, people]) => people.includes(workspace.bot.user))
    .map(([name]) => fromSlackName(name))
    .toSorted();
};
const post = (body: unknown) => town.api("/api/v1/messages", { method: "POST", body });

async function comesToShow(channel: string, ts: string, emoji: readonly string[]): Promise<void> {
  const seen = () => reactions(channel, ts);
  await until(() => JSON.stringify(seen()) === JSON.stringify([...emoji].toSorted()), seen);
}

describe("two messages that are said to be copies", () => {
  it("show each other's people, by the bot's own reactions, which count nowhere", async () => {
    const { slack, team } = town.stage;
    const one = slack.workspace.post(team.ben, "C0TEAM", "Lunch?");
    const other = slack.workspace.post(team.ben, "C0OTHERTEAM", "Lunch?");
    const paired = await post({ link: "internal", message: one, target: { id: other } });
    expect(paired).toEqual({ status: 201, body: { mirror: expect.any(String) } });
    expect(await post({ link: "internal", message: one, target: { id: other } })).toEqual({ ...paired, status: 200 });
    expect((await post({ link: "internal", message: one, target: { id: "1718031112.000200" } })).status).toBe(409);
    expect((await post({ link: "internal", message: one, target: { id: "yesterday" } })).status).toBe(422);
    slack.workspace.react(team.ana, "C0TEAM", one, "tada");
    await comesToShow("C0OTHERTEAM", other, ["🎉"]);
    slack.workspace.react(team.ben, "C0OTHERTEAM", other, "tada");
    await comesToShow("C0TEAM", one, ["🎉"]);
    slack.workspace.unreact(team.ana, "C0TEAM", one, "tada");
    await comesToShow("C0OTHERTEAM", other, []);
    slack.workspace.unreact(team.ben, "C0OTHERTEAM", other, "tada");
    await comesToShow("C0TEAM", one, []);
    expect(reactions("C0OTHERTEAM", other)).toEqual([]);
  });

  it("are listed with the channel that they are mirrored to", async () => {
    const { body } = await town.api("/api/v1/links");
    expect((body as { links: unknown[] }).links).toContainEqual({
      ...{ name: "internal", channel: "slack:C0TEAM", account: null, conversation: null, mirrorTo: "slack:C0OTHERTEAM" },
      ...{ direction: "both", source: "config" },
    });
  });
});

describe("what a customer writes into two mirrored channels", () => {
  it("carries the people of both to the customer, the customer to both, and the people of each to the other", async () => {
    const { slack, team, providers } = town.stage;
    const id = providers.postpress.writes({
      ...{ account: IDS.whatsapp, conversation: "chat_wa", group: "Contoso orders", author: HELENA, text: "Any news?" },
    });
    const find = (channel: string) => [...slack.workspace.conversation(channel).messages.values()].find(({ text }) => text === "Any news?");
    await until(() => find("C0CONTOSO") !== undefined && find("C0SECOND") !== undefined);
    const [one = "", other = ""] = [find("C0CONTOSO")?.ts, find("C0SECOND")?.ts];
    slack.workspace.react(team.ana, "C0CONTOSO", one, "tada");
    await comesToShow("C0SECOND", other, ["🎉"]);
    await until(() => providers.postpress.shown(id)[0] === "🎉");
    slack.workspace.react(team.ben, "C0SECOND", other, "heart");
    await comesToShow("C0CONTOSO", one, ["❤️"]);
    await until(() => providers.postpress.shown(id)[0] === "❤️");
    providers.postpress.reacts(HELENA, id, "👍");
    await comesToShow("C0CONTOSO", one, ["❤️", "👍"]);
    await comesToShow("C0SECOND", other, ["🎉", "👍"]);
    expect(town.stage.violations()).toEqual([]);
  });
});
