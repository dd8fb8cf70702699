import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { News, Store } from "../../src/ports/store.ts";
import { openPostgresStore, type PostgresStoreOptions } from "../../src/stores/postgres/index.ts";
import { claimOf, due, finish, linked, messageOf, press, read, served, slotOf, stillClock, withdrawal } from "../contracts/store/world.ts";
import { openCut } from "../support/cut.ts";
import { freePort } from "../support/free-port.ts";
import { asked, type PostgresServer, startPostgres } from "../support/postgres.ts";

let server: PostgresServer;
let url: string;
const opened: Store[] = [];

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  url = await server.database();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

async function open(options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
  const store = await openPostgresStore({ url, ...options });
  opened.push(store);
  return store;
}

/** Asks until it is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5);
}

describe("the server", () => {
  test.each(["orderly", "crash"] as const)("may be restarted (%s): nothing that was said is lost, and all goes on", async (how) => {
    const store = await open();
    const { id } = await linked(store, "m1");
    let isOver = false;
    const said: string[] = [];
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; !isOver; index += 1) {
        const person = `slack:T1:U${writer}-${index}`;
        await store.record(press(messageOf("m1"), { person, atUs: index + 1 }), 0).then(
          () => said.push(person),
          () => sleep(20),
        );
      }
    });
    await sleep(150);
    const before = said.length;
    await server.restart(how, 100);
    await until(() => said.length > before + 20);
    isOver = true;
    await Promise.all(writing);
    const held = (await read(store, id)).facts.map(({ person }) => person);
    expect(said.filter((person) => !held.includes(person))).toEqual([]);
    const news: News[] = [];
    store.onNews((one) => news.push(one));
    const other = await open();
    await until(async () => {
      await other.setDirection("north", "off");
      return news.includes("links");
    });
  });

  test("that is not there is named, without its password", async () => {
    const port = await freePort();
    const opening = openPostgresStore({ url: `postgres://bridge:hunter2@127.0.0.1:${port}/bridge`, patienceMs: 100 });
    await expect(opening).rejects.toThrow(/^DATABASE_URL: PostgreSQL cannot be used: connect ECONNREFUSED/);
    await expect(openPostgresStore({ url: `${url}-none` })).rejects.toThrow(/cannot be used: database ".+-none" does not exist/);
  });

  test("that is about to start is waited for", async () => {
    const restarting = server.restart("orderly", 400);
    await sleep(100);
    const store = await open();
    expect(await store.backlog()).toMatchObject({ due: 0 });
    await restarting;
  });

  test.each(["pg_advisory_lock", "CREATE TABLE", "LISTEN"])(
    "may be lost while a process starts (at %s): it is tried again",
    async (sent) => {
      const cut = await openCut(Number(new URL(url).port));
      cut.at(sent, "after");
      const store = await openPostgresStore({ url: url.replace(/:\d+\//, `:${cut.port}/`) });
      expect([cut.cuts(), await store.backlog()]).toMatchObject([1, { due: 0 }]);
      await store.close();
      await cut.close();
    },
  );

  test("may be away for a moment: whoever asks meanwhile waits", async () => {
    const store = await open({ awayMs: 30_000 });
    const restarting = server.restart("orderly", 300);
    await sleep(100);
    expect(await store.backlog()).toMatchObject({ due: 0 });
    await restarting;
  });

  test("decides what time it is", async () => {
    const store = await open();
    const moment = async () => {
      const [row] = await asked<{ readonly ms: number }>(url, "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms");
      return row?.ms;
    };
    const before = await moment();
    const { createdMs } = await linked(store, "m1");
    expect(createdMs).toBeGreaterThanOrEqual(before ?? Number.NaN);
    expect(createdMs).toBeLessThanOrEqual((await moment()) ?? Number.NaN);
    expect(Number.isInteger(createdMs)).toBe(true);
  });

  test("that does not answer keeps nobody from stopping", async () => {
    const { port } = new URL(url);
    const cut = await openCut(Number(port));
    const store = await openPostgresStore({ url: url.replace(port, String(cut.port)) });
    await linked(store, "m1");
    cut.mute();
    const recorded = store.record(press(messageOf("m1")), 0).catch(() => "not taken");
    await store.close();
    await cut.close();
    expect(await recorded).toBe("not taken");
  });

  test("that fails over without a word leaves nobody with connections that lead nowhere", async () => {
    const { port } = new URL(url);
    const cut = await openCut(Number(port));
    const store = await open({ url: url.replace(port, String(cut.port)), statementMs: 100 });
    await linked(store, "m1");
    await Promise.all(Array.from({ length: 30 }, (_, index) => store.setDirection(`link-${index}`, "off")));
    cut.muteOpen();
    expect(await store.record(press(messageOf("m1")), 0)).toBe("changed");
    await Promise.all(Array.from({ length: 30 }, (_, index) => store.setDirection(`link-${index}`, "both")));
    await store.close();
    await cut.close();
  });

  test("that only reads is left: whoever was connected with it while another took its place is connected anew", async () => {
    const { pathname } = new URL(url);
    const store = await open();
    await linked(store, "m1");
    const others = await open();
    await asked(url, `ALTER DATABASE ${pathname.slice(1)} SET default_transaction_read_only = on`);
    await Promise.all(Array.from({ length: 4 }, () => others.backlog()));
    await asked(url.replace(pathname, "/postgres"), `ALTER DATABASE ${pathname.slice(1)} RESET default_transaction_read_only`);
    expect(await others.record(press(messageOf("m1")), 0)).toBe("changed");
    await Promise.all(Array.from({ length: 8 }, (_, index) => others.setDirection(`link-${index}`, "off")));
  });

  test("gives up what stands in the way for too long, and the rest goes on", async () => {
    const store = await open({ statementMs: 200 });
    await due(store, "m1");
    await due(store, "m2");
    const blocker = new Client({ connectionString: url });
    await blocker.connect();
    await blocker.query("BEGIN");
    await blocker.query("SELECT 1 FROM mirrors WHERE target = 'm1' FOR UPDATE");
    const blocked = store.record(withdrawal(messageOf("m1")), 0);
    await expect(blocked).rejects.toThrow(/statement timeout/);
    expect((await claimOf(store)).mirror.slot.message).toBe("m2");
    await blocker.query("COMMIT");
    await blocker.end();
    expect(await store.record(withdrawal(messageOf("m1")), 0)).toBe("folded");
  });
});

describe("a connection that is cut", () => {
  test.each(["before", "after"] as const)("%s a commit was heard of leaves no doubt: what was asked for is done once", async (when) => {
    const { port } = new URL(url);
    const cut = await openCut(Number(port));
    const store = await open({ url: url.replace(port, String(cut.port)) });
    const { id } = await linked(store, "m1");
    cut.at("COMMIT\0", when);
    expect(await store.record(press(messageOf("m1"), { id: "e1" }), 0)).toBe("changed");
    expect(cut.cuts()).toBe(1);
    expect(await read(store, id)).toMatchObject({ version: 1, facts: [{ held: true }] });
    cut.at("COMMIT\0", when);
    await store.send([{ key: "k1", kind: "alert", payload: 1 }]);
    cut.at("COMMIT\0", when);
    expect(await store.claimItem("w1", 60_000)).toMatchObject({ key: "k1", attempts: 0 });
    expect(cut.cuts()).toBe(3);
    cut.at("BEGIN", when);
    expect((await claimOf(store)).mirror.id).toBe(id);
    expect(cut.cuts()).toBe(4);
    await store.close();
    await cut.close();
  });

  test("after many commits at once leaves none of them in doubt, however few connections there are", async () => {
    const { port } = new URL(url);
    const cut = await openCut(Number(port));
    const store = await open({ url: url.replace(port, String(cut.port)), connections: 1 });
    const { id } = await linked(store, "m1");
    cut.at("COMMIT\0", "after");
    expect(await store.record(press(messageOf("m1"), { id: "e1" }), 0)).toBe("changed");
    expect(await read(store, id)).toMatchObject({ version: 1, facts: [{ held: true }] });
    await store.close();
    await cut.close();
  });

  test("because a process stood still in the midst of a step is no failure: the step is made again", async () => {
    const store = await open({ statementMs: 200, awayMs: 100 });
    const { id } = await linked(store, "m1");
    let steps = 0;
    const absorbed = await store.absorb(id, (mirror) => {
      steps += 1;
      // Longer than the server lets anybody hold up the others.
      if (steps === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      return { mirror: { ...mirror, changedMs: 1 }, again: false, repaired: 0 };
    });
    expect([steps, absorbed?.mirror.changedMs, (await read(store, id)).changedMs]).toEqual([2, 1, 1]);
  });
});

describe("connections that are not to be had", () => {
  const limited = async (most: number) => {
    await asked(url, `DO $$ BEGIN CREATE ROLE few LOGIN; EXCEPTION WHEN duplicate_object THEN END $$`);
    await asked(url, `ALTER ROLE few CONNECTION LIMIT ${most}`);
    await asked(url, "GRANT ALL ON SCHEMA public TO few");
    return url.replace("postgres@", "few@");
  };

  test("because others have them all are waited for, at the start and later", async () => {
    const few = await limited(2);
    const blockers = [new Client({ connectionString: few }), new Client({ connectionString: few })];
    await Promise.all(blockers.map((one) => one.connect()));
    const opening = open({ url: few });
    await sleep(300);
    await Promise.all(blockers.map((one) => one.end()));
    const store = await opening;
    const other = new Client({ connectionString: few });
    await other.connect();
    const linking = linked(store, "m1");
    await sleep(300);
    await other.end();
    expect(await linking).toMatchObject({ version: 0 });
  });
});

describe("migrations", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reacji-migrations-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function withStep(sql: string): URL {
    cpSync(new URL("../../src/stores/migrations/", import.meta.url), folder, { recursive: true });
    writeFileSync(join(folder, "0099-next.postgres.sql"), sql);
    return pathToFileURL(`${folder}/`);
  }

  test("run once, however many processes start at the same time", async () => {
    const migrations = withStep("CREATE TABLE once (one INTEGER); INSERT INTO once SELECT 1 FROM pg_sleep(0.2)");
    const stores = await Promise.all(Array.from({ length: 8 }, () => open({ migrations })));
    expect(await asked(url, "SELECT one FROM once")).toEqual([{ one: 1 }]);
    await due(stores[0] as Store, "m1");
    expect(await stores[7]?.backlog()).toMatchObject({ due: 1 });
  });

  test("run forward on what is there, also while an older version works", async () => {
    const old = await open();
    const { id } = await due(old, "m1");
    const store = await open({ migrations: withStep("ALTER TABLE mirrors ADD COLUMN said_by TEXT") });
    expect((await read(store, id)).facts).toHaveLength(1);
    await finish(old, await claimOf(old));
    expect((await read(store, id)).observed).toEqual(["👍"]);
  });

  test("fill a column of many rows, also while an older version works, and all that start meanwhile wait", async () => {
    const old = await open();
    await linked(old, "m1");
    await asked(
      url,
      `INSERT INTO mirrors SELECT (json_populate_record(m, json_build_object('id', nextval('mirror_numbers'), 'target', 'copy' || n))).*
        FROM mirrors m, generate_series(1, 3000) n`,
    );
    await due(old, "m2");
    const migrations = withStep(`
      ALTER TABLE mirrors ADD COLUMN long INTEGER;
      ALTER TABLE mirrors ALTER COLUMN long TYPE INTEGER USING length(target);
      CREATE INDEX mirrors_long ON mirrors (long);
    `);
    const stores = await Promise.all(Array.from({ length: 4 }, () => open({ migrations })));
    const counted = "SELECT count(*)::int AS filled FROM mirrors WHERE long = length(target)";
    expect(await asked(url, counted)).toEqual([{ filled: 3_002 }]);
    await due(old, "m3");
    const messages: string[] = [];
    for (const store of [old, stores[3] as Store]) messages.push((await claimOf(store, `w${messages.length}`)).mirror.slot.message);
    expect(messages).toEqual(["m2", "m3"]);
    expect(await asked(url, counted)).toEqual([{ filled: 3_002 }]);
  });

  test("take as long as they need, and so do those that wait, whatever the server allows a statement", async () => {
    const { pathname } = new URL(url);
    for (const limit of ["statement_timeout", "lock_timeout", "transaction_timeout", "idle_in_transaction_session_timeout"])
      await asked(url, `ALTER DATABASE ${pathname.slice(1)} SET ${limit} = '200ms'`);
    const migrations = withStep("CREATE TABLE slow (one INTEGER); INSERT INTO slow SELECT 1 FROM pg_sleep(0.7)");
    await Promise.all(Array.from({ length: 3 }, () => open({ migrations, statementMs: 200 })));
    expect(await asked(url, "SELECT one FROM slow")).toEqual([{ one: 1 }]);
  });

  test("that meet somebody who works with what they change, each holding what the other wants, are run again", async () => {
    await due(await open(), "m1");
    const worker = new Client({ connectionString: url });
    await worker.connect();
    await worker.query("BEGIN; UPDATE sources SET link = link");
    const migrating = open({ migrations: withStep("ALTER TABLE mirrors ADD COLUMN one TEXT; ALTER TABLE sources ADD COLUMN one TEXT") });
    await until(async () => {
      const waiting = await asked(url, "SELECT 1 FROM pg_locks WHERE relation = 'sources'::regclass AND NOT granted");
      return waiting.length > 0;
    });
    await worker.query("SELECT 1 FROM mirrors FOR UPDATE");
    await worker.query("COMMIT");
    await worker.end();
    expect(await (await migrating).backlog()).toMatchObject({ due: 1 });
  });

  test("that fail are undone, named, and leave the database to the version before", async () => {
    await due(await open(), "m1");
    const failing = openPostgresStore({ url, migrations: withStep("DELETE FROM mirrors; INSERT INTO nowhere VALUES (1)") });
    await expect(failing).rejects.toThrow(/migration 0099-next failed and was undone: .*nowhere/);
    expect((await (await open()).mirrors({ limit: 5 })).mirrors).toHaveLength(1);
  });

  test("of a newer version are not run over", async () => {
    await (await openPostgresStore({ url, migrations: withStep("ALTER TABLE directions ADD COLUMN said_by TEXT") })).close();
    await expect(openPostgresStore({ url })).rejects.toThrow(/newer version of the bridge \(0099-next\)/);
  });
});

describe("many processes", () => {
  test("tell each other of work and of links, and not themselves", async () => {
    const [one, other] = [await open(), await open()];
    const heard: Record<"one" | "other", News[]> = { one: [], other: [] };
    one.onNews((news) => heard.one.push(news));
    other.onNews((news) => heard.other.push(news));
    await due(one, "m1");
    await until(() => heard.other.includes("work"));
    await one.setDirection("north", "off");
    await until(() => heard.other.includes("links"));
    await other.send([{ key: "k1", kind: "alert", payload: 1 }]);
    await until(() => heard.one.includes("work"));
    expect(heard.one).toEqual(["work"]);
  });

  test("hear of work again soon after a server that failed over without a word", async () => {
    const { port } = new URL(url);
    const cut = await openCut(Number(port));
    const [one, other] = [await open(), await open({ url: url.replace(port, String(cut.port)), askEveryMs: 200 })];
    let told = 0;
    other.onNews((news) => {
      if (news === "work") told += 1;
    });
    cut.muteOpen();
    // It looks at everything once it listens again, and then hears of what there is.
    await until(() => told > 0);
    told = 0;
    await due(one, "m1");
    await until(() => told > 0);
    await other.close();
    await cut.close();
  });

  test("tell of much at once a few times", async () => {
    const [one, other] = [await open(), await open()];
    let told = 0;
    other.onNews(() => {
      told += 1;
    });
    for (let index = 0; index < 50; index += 1) await linked(one, `m${index}`);
    await Promise.all(Array.from({ length: 50 }, (_, index) => one.record(press(messageOf(`m${index}`)), 0)));
    await until(() => told > 0);
    await sleep(50);
    expect(told).toBeLessThan(50);
  });

  test("work on the same few mirrors at once, and nothing is lost, doubled or stuck", async () => {
    const stores = [await open(), await open(), await open()];
    const names = ["m1", "m2", "m3", "m4"];
    const by = [served("acme", [{ scope: "key", requests: 1_000_000, perMs: 1_000 }])];
    let presses = 0;
    let moves = 0;
    const working = new AbortController();
    const workers = stores.map(async (store, index) => {
      for (let pass = 0; !working.signal.aborted || (await store.backlog()).due > 0; pass += 1) {
        const holder = `w${index}/${pass}`;
        const claim = await claimOf(store, holder, by).catch((error: Error) =>
          error.message.startsWith("nothing") ? null : Promise.reject(error),
        );
        if (claim === null) await sleep(2);
        else {
          moves += 1;
          expect(await finish(store, claim, { kind: "done" }, by[0])).toBe(null);
        }
      }
    });
    const pressing = stores.map(async (store, index) => {
      for (let round = 0; round < 40; round += 1) {
        const each = names.map(async (name, at) => {
          await store.link(messageOf(name), "north", slotOf(name));
          const person = `slack:T1:U${index}-${round}-${at}`;
          const id = `${person}`;
          const [first, again] = await Promise.all([
            store.record(press(messageOf(name), { person, id }), 0),
            stores[(index + 1) % 3]?.record(press(messageOf(name), { person, id }), 0),
          ]);
          expect([first, again].filter((one) => one === "known")).toHaveLength(1);
          presses += 1;
        });
        await Promise.all([...each, store.send([{ key: `k${round}`, kind: "alert", payload: round, lane: "alerts" }])]);
      }
    });
    await Promise.all(pressing);
    working.abort();
    await Promise.all(workers);
    const { mirrors } = await (stores[0] as Store).mirrors({ limit: 10 });
    expect(mirrors.map(({ slot }) => slot.message).sort()).toEqual(names);
    expect(mirrors.reduce((sum, { facts }) => sum + facts.length, 0)).toBe(presses);
    expect(mirrors.every(({ observed, lease }) => lease === null && observed.length === 1)).toBe(true);
    expect(moves).toBeGreaterThanOrEqual(4);
    const keys: string[] = [];
    for (
      let item = await (stores[1] as Store).claimItem("w", 60_000);
      "key" in item;
      item = await (stores[1] as Store).claimItem("w", 60_000)
    ) {
      // Each person's first reaction has its receipt.
      if (item.kind !== "notice") keys.push(item.key);
      await (stores[2] as Store).finishItem("w", item.key, null);
    }
    expect(keys).toEqual(Array.from({ length: 40 }, (_, index) => `k${index}`));
  });

  test("draw from one limit, however many ask at once", async () => {
    const stores = [await open(), await open()];
    const by = [served("acme", [{ scope: "key", requests: 10, perMs: 60_000 }])];
    for (let index = 0; index < 30; index += 1) await due(stores[0] as Store, `m${index}`);
    const asking = stores.flatMap((store, at) =>
      Array.from({ length: 20 }, (_, index) =>
        claimOf(store, `w${at}-${index}`, by).then(
          () => 1,
          () => 0,
        ),
      ),
    );
    expect((await Promise.all(asking)).reduce<number>((sum, one) => sum + one, 0)).toBe(10);
  });
});

describe("what is kept against repetition", () => {
  test("is let go after a week, and an expected text after a day", async () => {
    const clock = stillClock();
    const store = await open({ clock });
    const item = { key: "k1", kind: "alert", payload: 1 };
    const text = { key: "t1", account: "acme", conversation: "c1", text: "Hello!", message: messageOf("m1"), link: "north" };
    await store.send([item]);
    await store.claimItem("w1", 1_000);
    await store.finishItem("w1", "k1", null);
    await store.expect(text);
    clock.pass(6 * 24 * 3_600_000);
    await store.backlog();
    await until(async () => !(await store.forget("t1")));
    await store.send([item]);
    expect(await store.claimItem("w1", 1_000)).toEqual({ afterMs: null });
    clock.pass(2 * 24 * 3_600_000);
    await store.backlog();
    await until(async () => {
      await store.send([item]);
      return "key" in (await store.claimItem("w1", 1_000));
    });
  });
});
