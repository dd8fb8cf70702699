import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { importTables } from "../../src/stores/postgres/import.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { openExport } from "../../src/stores/sqlite/export.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { heard } from "../contracts/store/conversations.ts";
import {
  claimOf,
  due,
  failed,
  finish,
  idleMs,
  linked,
  messageOf,
  press,
  read,
  served,
  slotOf,
  stillClock,
} from "../contracts/store/world.ts";
import { runProcess } from "../house/process.ts";
import { openCut } from "../support/cut.ts";
import { asked, type PostgresServer, startPostgres } from "../support/postgres.ts";

let server: PostgresServer;
let folder: string;
let path: string;
let url: string;
const clock = stillClock();

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "reacji-move-"));
  path = join(folder, "bridge.db");
  url = await server.database();
});

afterEach(() => rmSync(folder, { recursive: true }));

async function move(): Promise<ReadonlyMap<string, number>> {
  const file = openExport(path, clock.now());
  try {
    return await importTables(url, file.tables());
  } finally {
    file.close();
  }
}

const LIMIT = { scope: "key", requests: 3, perMs: 60_000 };

/** Nothing in a text ends a field, a line or the whole of it. */
const ODD = "a \u0000 b\\u0000\tc\r\nd \\N\n\\.\n\\";

/** A bit of everything. */
async function fill(store: Store): Promise<void> {
  const by = served("acme", [LIMIT]);
  await Promise.all(Array.from({ length: 1_200 }, (_, index) => linked(store, `old${index}`)));
  await store.link(messageOf("again"), "south", slotOf("old7"));
  await due(store, "parked");
  await finish(store, await claimOf(store, "w1", [by]), failed({ kind: "gone" }), by);
  const notice = await store.claimItem("w1", 1_000);
  if ("key" in notice) await store.finishItem("w1", notice.key, null);
  await due(store, "flying");
  await claimOf(store, "w2", [by]);
  await due(store, "m1", "other");
  await store.record(press(messageOf("early"), { id: "e1" }), 60_000);
  await store.pause("other", "By hand.");
  await store.setDirection("north", "inbound");
  await store.setSharing("south", "unconfirmed");
  await store.send(["a", "b", "c"].map((key) => ({ key, kind: "relay", payload: { text: `${key} \u0000 "x"` }, lane: "north" })));
  await store.claimItem("w1", 1_000);
  await store.meet("acme", heard(["c1"]), "m1#0");
  await store.meet("acme", heard(["c2", "c1"]), null);
  await store.openThread("north", "c1", messageOf("h1"));
  await store.expect({ key: "k1", account: "acme", conversation: "c1", text: ODD, message: messageOf("x"), link: "north" });
}

async function all(store: Store): Promise<readonly unknown[]> {
  const mirrors: unknown[] = [];
  let after: string | undefined;
  do {
    const page = await store.mirrors({ limit: 500, ...(after === undefined ? {} : { after }) });
    mirrors.push(...page.mirrors);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return mirrors;
}

describe("a file that is moved into PostgreSQL", () => {
  test("is there as it was, and the work goes on", async () => {
    const old = await openSqliteStore({ path, clock });
    await fill(old);
    await old.close();
    const counts = await move();
    expect(counts.get("mirrors")).toBe(1_203);
    const file = await openSqliteStore({ path, clock });
    const store = await openPostgresStore({ url, clock });
    expect(await all(store)).toEqual(await all(file));
    for (const one of ["health", "conversation", "thread"] as const) {
      const ask = (from: Store) =>
        one === "health" ? from.health("other") : one === "conversation" ? from.conversation("acme", "c2") : from.thread("north", "c2");
      expect(await ask(store)).toEqual(await ask(file));
    }
    expect([await store.directions(), await store.sharings()]).toEqual([{ north: "inbound" }, { south: "unconfirmed" }]);
    expect(await store.backlog()).toEqual(await file.backlog());
    await file.close();

    const by = served("acme", [LIMIT]);
    expect(await claimOf(store, "w3", [by])).toMatchObject({ mirror: { slot: { message: "flying" }, lease: { confirming: true } } });
    expect(await idleMs(store, [by])).toBe(60_000);
    expect(await store.record(press(messageOf("early"), { id: "e1" }), 60_000)).toBe("known");
    expect((await linked(store, "early")).facts).toHaveLength(1);
    expect((await linked(store, "new")).id).toBe("1205");
    expect((await read(store, "1205")).slot.message).toBe("new");
    expect(await store.claimItem("w1", 1_000)).toMatchObject({ key: "a", attempts: 1, payload: { text: 'a \u0000 "x"' } });
    await store.finishItem("w1", "a", null);
    await store.send([{ key: "b", kind: "relay", payload: 1, lane: "north" }]);
    expect(await store.claimItem("w1", 1_000)).toMatchObject({ key: "b" });
    expect(await store.expected("acme", "c2", ODD)).toMatchObject({ key: "k1" });
    expect(await store.meet("acme", heard(["c9"]), null)).toMatchObject({ id: "c9" });
    await store.close();
  });

  test("is moved by a command, which says how much of what and shows no password", async () => {
    const old = await openSqliteStore({ path, clock });
    await linked(old, "m1");
    await old.close();
    const to = url.replace("postgres@", "postgres:hunter2@");
    const { code, output } = await runProcess(["migrate", "--from", `sqlite:${path}`, "--to", to], { cwd: folder });
    expect(code).toBe(0);
    expect(output).toMatch(/^ +1 {2}accounts$/m);
    expect(output).toMatch(/^ +1 {2}mirrors\n +1 {2}sources\nEverything is in the new database\./m);
    expect(output).not.toContain("hunter2");
    const again = await runProcess(["migrate", "--from", `sqlite:${path}`, "--to", to], { cwd: folder });
    expect(again).toEqual({ code: 1, output: "the database is not empty: there is something in accounts. Move into a new one.\n" });
    const back = await runProcess(["migrate", "--from", to, "--to", `sqlite:${path}`], { cwd: folder });
    expect(back).toEqual({ code: 1, output: "It moves --from sqlite:path --to postgres://… only.\n" });
  });

  test("goes into no database in which there is anything", async () => {
    const old = await openSqliteStore({ path, clock });
    await linked(old, "m1");
    await old.close();
    const store = await openPostgresStore({ url, clock });
    await store.setDirection("north", "off");
    await store.close();
    await expect(move()).rejects.toThrow("the database is not empty: there is something in directions");
    expect(await asked(url, "SELECT count(*)::int AS count FROM mirrors")).toEqual([{ count: 0 }]);
  });

  test("is not there at all when the connection is lost on the way", async () => {
    const old = await openSqliteStore({ path, clock });
    await linked(old, "m1");
    await old.close();
    const direct = url;
    const cut = await openCut(Number(new URL(url).port));
    url = url.replace(/:\d+\//, `:${cut.port}/`);
    cut.at("COPY sources", "after");
    await expect(move()).rejects.toThrow(/terminated|ended/);
    await cut.close();
    url = direct;
    expect(await asked(url, "SELECT count(*)::int AS count FROM mirrors")).toEqual([{ count: 0 }]);
    expect((await move()).get("mirrors")).toBe(1);
  });

  test("must not be in use, and must be there", async () => {
    await expect(move()).rejects.toThrow(/bridge\.db: there is no such file/);
    const old = await openSqliteStore({ path, clock });
    await expect(move()).rejects.toThrow(`in use by process ${process.pid}`);
    await old.close();
  });
});
