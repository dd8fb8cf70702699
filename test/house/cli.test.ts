import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { ROOT, runProcess, type Started, startProcess } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "reacji-cli-"));
const file = join(folder, "bridge.yaml");
const running: Started[] = [];
let stage: Stage;
let env: Record<string, string>;

beforeAll(async () => {
  stage = await openStage();
  writeFileSync(file, stage.yaml);
  env = { ...stage.env, BRIDGE_CONFIG: file, LOG_LEVEL: "trace" };
});
afterEach(() => {
  for (const one of running.splice(0)) one.child.kill("SIGKILL");
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(): Started {
  const started = startProcess(["start"], { env });
  running.push(started);
  return started;
}

describe("reacji-bridge check", () => {
  it("says that a sound configuration is sound, and that every account and platform lets it in", async () => {
    const { code, output } = await runProcess(["check"], { env });
    const { postpress, linq, connectsafely, ryzeapi } = stage.providers;
    expect(output.split("\n")).toEqual([
      "The configuration is sound.",
      `✓ acme-whatsapp: ryzeapi lets it in at ${ryzeapi.url}`,
      `✓ acme-wa-2: postpress lets it in at ${postpress.url}`,
      `✓ acme-linkedin: postpress lets it in at ${postpress.url}`,
      `✓ acme-instagram: postpress lets it in at ${postpress.url}`,
      `✓ dana-linkedin: connectsafely lets it in at ${connectsafely.url}`,
      `✓ acme-imessage: linq lets it in at ${linq.url}`,
      "✓ Slack: takes the tokens, and they may do what the bridge needs",
      "Everything answers.",
      "",
    ]);
    expect(code).toBe(0);
    expect(stage.violations()).toEqual([]);
  });

  it("says which webhooks are not registered, registers them, and shows the one secret that is made for it", async () => {
    const { postpress, linq, ryzeapi } = stage.providers;
    const url = "http://127.0.0.1:3999";
    const missing = await runProcess(["check", "--url", url], { env });
    expect(missing.code).toBe(1);
    expect(missing.output).toContain(`✗ acme-wa-2: postpress does not know the webhook ${url}/webhooks/acme-wa-2`);
    expect(missing.output).toContain(
      `· dana-linkedin: connectsafely documents no call that registers the webhook ${url}/webhooks/dana-linkedin`,
    );
    expect(postpress.addresses()).toEqual([]);
    const registered = await runProcess(["check", "--url", `${url}/`, "--register"], { env });
    expect(registered.output).toMatch(/✓ acme-imessage: linq was told of .*webhookSecret: whsec_/);
    for (const [provider, account] of [
      [postpress, "acme-wa-2"],
      [linq, "acme-imessage"],
      [ryzeapi, "acme-whatsapp"],
    ] as const) {
      expect(provider.addresses().some((one) => one.url.startsWith(`${url}/webhooks/${account}`))).toBe(true);
    }
    const { code, output } = await runProcess(["check", "--url", url], { env });
    expect(output).toContain(`✓ acme-whatsapp: ryzeapi knows the webhook ${url}/webhooks/acme-whatsapp`);
    expect(code).toBe(0);
    for (const provider of [postpress, linq, ryzeapi]) provider.forget();
    expect(stage.violations()).toEqual([]);
  });

  it("says which account is not let in, which base URL answers, and what Slack refuses; repeats no secret, and exits with 1", async () => {
    const { postpress } = stage.providers;
    const other = postpress.url.replace(/\/v1$/, "/api/v1");
    const wrong = join(folder, "wrong.yaml");
    const yaml = stage.yaml.replace(/linq-sandbox/, "hush-linq").replaceAll(postpress.url, other);
    writeFileSync(wrong, `alerts: "slack:C0NOWHERE"\n${yaml}`);
    const { code, output } = await runProcess(["check"], { env: { ...env, BRIDGE_CONFIG: wrong, SLACK_APP_TOKEN: "xapp-hush" } });
    const lines = output.split("\n");
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith("✗"))).toEqual([
      ...["acme-wa-2", "acme-linkedin", "acme-instagram"].map((name) =>
        expect.stringMatching(`^✗ ${name}: .* is baseUrl right\\? It answers at ${postpress.url}: write baseUrl: ${postpress.url}$`),
      ),
      expect.stringMatching(/^✗ acme-imessage: Linq does not accept the API key\. \(http/),
      expect.stringContaining("✗ Slack: Slack refuses SLACK_APP_TOKEN: invalid_auth"),
      expect.stringContaining("✗ Slack: The bot is not in the channel C0NOWHERE"),
    ]);
    expect(lines).toContain("6 things are wrong.");
    expect(output).not.toContain("hush");
  });

  it("says which custom emoji policies name that are not there", async () => {
    const misspelt = join(folder, "misspelt.yaml");
    writeFileSync(misspelt, stage.yaml.replace("graceMs: 0", "graceMs: 0\n    emoji: { deny: [thumsdown] }"));
    const { code, output } = await runProcess(["check"], { env: { ...env, BRIDGE_CONFIG: misspelt } });
    expect(output).toMatch(/· Slack: There is no custom emoji :thumsdown:, .* Did you mean :thumbsdown:\?\nEverything answers\.\n$/);
    expect(code).toBe(0);
  });

  it("names every bad key at once, repeats no secret, and exits with 1", async () => {
    const broken = join(folder, "broken.yaml");
    writeFileSync(
      broken,
      [
        "accounts:",
        "  wa: { provider: ryzeapi, instance: acme, tokn: hush-hush }",
        "  li: { provider: postpress, network: telegram, accountId: acc, apiKey: k }",
        "links:",
        "  - { name: a, channel: general, account: nobody, conversation: x }",
        "colour: blue",
      ].join("\n"),
    );
    const { code, output } = await runProcess(["check"], { env: { ...env, BRIDGE_CONFIG: broken, PORT: "http", LOG_LEVEL: "loud" } });
    expect(code).toBe(1);
    for (const key of ["PORT", "LOG_LEVEL", "accounts.wa.tokn", "accounts.wa.token", "accounts.li.network", "links", "colour"]) {
      expect(output).toContain(key);
    }
    expect(output).not.toContain("hush-hush");
    expect(output).not.toContain("    at ");
  });

  it("says how to begin where there is no configuration at all", async () => {
    const { code, output } = await runProcess(["check"], { cwd: folder });
    expect(code).toBe(1);
    expect(output).toContain("cp config/bridge.example.yaml");
  });

  it("reads .env in the folder that it is started in; what is set already wins", async () => {
    const home = mkdtempSync(join(folder, "home-"));
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    writeFileSync(join(home, ".env"), `${lines.join("\n")}\n`);
    expect((await runProcess(["check"], { cwd: home })).code).toBe(0);
    expect((await runProcess(["check"], { cwd: home, env: { PORT: "http" } })).output).toContain("PORT");
  });
});

describe("reacji-bridge emoji", () => {
  it("says for every link as what an emoji goes out", async () => {
    const { code, output } = await runProcess(["emoji", "🎉"], { env });
    expect(code).toBe(0);
    const [title, ...lines] = output.trimEnd().split("\n");
    expect(title).toBe("🎉 :tada:");
    for (const { name } of stage.links) expect(lines.filter((line) => line.trim().startsWith(`${name} `))).toHaveLength(1);
    expect(lines.find((line) => line.includes("brand"))).toContain("👏 as a stand-in");
  });
});

describe("reacji-bridge links, mirrors, retry, forget, backup", () => {
  it("say in one line that no bridge answers", async () => {
    const { code, output } = await runProcess(["links"], { env: { ...env, PORT: "1" } });
    expect({ code, output }).toEqual({ code: 1, output: "No bridge answers at 127.0.0.1:1. Is it running?\n" });
  });

  it("ask the running bridge", async () => {
    const bridge = start();
    const { port } = new URL(await bridge.ready());
    const asked = await runProcess(["links"], { env: { ...env, PORT: port } });
    expect(asked.code).toBe(0);
    expect(JSON.parse(asked.output)).toMatchObject({ links: expect.arrayContaining([expect.objectContaining({ name: "northwind" })]) });
    expect((await runProcess(["mirrors", "--state", "parked"], { env: { ...env, PORT: port } })).output).toContain('"mirrors": []');
    expect((await runProcess(["retry", "999"], { env: { ...env, PORT: port } })).code).toBe(1);
    for (const who of [["slack:T0ACME:U0DANA"], ["--account", "acme-wa-2", "chat_wa"]]) {
      expect(JSON.parse((await runProcess(["forget", ...who], { env: { ...env, PORT: port } })).output)).toEqual({ mirrors: 0 });
    }
    const backup = await runProcess(["backup"], { env: { ...env, PORT: port } });
    const { file: copy } = JSON.parse(backup.output) as { file: string };
    expect(copy).toMatch(/bridge\.db\.\d{8}T\d{6}Z$/);
    expect(statSync(copy).mode & 0o077).toBe(0);
  });
});

describe("a changed file", () => {
  const other = join(folder, "other.yaml");
  const changed = () => stage.yaml.replace("name: northwind", "name: northwind\n    policy: { emoji: { deny: [eyes] } }");

  it("is rehearsed over what the running bridge has stored, and its faults are named before", async () => {
    writeFileSync(other, changed());
    const bridge = start();
    const { port } = new URL(await bridge.ready());
    const rehearsal = await runProcess(["check", "--against", other], { env: { ...env, PORT: port } });
    expect(rehearsal).toEqual({
      code: 0,
      output: "The configuration is sound.\nOver 0 messages of the last 7 days: nothing changes.\n",
    });
    writeFileSync(other, changed().replace("deny: [eyes]", "dny: [eyes]"));
    const faulty = await runProcess(["check", "--against", other], { env: { ...env, PORT: port } });
    expect(faulty.code).toBe(1);
    expect(faulty.output).toContain(`policy.emoji.dny (${other}:`);
    expect((await runProcess(["check", "--against", join(folder, "nowhere.yaml")], { env })).output).toContain("does not exist");
  });

  it("is in force after SIGHUP, and a faulty one leaves everything as it is", async () => {
    const own = join(folder, "own.yaml");
    writeFileSync(own, stage.yaml);
    const bridge = startProcess(["start"], { env: { ...env, BRIDGE_CONFIG: own } });
    running.push(bridge);
    const url = await bridge.ready();
    const logged = async (text: string) => {
      while (!bridge.output().includes(text)) await sleep(10);
    };
    writeFileSync(own, stage.yaml.replace("name: northwind", "name: renamed"));
    bridge.child.kill("SIGHUP");
    await logged("the configuration was read again and is in force");
    const names = async () => {
      const answer = await fetch(`${url}/api/v1/links`, { headers: { authorization: `Bearer ${stage.adminToken}` } });
      return ((await answer.json()) as { links: { name: string }[] }).links.map(({ name }) => name);
    };
    expect(await names()).toContain("renamed");
    writeFileSync(own, "links: 7\n");
    bridge.child.kill("SIGHUP");
    await logged("the configuration is not sound: what was in force stays");
    expect(await names()).toContain("renamed");
    bridge.child.kill("SIGTERM");
    expect(await bridge.ended).toMatchObject({ code: 0 });
  });
});

describe("reacji-bridge start", () => {
  it("is ready, and ends at SIGTERM with 0", async () => {
    const bridge = start();
    expect((await fetch(`${await bridge.ready()}/readyz`)).status).toBe(200);
    bridge.child.kill("SIGTERM");
    expect(await bridge.ended).toMatchObject({ code: 0, signal: null });
  });

  it("takes two SIGINT within a second for one", async () => {
    const bridge = start();
    await bridge.ready();
    bridge.child.kill("SIGINT");
    await sleep(20);
    bridge.child.kill("SIGINT");
    expect(await bridge.ended).toMatchObject({ code: 0, signal: null });
  });

  it("ends in order when it is told to before it is ready", async () => {
    const silent = createServer(() => {});
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const { port } = silent.address() as AddressInfo;
    const bridge = startProcess(["start"], { env: { ...env, SLACK_API_URL: `http://127.0.0.1:${port}/api/` } });
    running.push(bridge);
    await once(silent, "request");
    bridge.child.kill("SIGTERM");
    silent.close();
    silent.closeAllConnections();
    const { code, signal, output } = await bridge.ended;
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(output).toContain("Slack cannot be reached");
  });

  it("refuses a database that another process has, and says who has it", async () => {
    const first = start();
    await first.ready();
    const second = await start().ended;
    expect(second.code).toBe(1);
    expect(second.output).toContain(`in use by process ${first.child.pid} `);
    expect(second.output).not.toContain("    at ");
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);
  });
});

