import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HEALTHY } from "../../src/domain/account.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { due, linked, messageOf, press, read, stillClock } from "../contracts/store/world.ts";

let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reacji-file-"));
  path = join(folder, "data", "bridge.db");
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A process of its own that links messages m0, m1, … and says each on a line, once it is committed. */
async function writer(): Promise<{ child: ChildProcess; next: () => Promise<string> }> {
  const child = spawn(process.execPath, [new URL("./writer.ts", import.meta.url).pathname, path], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })[Symbol.asyncIterator]();
  return { child, next: async () => String((await lines.next()).value) };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

describe("the file", () => {
  test("is taken by one process, and a second is told by whom", async () => {
    const { child, next } = await writer();
    expect(await next()).toBe("open");
    const refused = openSqliteStore({ path, clock: stillClock(), busyMs: 10 });
    await expect(refused).rejects.toThrow(new RegExp(`in use by process ${child.pid} on .+ since 20\\d\\d-`));
  });

  test("is not taken twice by one process either", async () => {
    const store = await openSqliteStore({ path, clock: stillClock() });
    await expect(openSqliteStore({ path, clock: stillClock(), busyMs: 10 })).rejects.toThrow(`process ${process.pid} on`);
    await store.close();
    await (await openSqliteStore({ path, clock: stillClock() })).close();
  });

  test("is for its owner's eyes only", async () => {
    const store = await openSqliteStore({ path, clock: stillClock() });
    await due(store, "m1");
    for (const file of readdirSync(join(folder, "data"))) expect(statSync(join(folder, "data", file)).mode & 0o077).toBe(0);
    await store.close();
    expect(readdirSync(join(folder, "data"))).toEqual(["bridge.db"]);
  });

  test("that cannot be opened as a database is named", async () => {
    writeFileSync(join(folder, "notes.txt"), "these are notes, and they are quite long, but no database, as anyone can see");
    await expect(openSqliteStore({ path: join(folder, "notes.txt"), clock: stillClock() })).rejects.toThrow(/notes\.txt cannot be opened/);
  });

  test("is free again after a SIGKILL, and holds everything that was said to be committed", async () => {
    const acked: string[] = [];
    for (const count of [1, 40, 150]) {
      const { child, next } = await writer();
      expect(await next()).toBe("open");
      for (let line = 0; line < count; line += 1) acked.push(await next());
      await kill(child);
      const store = await openSqliteStore({ path, clock: stillClock(), busyMs: 10 });
      for (const name of acked) expect((await linked(store, name)).facts).toHaveLength(1);
      await store.close();
    }
    expect(new Set(acked).size).toBe(191);
  });

  test("can be copied while work goes on, and the copy is a store", async () => {
    const store = await openSqliteStore({ path, clock: stillClock() });
    const { id } = await due(store, "m1");
    const copy = join(folder, "copy.db");
    let copying = true;
    const copied = store.backup(copy).finally(() => {
      copying = false;
    });
    let later = 0;
    for (; copying; later += 1) await due(store, `later${later}`);
    await copied;
    await expect(openSqliteStore({ path, clock: stillClock(), busyMs: 10 })).rejects.toThrow("in use by");
    expect(await store.mirrors({ limit: later + 1 })).toMatchObject({ next: null, mirrors: { length: later + 1 } });
    await store.close();
    const other = await openSqliteStore({ path: copy, clock: stillClock() });
    expect((await read(other, id)).facts).toHaveLength(1);
    await other.close();
  });
});

