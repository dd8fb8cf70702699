import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type Bridge, read } from "../../src/main.ts";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { openBridge } from "../support/bridge.ts";
import { freePort } from "../support/free-port.ts";
import { until } from "../support/town.ts";

let stage: Stage;
let bridge: Bridge;
let folder: string;
afterEach(async () => {
  await bridge.stop();
  await stage.close();
  await rm(folder, { recursive: true });
});

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

it("remembers every message and who holds what over a restart, with Slack over HTTP", async () => {
  folder = await mkdtemp(join(tmpdir(), "reacji-restart-"));
  const port = await freePort();
  stage = await openStage({ slack: { http: { to: `http://127.0.0.1:${port}/slack/events`, signingSecret: SECRET } } });
  const { SLACK_APP_TOKEN: _, ...rest } = stage.env;
  const env = { ...rest, SLACK_SIGNING_SECRET: SECRET, PORT: String(port), DATABASE_URL: `sqlite:${join(folder, "bridge.db")}` };
  const open = () =>
    openBridge(
      read(env, (path) => (path === env.BRIDGE_CONFIG ? stage.yaml : readFileSync(path, "utf8"))),
      stage,
    );
  const { slack, providers, team } = stage;

  bridge = await open();
  providers.postpress.message({ id: "msg_1", network: "whatsapp" });
  const ts = slack.workspace.post(slack.workspace.bot.user, "C0CONTOSO", "Hello");
  await fetch(`${bridge.url}/api/v1/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${stage.adminToken}` },
    body: JSON.stringify({ link: "contoso", message: ts, target: { id: "msg_1" } }),
  });
  slack.workspace.react(team.ana, "C0CONTOSO", ts, "tada");
  await until(() => providers.postpress.shown("msg_1")[0] === "🎉");
  slack.workspace.react(team.ben, "C0CONTOSO", ts, "heart");
  await until(() => providers.postpress.shown("msg_1")[0] === "❤️");
  await bridge.stop();

  bridge = await open();
  slack.workspace.unreact(team.ben, "C0CONTOSO", ts, "heart");
  await until(
    () => providers.postpress.shown("msg_1")[0] === "🎉",
    () => providers.postpress.shown("msg_1"),
  );
  expect(stage.violations()).toEqual([]);
});
