import { existsSync } from "node:fs";
import { readMigrations } from "../migrations.ts";
import { type Row, STAYS, type Table } from "../table.ts";
import type { Database, Value } from "./database.ts";
import { openDatabase } from "./open.ts";
import { createSteps } from "./steps.ts";

const AT_ONCE = 1_000;
const BUSY_MS = 1_000;

export interface Export {
  /** Everything in the file. */
  tables(): Iterable<Table>;
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
    *tables() {
      const names = database.all<{ readonly name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      );
      for (const { name } of names) if (!STAYS.includes(name)) yield tableOf(database, name);
    },
    close: () => database.close(),
  };
}

function tableOf(database: Database, name: string): Table {
  const columns = database.all<{ readonly name: string; readonly pk: number }>(`PRAGMA table_info(${name})`);
  const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  return {
    name,
    columns: columns.map((column) => column.name),
    pieces: piecesOf(
      database,
      name,
      key.map((column) => column.name),
    ),
  };
}

function* piecesOf(database: Database, table: string, key: readonly string[]): Iterable<readonly Row[]> {
  const names = key.join(", ");
  let after: readonly Value[] | null = null;
  for (;;) {
    const from: string = after === null ? "" : `WHERE (${names}) > (${key.map(() => "?").join(", ")})`;
    const rows: readonly Row[] = database.all(`SELECT * FROM ${table} ${from} ORDER BY ${names} LIMIT ${AT_ONCE}`, ...(after ?? []));
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = key.map((name) => last[name] ?? null);
  }
}
