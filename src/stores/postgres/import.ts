import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { readMigrations } from "../migrations.ts";
import { STAYS, type Table } from "../table.ts";
import { openConnections } from "./connections.ts";
import { connected, migrate } from "./open.ts";

const PATIENCE_MS = 10_000;

/** What a line of COPY says in other words. PostgreSQL has no place for a NUL in a text. */
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\ufffd" };

/**
 * Writes all of these tables into an empty database, whole or not at all; returns how many rows, by table. Throws when anything is in
 * there already.
 */
export async function importTables(url: string, all: Iterable<Table>): Promise<ReadonlyMap<string, number>> {
  const connections = openConnections({ url, most: 1, statementMs: 0, pipelined: false });
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

async function written(client: Client, all: Iterable<Table>): Promise<ReadonlyMap<string, number>> {
  const tables = await tablesOf(client);
  // Nobody begins to work here meanwhile.
  await client.query(`LOCK TABLE ${tables.join(", ")} IN ACCESS EXCLUSIVE MODE`);
  for (const table of tables) {
    const { rows } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (rows.length > 0) throw new Error(`the database is not empty: there is something in ${table}. Move into a new one.`);
  }
  // Into what this transaction has emptied rows go as they stay: nobody has to look at each of them again later.
  await client.query(`TRUNCATE ${tables.join(", ")}`);
  const counts = new Map<string, number>();
  for (const table of all) {
    const copying = client.query(copyFrom(`COPY ${table.name} (${table.columns.join(", ")}) FROM STDIN WITH (FREEZE)`));
    await pipeline(Readable.from(linesOf(table)), copying);
    if (copying.rowCount > 0) counts.set(table.name, copying.rowCount);
  }
  await numberOn(client);
  return counts;
}

function* linesOf({ columns, pieces }: Table): Iterable<string> {
  for (const rows of pieces) yield rows.map((row) => `${columns.map((column) => field(row[column] ?? null)).join("\t")}\n`).join("");
}

function field(value: string | number | null): string {
  if (value === null) return "\\N";
  return typeof value === "number" ? String(value) : value.replaceAll(/[\\\t\n\r\0]/g, (one) => ESCAPES[one] ?? one);
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
