import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { type Migration, pending } from "../migrations.ts";
import type { Connections } from "./connections.ts";
import { isBroken, isConflict } from "./trouble.ts";

export interface MigrateOptions {
  readonly connections: Connections;
  readonly migrations: readonly Migration[];
  /** For how long a server that does not answer is given time to start. */
  readonly patienceMs: number;
}

/** Whoever migrates holds this lock; the others wait for it, and find nothing left to do. */
const LOCK = 7_353_301_118;
const LEAST_VERSION = 140_000;
const AGAIN_MS = 250;
/** Servers, databases and roles may end what takes long, or waits long. What is done once may. Not each version knows each of these. */
const UNHURRIED = `SELECT set_config(name, '0', false) FROM pg_settings
  WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')`;

/** Brings the database up to date. Throws with the step that failed, which is undone, or with why the database cannot be had. */
export async function migrate({ connections, migrations, patienceMs }: MigrateOptions): Promise<void> {
  await patiently(patienceMs, (leftMs) => migrateOnce({ connections, migrations, patienceMs: leftMs }));
}

/** Tries again, for as long as nothing is wrong but that connections end, or that somebody was met who works with an older schema. */
export async function patiently<Result>(patienceMs: number, attempt: (leftMs: number) => Promise<Result>): Promise<Result> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await attempt(Math.max(0, untilMs - performance.now()));
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      if (!(isBroken(cause) || isConflict(cause)) || performance.now() >= untilMs) throw error;
    }
    await sleep(AGAIN_MS);
  }
}

async function migrateOnce({ connections, migrations, patienceMs }: MigrateOptions): Promise<void> {
  const client = await connected(connections, patienceMs);
  try {
    await suits(client);
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
    await client.query("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at_ms DOUBLE PRECISION NOT NULL)");
    const { rows } = await client.query<{ readonly name: string }>("SELECT name FROM migrations ORDER BY name");
    for (const migration of pending(
      migrations,
      rows.map(({ name }) => name),
    ))
      await run(client, migration);
  } finally {
    // The lock goes with the connection.
    await client.end().catch(() => {});
  }
}

/**
 * An open connection of its own, on which nothing takes too long; with `answeredMs` one that ends when a statement has no answer by then.
 * Throws with what to do when there is none to be had.
 */
export async function connected(connections: Connections, patienceMs: number, answeredMs = 0): Promise<Client> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const client = connections.alone(answeredMs);
    try {
      await client.connect();
      await client.query(UNHURRIED);
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (!isBroken(error) || performance.now() >= untilMs) throw refusal(error);
    }
    await sleep(AGAIN_MS);
  }
}

function refusal(error: unknown): Error {
  const said = error instanceof Error ? error.message || String("code" in error ? error.code : error.name) : String(error);
  return new Error(`DATABASE_URL: PostgreSQL cannot be used: ${said}`, { cause: error });
}

async function suits(client: Client): Promise<void> {
  const { rows } = await client.query<{ readonly version: number; readonly encoding: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding",
  );
  const { version = 0, encoding = "" } = rows[0] ?? {};
  if (version < LEAST_VERSION) {
    throw new Error(
      `DATABASE_URL: PostgreSQL ${Math.floor(version / 10_000)} is too old: the bridge needs ${LEAST_VERSION / 10_000} or newer`,
    );
  }
  if (encoding !== "UTF8") {
    throw new Error(
      `DATABASE_URL: the database is encoded as ${encoding}: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
}

async function run(client: Client, { name, sql }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query("INSERT INTO migrations (name, at_ms) VALUES ($1, floor(extract(epoch FROM clock_timestamp()) * 1000))", [name]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`migration ${name} failed and was undone: ${said}`, { cause: error });
  }
}