describe("a Node.js that is too old", () => {
  const guard = readFileSync(join(ROOT, "src/node-version.cjs"), "utf8");
  function under(version: string): { said: readonly string[]; code: number | null } {
    const said: string[] = [];
    let code: number | null = null;
    const require = () => JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const process = { versions: { node: version }, exit: (with_: number) => (code = with_) };
    runInNewContext(guard, { require, process, console: { error: (line: string) => said.push(line) } });
    return { said, code };
  }

  it.each(["18.20.8", "20.20.2", "22.22.0", "24.14.1"])("is told so in one line: %s", (version) => {
    const { said, code } = under(version);
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringMatching(new RegExp(`^[^\n]*24\\.15 or newer[^\n]*${version}[^\n]*$`))]);
  });

  it.each(["24.15.0", "24.21.0", "26.0.0"])("is not %s", (version) => {
    expect(under(version)).toEqual({ said: [], code: null });
  });

  it("meets this guard first, whichever way it comes in", () => {
    const { bin, scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      bin: Record<string, string>;
      scripts: Record<string, string>;
    };
    expect(bin).toEqual({ "reacji-bridge": "src/reacji-bridge.cjs" });
    expect(readFileSync(join(ROOT, "src/reacji-bridge.cjs"), "utf8").split("\n")[1]).toBe('require("./node-version.cjs");');
    for (const name of ["start", "sandbox"]) expect(scripts[name]).toMatch(/^node src\/reacji-bridge\.cjs /);
    for (const name of ["test", "simulate", "bench"]) expect(scripts[name]).toMatch(/^node --require \.\/src\/node-version\.cjs /);
  });
});
