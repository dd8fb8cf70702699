import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTown, type Town, until } from "../support/town.ts";

const GROUP = "120363000000000000@g.us";

let town: Town;
let messages = 0;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const shown = (id: string) => town.stage.providers.ryzeapi.shown(id);
const acked = () => until(() => town.stage.slack.deliveries.all.every((one) => one.acked));

interface Linked {
  readonly id: string;
  readonly ts: string;
}

/** A message in a channel of the team's, linked with one on WhatsApp. */
async function linked(): Promise<Linked> {
  messages += 1;
  const id = `3EB0${messages}`;
  town.stage.providers.ryzeapi.message({ id, conversation: GROUP, fromMe: true });
  const ts = town.stage.slack.workspace.post(town.stage.team.ben, "C0NORTHWIND", "Hello");
  const answer = await town.api("/api/v1/messages", {
    method: "POST",
    body: { link: "northwind", message: ts, target: { id, fromMe: true } },
  });
  expect(answer.status).toBe(201);
  return { id, ts };
}

/** The link of another channel goes on as if nothing had happened. */
async function othersGoOn(id: string): Promise<void> {
  const { slack, providers, team } = town.stage;
  providers.postpress.message({ id, network: "whatsapp" });
  const ts = slack.workspace.post(team.ben, "C0CONTOSO", "Hello");
  await town.api("/api/v1/messages", { method: "POST", body: { link: "contoso", message: ts, target: { id } } });
  slack.workspace.react(team.ana, "C0CONTOSO", ts, "tada");
  await until(() => providers.postpress.shown(id)[0] === "🎉");
}

/** Ana's 🎉 is shown; Ben's ❤️ waits for the provider's limit, and surely has not left. */
async function halfway(): Promise<{ readonly settled: Linked; readonly unsent: Linked }> {
  const { slack, team, providers } = town.stage;
  const [settled, unsent] = [await linked(), await linked()];
  for (const { ts } of [settled, unsent]) slack.workspace.react(team.ana, "C0NORTHWIND", ts, "tada");
  await until(() => shown(settled.id)[0] === "🎉" && shown(unsent.id)[0] === "🎉");
  providers.ryzeapi.fail({ status: 429, headers: { "retry-after": "2" } });
  slack.workspace.react(team.ben, "C0NORTHWIND", unsent.ts, "heart");
  await until(() => providers.ryzeapi.calls.at(-1)?.status === 429);
  return { settled, unsent };
}

/** Everything that was waiting has had its turn. */
async function settle(): Promise<void> {
  const mirrors = async () => ((await town.api("/api/v1/mirrors?link=northwind&state=due")).body as { mirrors: unknown[] }).mirrors;
  await until(async () => (await mirrors()).length === 0, mirrors, 10_000);
}

describe("a channel that is shared with another organization", () => {
  const links = async () => (await town.api("/api/v1/links")).body as { links: { name: string; direction: string; paused?: string }[] };
  const northwind = async () => (await links()).links.find(({ name }) => name === "northwind");

  it("pauses its link until an admin confirms it, and is left alone from then on", async () => {
    const { slack, team } = town.stage;
    const { id, ts } = await linked();
    slack.workspace.share("C0NORTHWIND");
    slack.workspace.react(team.ana, "C0NORTHWIND", ts, "tada");
    await acked();
    expect(await northwind()).toMatchObject({ direction: "off", paused: "shared with another organization" });
    await othersGoOn("msg_shared");
    expect(shown(id)).toEqual([]);

    await town.api("/api/v1/links/northwind", { method: "PATCH", body: { direction: "both" } });
    expect(await northwind()).toEqual(expect.not.objectContaining({ paused: expect.anything() }));
    slack.workspace.react(team.ben, "C0NORTHWIND", ts, "heart");
    await until(() => shown(id)[0] === "❤️");
    slack.workspace.unreact(team.ben, "C0NORTHWIND", ts, "heart");
    await until(() => shown(id).length === 0);
    slack.workspace.share("C0NORTHWIND", false);
    await acked();
  });
});

describe.each(["the bot is removed from", "is archived"])("a channel that %s", (how) => {
  it("withdraws nothing and sends nothing that had not left, and no other link notices", async () => {
    const { slack, team, providers } = town.stage;
    const { settled, unsent } = await halfway();
    if (how === "is archived") slack.workspace.archive(team.ana, "C0NORTHWIND");
    else slack.workspace.kick(team.ana, slack.workspace.bot.user, "C0NORTHWIND");
    await acked();
    await settle();
    await othersGoOn(`msg_${how.length}`);
    expect([shown(settled.id), shown(unsent.id)]).toEqual([["🎉"], ["🎉"]]);

    // What people do there from now on is no longer told, or no longer counts.
    const calls = providers.ryzeapi.calls.length;
    const item = { type: "message", channel: "C0NORTHWIND", ts: settled.ts };
    const event_ts = `${Math.floor(Date.now() / 1_000) + 5}.000100`;
    slack.deliver({ type: "event_callback", event: { type: "reaction_removed", user: team.ana, reaction: "tada", item, event_ts } });
    await acked();
    await othersGoOn(`msg_after_${how.length}`);
    expect(shown(settled.id)).toEqual(["🎉"]);
    expect(providers.ryzeapi.calls.length).toBe(calls);
    slack.workspace.conversation("C0NORTHWIND").members.add(slack.workspace.bot.user);
  });
});

it("broke no contract on the way", () => expect(town.stage.violations()).toEqual([]));
