import type { Client } from "pg";
import { readMigrations } from "../migrations.ts";
import { type Rows, STAYS } from "../table.ts";
import { openConnections } from "./connections.ts";
import { connected, migrate } from "./open.ts";

const PATIENCE_MS = 10_000;

/**
 * Writes all of these rows into an empty database, whole or not at all; returns how many, by table. Throws when anything is in there
 * already.
 */
export async function importRows(url: string, all: Iterable<Rows>): Promise<ReadonlyMap<string, number>> {
  const connections = openConnections({ url, most: 1, statementMs: 0 });
  try {
    await migrate({ connections, migrations: readMigrations("postgres"), patienceMs: PATIENCE_MS });
    const client = await connected(connections, PATIENCE_MS);
    try {
      await client.query("BEGIN");
      const counts = await written(client, all);
      await client.query("COMMIT");
      await client.query("ANALYZE");
      return counts;
    } finally {
      await client.end().catch(() => {});
    }
  } finally {
    await connections.close();
  }
}

async function written(client: Client, all: Iterable<Rows>): Promise<ReadonlyMap<string, number>> {
  const tables = await tablesOf(client);
  // Nobody begins to work here meanwhile.
  await client.query(`LOCK TABLE ${tables.join(", ")} IN ACCESS EXCLUSIVE MODE`);
  for (const table of tables) {
    const { rows } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (rows.length > 0) throw new Error(`the database is not empty: there is something in ${table}. Move into a new one.`);
  }
  const counts = new Map<string, number>();
  for (const { table, rows } of all) {
    await client.query(
      `INSERT INTO ${table} (${Object.keys(rows[0] ?? {}).join(", ")}) OVERRIDING SYSTEM VALUE
        SELECT ${Object.keys(rows[0] ?? {}).join(", ")} FROM json_populate_recordset(NULL::${table}, $1)`,
      // PostgreSQL has no place for a NUL in a text.
      [JSON.stringify(rows).replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, "$1\\ufffd")],
    );
    counts.set(table, (counts.get(table) ?? 0) + rows.length);
  }
  await numberOn(client);
  return counts;
}

async function tablesOf(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  return rows.map(({ name }) => name).filter((name) => !STAYS.includes(name));
}

/** What comes next is numbered after what is there. */
async function numberOn(client: Client): Promise<void> {
  const { rows } = await client.query<{ readonly table: string; readonly column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
      WHERE table_schema = current_schema() AND is_identity = 'YES'`,
  );
  const numbered = [
    { sequence: "'mirror_numbers'", table: "mirrors", column: "id" },
    { sequence: "'call_numbers'", table: "accounts", column: "served" },
    ...rows.map(({ table, column }) => ({ sequence: `pg_get_serial_sequence('${table}', '${column}')`, table, column })),
  ];
  for (const { sequence, table, column } of numbered) {
    await client.query(`SELECT setval(${sequence}, coalesce(max(${column}), 0) + 1, false) FROM ${table}`);
  }
}