describe("migrations", () => {
  async function withStep(sql: string): Promise<URL> {
    const migrations = join(folder, "migrations");
    cpSync(new URL("../../src/stores/migrations/", import.meta.url), migrations, { recursive: true });
    writeFileSync(join(migrations, "0099-next.sqlite.sql"), sql);
    return pathToFileURL(`${migrations}/`);
  }

  async function filled(): Promise<string> {
    const store = await openSqliteStore({ path, clock: stillClock() });
    await due(store, "m1");
    await store.close();
    const copy = join(folder, "copy.db");
    copyFileSync(path, copy);
    return copy;
  }

  test("run once each, and forward, on what is there", async () => {
    const copy = await filled();
    const migrations = await withStep("ALTER TABLE directions ADD COLUMN said_by TEXT");
    for (let time = 0; time < 2; time += 1) {
      const store = await openSqliteStore({ path: copy, clock: stillClock(), migrations });
      expect((await read(store, "1")).facts).toHaveLength(1);
      await store.close();
    }
  });

  test("fill a column of many rows", async () => {
    const store = await openSqliteStore({ path, clock: stillClock() });
    await Promise.all(Array.from({ length: 3_000 }, (_, index) => linked(store, `m${index}`)));
    await store.close();
    const migrations = await withStep(`
      ALTER TABLE mirrors ADD COLUMN long INTEGER;
      UPDATE mirrors SET long = length(target);
      CREATE INDEX mirrors_long ON mirrors (long);
    `);
    const migrated = await openSqliteStore({ path, clock: stillClock(), migrations });
    await due(migrated, "later");
    await migrated.close();
    const file = new DatabaseSync(path);
    expect(file.prepare("SELECT count(*) AS filled, sum(long) AS long FROM mirrors WHERE long = length(target)").get()).toMatchObject({
      ...{ filled: 3_000, long: 10 * 2 + 90 * 3 + 900 * 4 + 2_000 * 5 },
    });
    file.close();
  });

  test("give what an account is known to refuse the time of the migration, from which it is forgotten some day", async () => {
    const before = join(folder, "before");
    const isOlder = (file: string) => !file.includes("0007-");
    cpSync(new URL("../../src/stores/migrations/", import.meta.url), before, { recursive: true, filter: isOlder });
    await (await openSqliteStore({ path, clock: stillClock(), migrations: pathToFileURL(`${before}/`) })).close();
    const file = new DatabaseSync(path);
    const old = (refused: readonly string[]) => JSON.stringify({ ...HEALTHY, failures: 2, refused });
    file.prepare("INSERT INTO accounts VALUES ('taught', 1, ?), ('new', 2, ?)").run(old(["👍🏽", "❤️"]), old([]));
    file.close();
    const begunMs = Date.now();
    const store = await openSqliteStore({ path, clock: stillClock() });
    expect(await store.health("new")).toEqual({ ...HEALTHY, failures: 2 });
    const { refused, ...rest } = await store.health("taught");
    expect(rest).toMatchObject({ failures: 2, paused: null });
    expect(refused.map(({ emoji }) => emoji)).toEqual(["👍🏽", "❤️"]);
    for (const { atMs } of refused) expect(Math.abs(atMs - begunMs)).toBeLessThan(60_000);
    await store.close();
  });

  test("that fail are undone, named, and leave the file to the version before", async () => {
    const copy = await filled();
    const migrations = await withStep("DELETE FROM mirrors; INSERT INTO nowhere VALUES (1)");
    await expect(openSqliteStore({ path: copy, clock: stillClock(), migrations })).rejects.toThrow(
      /migration 0099-next failed and was undone/,
    );
    const store = await openSqliteStore({ path: copy, clock: stillClock() });
    expect((await read(store, "1")).facts).toHaveLength(1);
    await store.close();
  });

  test("of a newer version are not run over", async () => {
    const copy = await filled();
    const migrations = await withStep("ALTER TABLE directions ADD COLUMN said_by TEXT");
    await (await openSqliteStore({ path: copy, clock: stillClock(), migrations })).close();
    await expect(openSqliteStore({ path: copy, clock: stillClock() })).rejects.toThrow(/newer version of the bridge \(0099-next\)/);
  });
});

describe("commits", () => {
  test("are shared by all that is asked for in one turn, and nothing is acked before", async () => {
    const commits: number[] = [];
    let run = () => {};
    const store = await openSqliteStore({
      path,
      clock: stillClock(),
      flush: (turn) => {
        run = turn;
      },
      committed: (_, steps) => commits.push(steps),
    });
    commits.length = 0;
    let acked = 0;
    const all = ["m1", "m2", "m3"].map((name) =>
      store.record(press(messageOf(name)), 60_000).then(() => {
        acked += 1;
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([acked, commits.length]).toEqual([0, 0]);
    run();
    await Promise.all(all);
    expect(acked).toBe(3);
    expect(commits).toEqual([4]); // The three, and the hourly tidying.
    await store.close();
  });

  test("take what is queued when the store closes, and nothing after", async () => {
    const store = await openSqliteStore({ path, clock: stillClock() });
    const last = due(store, "m1").catch(() => null);
    const recorded = store.record(press(messageOf("m2"), { id: "e1" }), 60_000);
    await store.close();
    expect(await recorded).toBe("waiting");
    await expect(store.backlog()).rejects.toThrow("the store is closed");
    await last;
    const again = await openSqliteStore({ path, clock: stillClock() });
    expect(await again.record(press(messageOf("m2"), { id: "e1" }), 60_000)).toBe("known");
    await again.close();
  });
});

describe("what is kept against repetition", () => {
  test("is let go after a week", async () => {
    const clock = stillClock();
    const store = await openSqliteStore({ path, clock });
    const item = { key: "k1", kind: "alert", payload: 1 };
    await store.send([item]);
    await store.claimItem("w1", 1_000);
    await store.finishItem("w1", "k1", null);
    clock.pass(6 * 24 * 3_600_000);
    await store.backlog();
    await store.send([item]);
    expect(await store.claimItem("w1", 1_000)).toEqual({ afterMs: null });
    clock.pass(2 * 24 * 3_600_000);
    await store.backlog();
    await store.send([item]);
    expect(await store.claimItem("w1", 1_000)).toMatchObject({ key: "k1" });
    await store.close();
  });

  test("is let go after a day without its delivery when it is an expected text, and conversations never are", async () => {
    const clock = stillClock();
    const store = await openSqliteStore({ path, clock });
    const text = { key: "k1", account: "acme", conversation: "c1", text: "Hello!", message: messageOf("m1"), link: "north" };
    await store.expect(text);
    await store.expect({ ...text, key: "k2" });
    const known = await store.meet("acme", { ids: ["c1"], name: "Ada", isGroup: false }, null);
    clock.pass(23 * 3_600_000);
    await store.expect(text); // It is tried again.
    clock.pass(2 * 3_600_000);
    await store.backlog();
    expect([await store.forget("k2"), await store.expected("acme", "c1", "Hello!")]).toEqual([false, text]);
    clock.pass(400 * 24 * 3_600_000);
    await store.backlog();
    expect(await store.forget("k1")).toBe(false);
    expect(await store.conversation("acme", "c1")).toEqual(known);
    await store.close();
  });
});
