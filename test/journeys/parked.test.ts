import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTown, type Town, until } from "../support/town.ts";

const CHANNEL = "C0NORTHWIND";
const GROUP = "120363000000000000@g.us";
const OPS = "C0OPS";
const GONE = { status: 400, body: { success: false, error: { message: "Invalid messageId: message not found" } } };
const REASON = { kind: "gone", message: "RyzeAPI does not accept the id of the message.", requestId: null };

let town: Town;
let messages = 0;
beforeAll(async () => {
  town = await openTown({
    pace: { probeMs: 60_000, lookMs: 20, lastingMs: 50 },
    change: (file) => ({ ...file, alerts: `slack:${OPS}` }),
  });
  town.stage.slack.workspace.addChannel(OPS);
});
afterAll(() => town.close());
beforeEach(() => void town.stage.slack.workspace.ephemerals.splice(0));

interface Shown {
  readonly id: string;
  readonly target: { readonly id: string };
  readonly failure: unknown;
}
const parked = async () => (await (town.api("/api/v1/mirrors?state=parked") as Promise<{ body: { mirrors: Shown[] } }>)).body.mirrors;
const deadLetter = async (id: string) => (await parked()).find(({ target }) => target.id === id);
const told = () => town.stage.slack.workspace.ephemerals.map(({ user, text }) => [user, text]);
const alerts = () => [...town.stage.slack.workspace.conversation(OPS).messages.values()].map(({ text }) => text);

/** A message on which Ana's reaction found nothing to be set on. */
async function parkedMessage() {
  const { slack, providers, team } = town.stage;
  messages += 1;
  const id = `3EB0DEAD${messages}`;
  providers.ryzeapi.message({ id, conversation: GROUP, fromMe: true });
  providers.ryzeapi.fail(GONE);
  const ts = slack.workspace.post(team.desk, CHANNEL, "Hello");
  await town.api("/api/v1/messages", { method: "POST", body: { link: "northwind", message: ts, target: { id, fromMe: true } } });
  slack.workspace.react(team.ana, CHANNEL, ts, "tada");
  await until(async () => (await deadLetter(id)) !== undefined);
  return { id, ts, mirror: (await deadLetter(id))?.id ?? "", shown: () => providers.ryzeapi.shown(id) };
}

describe("a dead letter", () => {
  it("is listed with its reason, whoever reacted is told once, and operators are told", async () => {
    const { id, mirror } = await parkedMessage();
    expect(await deadLetter(id)).toMatchObject({ failure: REASON });
    await until(() => told().length === 1, told);
    expect(told()).toEqual([[town.stage.team.ana, expect.stringContaining("🎉 could not be shown")]]);
    await until(() => alerts().length === 1, alerts);
    expect(alerts()[0]).toContain("Reactions on one message could not be set and are parked: 1 through acme-whatsapp.");

    town.stage.providers.ryzeapi.fail(GONE);
    await town.api(`/api/v1/mirrors/${mirror}/retry`, { method: "POST" });
    const { calls } = town.stage.providers.ryzeapi;
    await until(async () => calls.length === 2 && (await deadLetter(id)) !== undefined);
    expect([told().length, alerts().length]).toEqual([1, 1]);
  });

  it("is set when it is retried by hand", async () => {
    const { id, mirror, shown } = await parkedMessage();
    expect((await town.api(`/api/v1/mirrors/${mirror}/retry`, { method: "POST" })).status).toBe(202);
    await until(() => shown()[0] === "🎉");
    await until(async () => (await deadLetter(id)) === undefined);
  });

  it("is woken by the next event", async () => {
    const { id, ts, shown } = await parkedMessage();
    town.stage.slack.workspace.react(town.stage.team.ben, CHANNEL, ts, "heart");
    await until(() => shown()[0] === "❤️");
    await until(async () => (await deadLetter(id)) === undefined);
  });
});
