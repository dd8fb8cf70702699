import { readdirSync, readFileSync } from "node:fs";

/**
 * One step of the schema, run once, forward only, in a transaction of its own. "Changing the schema" in docs/architecture.md says what a
 * step may do, and how one fills a column of a million rows.
 */
export interface Migration {
  /** `0001-start`; the names' order is the order of the steps. */
  readonly name: string;
  readonly sql: string;
}

const FOLDER = new URL("./migrations/", import.meta.url);

/** The migrations of one dialect, in order: `NNNN-name.<dialect>.sql`, and `NNNN-name.sql`, which every dialect understands. */
export function readMigrations(dialect: "sqlite" | "postgres", folder: URL = FOLDER): readonly Migration[] {
  return readdirSync(folder)
    .map((file) => ({ file, parts: /^(\d{4}-[a-z-]+)(?:\.([a-z]+))?\.sql$/.exec(file) }))
    .filter(({ parts }) => parts !== null && (parts[2] ?? dialect) === dialect)
    .map(({ file, parts }) => ({ name: parts?.[1] ?? file, sql: readFileSync(new URL(file, folder), "utf8") }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those still to be run. Throws when the database knows a step that this version does not: it was written by a newer one. */
export function pending(migrations: readonly Migration[], applied: readonly string[]): readonly Migration[] {
  const unknown = applied.filter((name) => !migrations.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `the database was migrated by a newer version of the bridge (${unknown.join(", ")}); run that version, or restore a backup`,
    );
  }
  return migrations.filter(({ name }) => !applied.includes(name));
}
