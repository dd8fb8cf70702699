import { readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { type Bridge, read } from "../../src/main.ts";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { openBridge } from "../support/bridge.ts";
import { until } from "../support/town.ts";

let stage: Stage;
let bridge: Bridge;
afterEach(async () => {
  await bridge.stop();
  await stage.close();
});

const open = (env: Readonly<Record<string, string>>) =>
  openBridge(
    read(env, (path) => (path === env["BRIDGE_CONFIG"] ? stage.yaml : readFileSync(path, "utf8"))),
    stage,
  );
const readyz = async () => {
  const answer = await fetch(`${bridge.url}/readyz`);
  return { status: answer.status, ...((await answer.json()) as { ready: boolean; waiting: string[] }) };
};

it("waits for a new token when Slack refuses the old one, and puts everything right once it has it", async () => {
  stage = await openStage({ slack: { ackWithinMs: 200, retryAfterMs: [50, 50, 50] } });
  const { slack, providers, team } = stage;
  const shown = (id: string) => providers.ryzeapi.shown(id);
  bridge = await open(stage.env);
  const linked = async (id: string): Promise<string> => {
    providers.ryzeapi.message({ id, conversation: "120363000000000000@g.us", fromMe: true });
    const ts = slack.workspace.post(team.ben, "C0NORTHWIND", "Hello");
    await fetch(`${bridge.url}/api/v1/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.adminToken}` },
      body: JSON.stringify({ link: "northwind", message: ts, target: { id, fromMe: true } }),
    });
    return ts;
  };
  const [before, during] = [await linked("3EB0A"), await linked("3EB0B")];
  slack.workspace.react(team.ana, "C0NORTHWIND", before, "tada");
  await until(() => shown("3EB0A")[0] === "🎉");

  const token = slack.api.revoke("bot", "token_expired");
  slack.workspace.react(team.ben, "C0NORTHWIND", during, "heart");
  await until(async () => (await readyz()).status === 503);
  expect(await readyz()).toEqual({ status: 503, ready: false, waiting: ["slack"] });
  expect((await fetch(`${bridge.url}/healthz`)).status).toBe(200);
  // Slack has given up on it, and the customer sees what was there.
  await until(() => slack.deliveries.all.every(({ acked, lost }) => acked || lost));
  expect([shown("3EB0A"), shown("3EB0B")]).toEqual([["🎉"], []]);

  await bridge.stop();
  bridge = await open({ ...stage.env, SLACK_BOT_TOKEN: token });
  expect((await readyz()).status).toBe(200);
  await until(() => shown("3EB0B")[0] === "❤️");
  expect(shown("3EB0A")).toEqual(["🎉"]);
  expect(stage.violations()).toEqual([]);
});
