import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Migration, pending } from "../migrations.ts";
import { connect, type Database, isBusy } from "./database.ts";
import { forgetOwner, signOwner, takenError } from "./owner.ts";

export interface OpenOptions {
  /** A file, made when it is missing, or `:memory:`. */
  readonly path: string;
  readonly busyMs: number;
  readonly migrations: readonly Migration[];
  readonly nowMs: number;
}

/** The file, taken for this process alone and migrated. Throws with who has it, or with the step that failed; that step is undone. */
export function openDatabase({ path, busyMs, migrations, nowMs }: OpenOptions): Database {
  const isFile = path !== ":memory:";
  if (isFile) make(path);
  const database = connected(path, busyMs);
  const owned: Database = {
    ...database,
    close() {
      if (isFile) forgetOwner(path);
      database.close();
    },
  };
  try {
    if (isFile) signOwner(path, nowMs);
    migrate(database, migrations, nowMs);
  } catch (error) {
    owned.close();
    throw error;
  }
  return owned;
}

/** For our eyes only: who reacted to what is nobody else's business. */
function make(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  // Only when it is missing: opening and closing it beside SQLite would let go of SQLite's own lock.
  if (!existsSync(path)) writeFileSync(path, "", { mode: 0o600 });
}

function connected(path: string, busyMs: number): Database {
  try {
    return connect({ path, busyMs });
  } catch (error) {
    if (isBusy(error)) throw takenError(path, error);
    throw new Error(`${path} cannot be opened as a database: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function migrate(database: Database, migrations: readonly Migration[], nowMs: number): void {
  database.script("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at_ms REAL NOT NULL) STRICT, WITHOUT ROWID");
  const applied = database.all<{ readonly name: string }>("SELECT name FROM migrations ORDER BY name").map(({ name }) => name);
  for (const { name, sql } of pending(migrations, applied)) {
    try {
      database.script("BEGIN IMMEDIATE");
      database.script(sql);
      database.run("INSERT INTO migrations (name, at_ms) VALUES (?, ?)", name, nowMs);
      database.script("COMMIT");
    } catch (error) {
      if (database.inTransaction()) database.script("ROLLBACK");
      throw new Error(`migration ${name} failed and was undone: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
