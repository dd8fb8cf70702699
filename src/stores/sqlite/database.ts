import { DatabaseSync, type StatementSync } from "node:sqlite";

export type Value = string | number | null;

/** One connection; every statement is prepared once. */
export interface Database {
  /** Returns how many rows it changed. */
  run(sql: string, ...values: readonly Value[]): number;
  /** `Row` is what the statement selects: its writer knows. */
  first<Row>(sql: string, ...values: readonly Value[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly Value[]): readonly Row[];
  /** Any number of statements. */
  script(sql: string): void;
  inTransaction(): boolean;
  close(): void;
}

export interface ConnectOptions {
  readonly path: string;
  /** How long to wait for another process to let go of the file. */
  readonly busyMs: number;
}

/** Opens a file for this process alone, as durable as SQLite can. Throws when another process has it (see `isBusy`). */
export function connect({ path, busyMs }: ConnectOptions): Database {
  const connection = new DatabaseSync(path, { timeout: busyMs });
  try {
    // Exclusive before WAL: the lock is the kernel's and dies with the process, and the index of the WAL stays in our memory.
    connection.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    connection.exec("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA journal_size_limit = 67108864");
    connection.exec("BEGIN IMMEDIATE; COMMIT");
  } catch (error) {
    connection.close();
    throw error;
  }
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    first: <Row>(sql: string, ...values: readonly Value[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: readonly Value[]) => prepared(sql).all(...values) as unknown[] as readonly Row[],
    script: (sql) => connection.exec(sql),
    inTransaction: () => connection.isTransaction,
    close: () => connection.close(),
  };
}

/** SQLITE_BUSY in all its forms. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" && (error.errcode & 0xff) === 5;
}
