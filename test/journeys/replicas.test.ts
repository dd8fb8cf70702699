import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { read } from "../../src/main.ts";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { openBridge, type WatchedBridge } from "../support/bridge.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { type OperatorsFile, until } from "../support/town.ts";

const CHANNEL = "C0NORTHWIND";
const AUTHOR = "5511888888888@s.whatsapp.net";
const NAMES = ["tada", "heart", "+1", "joy", "fire", "rocket"];
const PATIENCE_MS = 20_000;

let server: PostgresServer;
let stage: Stage;
let bridges: WatchedBridge[];
/** What a bridge is opened with. */
let open: () => Promise<WatchedBridge>;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

beforeEach(async () => {
  stage = await openStage();
  const env = { ...stage.env, DATABASE_URL: await server.database() };
  const { accounts, ...rest } = parse(stage.yaml) as OperatorsFile;
  const plenty = { rateLimit: { requests: 100_000, perMs: 60_000 } };
  const yaml = stringify({ ...rest, accounts: { ...accounts, "acme-whatsapp": { ...accounts["acme-whatsapp"], ...plenty } } });
  const config = read(env, (path) => (path === env.BRIDGE_CONFIG ? yaml : readFileSync(path, "utf8")));
  open = () => openBridge(config, stage);
  bridges = await Promise.all([open(), open()]);
});
afterEach(async () => {
  await Promise.all(bridges.map((bridge) => bridge.stop()));
  expect(stage.violations()).toEqual([]);
  await stage.close();
});

async function ask(which: number, path: string, init: { method?: string; body?: object } = {}): Promise<never> {
  const headers = { authorization: `Bearer ${stage.adminToken}`, "content-type": "application/json" };
  const { method = "GET", body } = init;
  const answer = await fetch(`${bridges[which]?.url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  expect(answer.ok, path).toBe(true);
  return (await answer.json()) as never;
}

/** A message of the channel that stands for one over there. */
async function linked(index: number): Promise<{ readonly id: string; readonly ts: string }> {
  const { ryzeapi } = stage.providers;
  const id = `3EB0${index}`;
  ryzeapi.message({ id, conversation: "120363000000000000@g.us", fromMe: false, author: AUTHOR });
  const ts = stage.slack.workspace.post(stage.team.desk, CHANNEL, "Hello");
  await ask(index % 2, "/messages", {
    method: "POST",
    body: { link: "northwind", message: ts, target: { id, fromMe: false, author: AUTHOR } },
  });
  return { id, ts };
}

const shown = (id: string) => stage.providers.ryzeapi.shown(id);

/** How many reactions a bridge has sent. */
async function sent({ metricsUrl }: WatchedBridge): Promise<number> {
  const metrics = await (await fetch(`${metricsUrl}/metrics`)).text();
  return Number(/reacji_steps_total\{provider="ryzeapi",kind="add",result="done"\} (\d+)/.exec(metrics)?.[1] ?? 0);
}

describe("two bridges on one PostgreSQL", () => {
  it("share the work: each reaction arrives, by either of them", { timeout: 60_000 }, async () => {
    const places = await Promise.all(Array.from({ length: 20 }, (_, index) => linked(index)));
    const { workspace } = stage.slack;
    for (const [round, name] of NAMES.entries()) {
      for (const { ts } of places) workspace.react(round % 2 === 0 ? stage.team.ana : stage.team.ben, CHANNEL, ts, name);
      await until(
        () => places.every(({ id }) => shown(id)[0] !== undefined),
        () => places.map(({ id }) => shown(id)),
        PATIENCE_MS,
      );
    }
    await until(
      () => places.every(({ id }) => shown(id)[0] === "🚀"),
      () => places.map(({ id }) => shown(id)),
      PATIENCE_MS,
    );
    const shares = await Promise.all(bridges.map(sent));
    expect(Math.min(...shares)).toBeGreaterThan(0);
    // A mirror that is called at this moment waits for quiet: some of what was pressed was folded.
    expect(shares.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(places.length * NAMES.length);
  });

  it("follow what is said of a link at one of them, and tell each person once", async () => {
    const { id, ts } = await linked(1);
    const { workspace } = stage.slack;
    const directions = async (which: number) => {
      const { links } = (await ask(which, "/links")) as { links: { name: string; direction: string }[] };
      return links.find(({ name }) => name === "northwind")?.direction;
    };
    await ask(0, "/links/northwind", { method: "PATCH", body: { direction: "off" } });
    await until(async () => (await directions(1)) === "off");
    const held = async () => ((await ask(1, "/mirrors")) as { mirrors: { held: unknown[] }[] }).mirrors[0]?.held.length;
    for (const user of [stage.team.ana, stage.team.desk]) workspace.react(user, CHANNEL, ts, "tada");
    await until(async () => (await held()) === 2);
    await ask(1, "/links/northwind", { method: "PATCH", body: { direction: null } });
    await until(async () => (await directions(0)) === "both");
    // What was pressed while it was off, at whichever of the two, stays inside.
    workspace.react(stage.team.ben, CHANNEL, ts, "heart");
    await until(
      () => shown(id)[0] === "❤️",
      () => shown(id),
      PATIENCE_MS,
    );
    workspace.addEmoji("partyparrot", "https://emoji.test/parrot.png");
    workspace.react(stage.team.ana, CHANNEL, ts, "partyparrot");
    // Beside the receipt of Ben's first.
    const ofAna = () => workspace.ephemerals.filter(({ user }) => user === stage.team.ana);
    await until(() => ofAna().length === 1, ofAna, PATIENCE_MS);
  });

  it("go on while one of them stops and another starts", { timeout: 60_000 }, async () => {
    const { id, ts } = await linked(1);
    const { workspace } = stage.slack;
    for (const [round, name] of NAMES.entries()) {
      const stopping = round % 2 === 0 ? bridges.shift()?.stop() : open().then((bridge) => void bridges.push(bridge));
      workspace.react(stage.team.ana, CHANNEL, ts, name);
      await Promise.all([
        stopping,
        until(
          () => shown(id)[0] !== undefined,
          () => shown(id),
          PATIENCE_MS,
        ),
      ]);
    }
    await until(
      () => shown(id)[0] === "🚀",
      () => shown(id),
      PATIENCE_MS,
    );
  });
});
