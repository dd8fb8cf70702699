import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { readMigrations } from "../src/stores/migrations.ts";
import { openConnections } from "../src/stores/postgres/connections.ts";
import { importTables } from "../src/stores/postgres/import.ts";
import { openPostgresStore } from "../src/stores/postgres/index.ts";
import { migrate } from "../src/stores/postgres/open.ts";
import { openExport } from "../src/stores/sqlite/export.ts";
import { openSqliteStore } from "../src/stores/sqlite/index.ts";
import { openDatabase } from "../src/stores/sqlite/open.ts";
import { asked, startPostgres } from "../test/support/postgres.ts";
import { atMost, type Goal, HEADER, row } from "./figure.ts";
import { NORTH } from "./outside.ts";
import { populate } from "./population.ts";

const GOAL = atMost(30);
const MIGRATIONS = fileURLToPath(new URL("../src/stores/migrations/", import.meta.url));
const [FIRST, PRESENT, ADDED, FILLED, UPDATED] = ["0001", "0096", "0097", "0098", "0099"] as const;
/** Steps that next versions might have. */
const NEXT = {
  [`${ADDED}-added.sql`]: "ALTER TABLE mirrors ADD COLUMN added TEXT; CREATE INDEX mirrors_added ON mirrors (added, changed_ms);",
  [`${FILLED}-filled.sqlite.sql`]: `ALTER TABLE mirrors ADD COLUMN filled REAL;
    UPDATE mirrors SET filled = body ->> '$.createdMs';
    CREATE INDEX mirrors_filled ON mirrors (filled);`,
  [`${FILLED}-filled.postgres.sql`]: `ALTER TABLE mirrors ADD COLUMN filled DOUBLE PRECISION;
    ALTER TABLE mirrors ALTER COLUMN filled TYPE DOUBLE PRECISION USING (body::json ->> 'createdMs')::float8;
    CREATE INDEX mirrors_filled ON mirrors (filled);`,
  [`${UPDATED}-updated.postgres.sql`]: `ALTER TABLE mirrors ADD COLUMN updated DOUBLE PRECISION;
    UPDATE mirrors SET updated = (body::json ->> 'createdMs')::float8;
    CREATE INDEX mirrors_updated ON mirrors (updated);`,
};

const { mirrors } = parseArgs({ options: { mirrors: { type: "string", default: "1000000" } } }).values;
const folder = mkdtempSync(join(tmpdir(), "reacji-migration-"));
// After an error and a signal, too; the server sees to itself.
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const load = () => loadavg()[0]?.toFixed(2);
console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${load()}`);
console.log(`${mirrors} mirrors\n\n${HEADER}`);
const path = join(folder, "bridge.db");
await populate(path, [{ ...NORTH, count: Number(mirrors) }]);
const old = await oldFile(path);
await measured("SQLite: from the first schema to this one", GOAL, () => openFile(old, PRESENT));
rmSync(old);

const server = await startPostgres({ durable: true });
const url = await server.database();
await measured("moved from SQLite into PostgreSQL", null, move);
const oldUrl = await oldSchema(url);
await measured("PostgreSQL: from the first schema to this one", GOAL, () => openServer(oldUrl, PRESENT));
await asked(url, "DROP SCHEMA old CASCADE");
await measured("PostgreSQL: a column and an index more", GOAL, () => openServer(url, ADDED));
await measured("PostgreSQL: a column filled in every row, and an index", GOAL, () => openServer(url, FILLED));
await measured("the same by UPDATE", null, () => openServer(url, UPDATED));
await server.stop();

await measured("SQLite: a column and an index more", GOAL, () => openFile(path, ADDED));
await measured("SQLite: a column filled in every row, and an index", GOAL, () => openFile(path, FILLED));
console.log(`\n${Math.round(performance.now() / 1_000)} s in all, load ${load()} at the end.`);

async function measured(name: string, goal: Goal | null, work: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  await work();
  console.log(row({ name, unit: "s", values: [(performance.now() - startedMs) / 1_000], goal }));
}

/** A version of the bridge starts on it, and ends. */
async function openFile(path: string, version: string): Promise<void> {
  await (await openSqliteStore({ path, clock: { now: Date.now }, migrations: upTo(version) })).close();
}

async function openServer(url: string, version: string): Promise<void> {
  await (await openPostgresStore({ url, migrations: upTo(version) })).close();
}

async function move(): Promise<void> {
  const file = openExport(path, Date.now());
  await importTables(url, file.tables());
  file.close();
}

/** The steps of a version. */
function upTo(version: string): URL {
  const steps = join(folder, version);
  mkdirSync(steps, { recursive: true });
  const isOf = (file: string) => file === MIGRATIONS || basename(file).slice(0, 4) <= version;
  cpSync(MIGRATIONS, steps, { recursive: true, filter: isOf });
  for (const [file, sql] of Object.entries(NEXT)) if (isOf(file)) writeFileSync(join(steps, file), sql);
  return pathToFileURL(`${steps}/`);
}

/** The same mirrors in a file of the first version. */
async function oldFile(path: string): Promise<string> {
  const old = join(folder, "old.db");
  openDatabase({ path: old, busyMs: 0, migrations: readMigrations("sqlite", upTo(FIRST)), nowMs: Date.now() }).close();
  const file = new DatabaseSync(old);
  file.exec(`PRAGMA synchronous = OFF; ATTACH '${path}' AS now`);
  for (const table of ["mirrors", "sources"]) {
    const columns = file.prepare("SELECT name FROM pragma_table_info(?, 'main')").all(table);
    const names = columns.map(({ name }) => name).join(", ");
    file.exec(`INSERT INTO ${table} (${names}) SELECT ${names} FROM now.${table}`);
  }
  file.close();
  return old;
}

/** The same mirrors in a schema of the first version, beside the present one. */
async function oldSchema(url: string): Promise<string> {
  await asked(url, "CREATE SCHEMA old");
  const old = `${url}?options=-c%20search_path%3Dold`;
  const connections = openConnections({ url: old, most: 1, statementMs: 0 });
  await migrate({ connections, migrations: readMigrations("postgres", upTo(FIRST)), patienceMs: 0 });
  await connections.close();
  for (const table of ["mirrors", "sources"]) {
    const [columns] = await asked<{ readonly names: string }>(
      url,
      `SELECT string_agg(column_name, ', ') AS names FROM information_schema.columns WHERE table_schema = 'old' AND table_name = '${table}'`,
    );
    await asked(old, `INSERT INTO ${table} (${columns?.names}) SELECT ${columns?.names} FROM public.${table}`);
  }
  return old;
}
