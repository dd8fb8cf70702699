import { existsSync } from "node:fs";
import { readMigrations } from "../migrations.ts";
import { type Rows, STAYS } from "../table.ts";
import type { Database, Value } from "./database.ts";
import { openDatabase } from "./open.ts";
import { createSteps } from "./steps.ts";

const AT_ONCE = 1_000;
const BUSY_MS = 1_000;

export interface Export {
  /** Everything in the file, table by table. */
  rows(): Iterable<Rows>;
  close(): void;
}

/**
 * Takes a file for as long as it is read; it is brought up to date, and nothing in it is in flight. Throws when there is no such file,
 * and with who has it when a bridge does.
 */
export function openExport(path: string, nowMs: number): Export {
  if (!existsSync(path)) throw new Error(`${path}: there is no such file`);
  const database = openDatabase({ path, busyMs: BUSY_MS, migrations: readMigrations("sqlite"), nowMs });
  try {
    const { succeed } = createSteps(database, { now: () => nowMs });
    database.script("BEGIN IMMEDIATE");
    succeed();
    database.script("COMMIT");
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    *rows() {
      const tables = database.all<{ readonly name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      );
      for (const { name } of tables) if (!STAYS.includes(name)) yield* rowsOf(database, name);
    },
    close: () => database.close(),
  };
}

/** In the order of its primary key, a piece at a time. */
function* rowsOf(database: Database, table: string): Iterable<Rows> {
  const columns = database.all<{ readonly name: string; readonly pk: number }>(`PRAGMA table_info(${table})`);
  const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  const names = key.map(({ name }) => name).join(", ");
  let after: readonly Value[] | null = null;
  for (;;) {
    const from: string = after === null ? "" : `WHERE (${names}) > (${key.map(() => "?").join(", ")})`;
    const rows: readonly Record<string, Value>[] = database.all(
      `SELECT * FROM ${table} ${from} ORDER BY ${names} LIMIT ${AT_ONCE}`,
      ...(after ?? []),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield { table, rows };
    after = key.map(({ name }) => last[name] ?? null);
  }
}
