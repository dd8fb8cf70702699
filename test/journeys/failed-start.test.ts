import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage } from "../../src/sandbox/stage.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { type Started, startProcess } from "../house/process.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";

let stage: Stage;
let server: PostgresServer;
const taken = createServer();
const folder = mkdtempSync(join(tmpdir(), "reacji-start-"));
const file = join(folder, "bridge.yaml");
const running: Started[] = [];

beforeAll(async () => {
  [stage, server] = await Promise.all([openStage({ discord: {} }), startPostgres()]);
  writeFileSync(file, stage.yaml);
  await once(taken.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([stage.close(), server.stop()]);
});

/** Resolves once the process has ended by itself. */
async function end(more: Readonly<Record<string, string>>) {
  const bridge = startProcess(["start"], { env: { ...stage.env, BRIDGE_CONFIG: file, ...more } });
  running.push(bridge);
  return bridge.ended;
}

async function emptied(): Promise<string> {
  const url = await server.database();
  await (await openPostgresStore({ url })).close();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("DROP TABLE directions CASCADE");
  await client.end();
  return url;
}

/** Whoever runs the bridge starts it again once it has ended, and only then: half a bridge would stay for ever. */
describe("a start that fails", () => {
  it.each(["PORT", "METRICS_PORT"])("ends the process when another has the %s, whichever the store", async (name) => {
    const { port } = taken.address() as AddressInfo;
    for (const url of [await server.database(), `sqlite:${join(folder, "bridge.db")}`]) {
      const { code, output } = await end({ DATABASE_URL: url, [name]: String(port) });
      expect({ code, said: output.includes(`${port} is taken by another process`) }).toEqual({ code: 1, said: true });
    }
  });

  it("ends the process when the database is open, and then fails", async () => {
    const { code, output } = await end({ DATABASE_URL: await emptied() });
    expect({ code, said: output.includes('relation "directions" does not exist') }).toEqual({ code: 1, said: true });
  });
});
