import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, type Database } from "../../src/stores/sqlite/database.ts";
import { createGroupCommit, type GroupCommit } from "../../src/stores/sqlite/group-commit.ts";

let database: Database;
let group: GroupCommit;
let undone: number;
let turns: number;

beforeEach(() => {
  database = connect({ path: ":memory:", busyMs: 0 });
  database.script("CREATE TABLE person (name TEXT PRIMARY KEY)");
  database.script("CREATE TABLE pet (owner TEXT NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED)");
  undone = 0;
  turns = 0;
  group = createGroupCommit({
    database,
    flush: (run) => {
      turns += 1;
      setImmediate(run);
    },
    undone: () => {
      undone += 1;
    },
    committed: () => {},
  });
});

afterEach(() => database.close());

const add = (name: string) => group.step(() => database.run("INSERT INTO person VALUES (?)", name));
const names = () => database.all<{ readonly name: string }>("SELECT name FROM person ORDER BY name").map(({ name }) => name);

test("a step that throws is undone alone", async () => {
  const torn = group.step(() => {
    database.run("INSERT INTO person VALUES ('half')");
    throw new Error("torn");
  });
  const settled = await Promise.allSettled([add("ada"), torn, add("bob")]);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(names()).toEqual(["ada", "bob"]);
  expect([undone, turns]).toEqual([2, 1]);
});

test("a commit that fails acks nobody, and the next one goes through", async () => {
  const orphan = group.step(() => database.run("INSERT INTO pet VALUES ('nobody')"));
  const settled = await Promise.allSettled([add("ada"), orphan]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(names()).toEqual([]);
  await add("bob");
  expect(names()).toEqual(["bob"]);
});

test("a transaction that SQLite itself gave up acks nobody", async () => {
  const full = group.step(() => database.script("ROLLBACK; SELECT no_such_function()"));
  const settled = await Promise.allSettled([add("ada"), full, add("bob")]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(names()).toEqual([]);
});

test("more steps than one transaction takes are spread over several, in order", async () => {
  const order: number[] = [];
  await Promise.all(Array.from({ length: 600 }, (_, index) => group.step(() => order.push(index))));
  expect(order).toEqual(Array.from({ length: 600 }, (_, index) => index));
  expect(turns).toBe(3);
});
