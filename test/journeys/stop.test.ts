import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { type Started, startProcess } from "../house/process.ts";
import { freePort } from "../support/free-port.ts";
import { type OperatorsFile, until } from "../support/town.ts";

const CHANNEL = "C0NORTHWIND";
const UNDER_WAY = 50;
/** In the bridge's process, on SIGUSR2 or SIGWINCH: what no bug of ours may turn into a zombie. */
const BUGS = `
  process.on("SIGUSR2", () => { Promise.reject(new TypeError("xoxb-canary of +4915112345678")); });
  process.on("SIGWINCH", () => { throw new RangeError("xoxb-canary of +4915112345678\\n    at xoxb-canary"); });
`;

let stage: Stage;
let folder: string;
let env: Record<string, string>;
const running: Started[] = [];

beforeEach(async () => {
  stage = await openStage({ slack: { ackWithinMs: 1_000, retryAfterMs: Array(60).fill(500) as number[] } });
  folder = mkdtempSync(join(tmpdir(), "reacji-stop-"));
  const file = join(folder, "bridge.yaml");
  const { accounts, ...rest } = parse(stage.yaml) as OperatorsFile;
  const roomy = { ...accounts["acme-whatsapp"], rateLimit: { requests: 10_000, perMs: 60_000 } };
  writeFileSync(file, stringify({ ...rest, accounts: { ...accounts, "acme-whatsapp": roomy } }));
  env = { ...stage.env, BRIDGE_CONFIG: file, LOG_LEVEL: "warn", DATABASE_URL: `sqlite:${join(folder, "bridge.db")}` };
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

/** With its port: at these levels nobody says that it is ready. */
async function start(more: Readonly<Record<string, string>> = {}): Promise<Started & { readonly url: string }> {
  const port = String(await freePort());
  const started = startProcess(["start"], { env: { ...env, PORT: port, ...more } });
  running.push(started);
  const url = `http://127.0.0.1:${port}`;
  await until(() => isReady(url), started.output, 10_000);
  return { ...started, url };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

async function linked(url: string, id: string): Promise<string> {
  stage.providers.ryzeapi.message({ id, conversation: "120363000000000000@g.us", fromMe: true });
  const ts = stage.slack.workspace.post(stage.team.ben, CHANNEL, "Hello");
  expect(await admin(url, "/messages", { link: "northwind", message: ts, target: { id, fromMe: true } })).toBe(201);
  return ts;
}

async function admin(url: string, path: string, body: object = {}): Promise<number> {
  const headers = { authorization: `Bearer ${stage.adminToken}` };
  return (await fetch(`${url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) })).status;
}

describe("a stop", () => {
  it("takes at most 15 s though neither the provider nor Slack answers, and loses nothing that was accepted", async () => {
    const { slack, providers, team } = stage;
    const bridge = await start();
    const messages: string[] = [];
    for (let index = 0; index < UNDER_WAY; index += 1) messages.push(await linked(bridge.url, `3EB0${index}`));
    providers.ryzeapi.fail({ hang: true, times: 1_000 });
    for (const ts of messages) slack.workspace.react(team.ana, CHANNEL, ts, "tada");
    const calls = () => providers.ryzeapi.calls.filter(({ method }) => method === "POST").length;
    await until(() => calls() === UNDER_WAY, calls);
    // And one whose press waits for Slack to say who they are.
    slack.api.refuse("users.info", { hang: true }, 1_000);
    const last = messages[0] as string;
    slack.workspace.react(team.ben, CHANNEL, last, "heart");
    await until(() => slack.api.calls.filter((call) => call === "users.info").length >= 2);
    slack.sockets.mute();

    const beganMs = performance.now();
    bridge.child.kill("SIGTERM");
    await until(async () => !(await isReady(bridge.url)));
    const { code, signal, output } = await bridge.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(performance.now() - beganMs).toBeLessThan(15_000);
    expect(output).not.toContain('"level":50');
    expect(calls()).toBe(UNDER_WAY);

    providers.ryzeapi.mend();
    slack.api.mend();
    const again = await start();
    // The provider hung for so long that the account would be tried once in 30 s only.
    await admin(again.url, "/accounts/acme-whatsapp/resume");
    const wrong = () => messages.filter((_, index) => providers.ryzeapi.shown(`3EB0${index}`)[0] !== (index === 0 ? "❤️" : "🎉"));
    await until(() => wrong().length === 0, wrong, 10_000);
    expect(stage.violations()).toEqual([]);
  }, 45_000);

  it("ends at once at a second signal a second later", async () => {
    const bridge = await start();
    const ts = await linked(bridge.url, "3EB0");
    stage.providers.ryzeapi.fail({ hang: true, times: 10 });
    stage.slack.workspace.react(stage.team.ana, CHANNEL, ts, "tada");
    await until(() => stage.providers.ryzeapi.calls.some(({ method }) => method === "POST"));
    const beganMs = performance.now();
    bridge.child.kill("SIGTERM");
    await sleep(1_100);
    expect(bridge.child.exitCode).toBeNull();
    bridge.child.kill("SIGTERM");
    expect(await bridge.ended).toMatchObject({ code: 1, signal: null });
    expect(performance.now() - beganMs).toBeLessThan(10_000);
  }, 30_000);
});

describe("a bug that nobody catches", () => {
  it.each([
    ["a rejection", "SIGUSR2", "TypeError"],
    ["an exception", "SIGWINCH", "RangeError"],
  ] as const)("ends the process with one line that says where, and nothing more: %s", async (_, signal, name) => {
    writeFileSync(join(folder, "bugs.mjs"), BUGS);
    const bridge = await start({ NODE_OPTIONS: `--import ${pathToFileURL(join(folder, "bugs.mjs"))}`, LOG_LEVEL: "silent" });
    bridge.child.kill(signal);
    const { code, output } = await bridge.ended;
    expect(code).toBe(1);
    const lines = output.trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 60, error: name, msg: "an error that nobody expected ended the process" });
    expect(output).toContain("at process.");
    expect(output).not.toMatch(/canary|4915112345678/);
  });
});
