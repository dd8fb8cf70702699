import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FOLDER, inspect } from "../support/canaries.ts";
import { openTown, type Town, until } from "../support/town.ts";

const GROUP = "120363000000000000@g.us";
const AUTHOR = "5511977776666@s.whatsapp.net";
const TEXT = "The canary sings at noon";
const SAID = `${TEXT}, said ${AUTHOR}`;

let town: Town;
beforeAll(async () => {
  town = await openTown();
  town.bridge.printed.guard(TEXT, AUTHOR);
});
afterAll(() => town.close());

interface Shown {
  readonly id: string;
  readonly failure: { readonly kind: string; readonly message: string; readonly requestId: string | null } | null;
}

async function linked(link: string, channel: string, target: object): Promise<{ ts: string; mirror: () => Promise<Shown | undefined> }> {
  const ts = town.stage.slack.workspace.post(town.stage.team.desk, channel, SAID);
  const { status, body } = await town.api("/api/v1/messages", { method: "POST", body: { link, message: ts, target } });
  expect(status).toBe(201);
  const { mirror: id } = body as { mirror: string };
  const mirrors = async () => ((await town.api("/api/v1/mirrors")).body as { mirrors: Shown[] }).mirrors;
  return { ts, mirror: async () => (await mirrors()).find((one) => one.id === id) };
}

describe("what went wrong at a provider", () => {
  it("is told with the provider's request id, and without a word of what the provider said", async () => {
    const { slack, providers, team } = town.stage;
    providers.postpress.message({ id: "msg_gone", network: "whatsapp" });
    const { ts, mirror } = await linked("contoso", "C0CONTOSO", { id: "msg_gone" });
    const body = { type: "errors/account_mismatch", title: SAID, detail: SAID, instance: "req_01HXYZ", status: 403 };
    providers.postpress.fail({ status: 403, body });
    slack.workspace.react(team.ana, "C0CONTOSO", ts, "tada");
    await until(async () => (await mirror())?.failure !== null);
    expect((await mirror())?.failure).toEqual({ kind: "gone", message: expect.any(String), requestId: "req_01HXYZ" });
  });

  it("is told without numbers where the provider quotes one, and without a request id where it has none", async () => {
    const { slack, providers, team } = town.stage;
    providers.ryzeapi.message({ id: "3EB0CANARY", conversation: GROUP, author: AUTHOR });
    const { ts, mirror } = await linked("northwind", "C0NORTHWIND", { id: "3EB0CANARY", fromMe: false, author: AUTHOR });
    providers.ryzeapi.fail({ status: 400, body: { success: false, error: { message: `Invalid phone number format: ${SAID}` } } });
    slack.workspace.react(team.ana, "C0NORTHWIND", ts, "tada");
    await until(async () => (await mirror())?.failure !== null);
    const { failure } = (await mirror()) ?? {};
    expect(failure).toEqual({ kind: "gone", message: expect.any(String), requestId: null });
    expect(failure?.message).not.toMatch(/\d{5}|canary/);
  });

  it("stands in the log with mirror, version and request id", () => {
    const lines = town.bridge.printed.lines().filter((line) => line["requestId"] === "req_01HXYZ");
    expect(lines).toEqual([
      expect.objectContaining({
        mirror: expect.any(String),
        version: expect.any(Number),
        kind: "gone",
        status: 403,
        code: "errors/account_mismatch",
      }),
    ]);
  });
});

describe("the canaries", () => {
  it("are in nothing that a bridge has printed so far", () => {
    const { bridges, lines, canaries, faults } = inspect(process.env[FOLDER] ?? "");
    expect(bridges).toBeGreaterThan(0);
    expect(lines).toBeGreaterThan(2);
    expect(canaries).toBeGreaterThan(10);
    // A bridge of another test may be on its way up.
    expect(faults.filter((fault) => !fault.includes("printed nothing"))).toEqual([]);
  });

  it("are looked for in every bridge of every test", () => {
    const opens = globSync("test/**/*.ts").filter((path) =>
      /\bopenBridge\b[^;]*from "[./]*src\/main\.ts"/.test(readFileSync(path, "utf8")),
    );
    // The bridge of the outage runs in a process of its own, on a clock of its own, and is not read.
    const watched = opens.map((path) => path.replaceAll("\\", "/")).filter((path) => path !== "test/outage/bridge.ts");
    expect(watched).toEqual(["test/support/bridge.ts"]);
  });

  it("are found in any form, and so is a bridge that said nothing, and a line without its version", () => {
    const folder = mkdtempSync(join(tmpdir(), "reacji-planted-"));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write("a.ready.canaries", [TEXT, 'a "quoted" text', AUTHOR, "xoxb-1"].map((one) => `${JSON.stringify(one)}\n`).join(""));
    write("b.ready.log", '{"msg":"ready"}\n');
    const leaks = ['{"msg":"xoxb-1"}', `at ${TEXT}`, '{"msg":"a \\"quoted\\" text"}', "/5511977776666%40s", '{"mirror":"1","msg":"it"}'];
    for (const leak of leaks) {
      write("a.ready.log", `{"msg":"ready"}\n${leak}\n`);
      expect(inspect(folder).faults, leak).toHaveLength(1);
    }
    write("a.ready.log", '{"msg":"ready"}\n{"mirror":"1","version":3,"msg":"it"}\n');
    expect(inspect(folder)).toMatchObject({ bridges: 2, lines: 3, faults: [] });
    write("b.ready.log", "");
    expect(inspect(folder).faults).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });
});
