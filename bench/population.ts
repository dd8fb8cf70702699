import { DatabaseSync } from "node:sqlite";
import { openSqliteStore } from "../src/stores/sqlite/index.ts";

/** Linked messages of one link: `count` of them, posted evenly over the last 60 days. */
export interface Population {
  readonly link: string;
  readonly channel: string;
  readonly account: string;
  readonly count: number;
}

export const TEAM = "T0ACME";
export const CONVERSATION = "5511999990001@s.whatsapp.net";

const SPAN_US = 60 * 86_400_000_000;
const BEGAN_US = (Date.now() - 1_000) * 1_000 - SPAN_US;

/** Slack's `ts` of one of them. */
export function tsOf({ count }: Pick<Population, "count">, index: number): string {
  const digits = String(BEGAN_US + Math.floor(SPAN_US / count) * (index % count));
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** The target message's id: unique over all populations, and known to whoever knows the event. */
export function targetOf(channel: string, ts: string): string {
  return `${channel}-${ts}`;
}

// Values that stand nowhere else in a row, to be replaced by each message's own.
const PATTERN = { ts: "1987654321.123456", ms: 1_234_567_890_123 };

/** Makes a database with so many linked messages: the first of a link by the store itself, the others as copies of its rows. */
export async function populate(path: string, populations: readonly Population[]): Promise<void> {
  for (const population of populations) {
    const id = await linkOne(path, population);
    const database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN");
    copyRows(database, population, id);
    database.exec("COMMIT; PRAGMA journal_mode = WAL");
    database.close();
  }
}

async function linkOne(path: string, { link, channel, account }: Population): Promise<number> {
  const store = await openSqliteStore({ path, clock: { now: () => PATTERN.ms } });
  const { mirror } = (await store.link({ platform: "slack", workspace: TEAM, channel, message: PATTERN.ts }, link, {
    ...{ account, message: targetOf(channel, PATTERN.ts), part: 0, comment: null, organization: null, post: false },
    ...{ conversation: CONVERSATION, fromMe: true, author: null },
  })) as { readonly mirror: { readonly id: string } };
  await store.close();
  return Number(mirror.id);
}

function copyRows(database: DatabaseSync, { count }: Population, first: number): void {
  const us = `(${BEGAN_US} + ${Math.floor(SPAN_US / count)} * i)`;
  const ts = `printf('%d.%06d', ${us} / 1000000, ${us} % 1000000)`;
  const own = (column: string) => `replace(replace(${column}, '${PATTERN.ts}', ${ts}), '${PATTERN.ms}', ${us} / 1000)`;
  const counted = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`;
  const copied = (table: string, key: string, special: Readonly<Record<string, string>>) => {
    const columns = (database.prepare(`PRAGMA table_info(${table})`).all() as { name: string; type: string }[]).map(({ name, type }) => ({
      name,
      made: special[name] ?? (type === "TEXT" ? `CASE WHEN ${name} IS NULL THEN NULL ELSE ${own(name)} END` : name),
    }));
    database.exec(
      `CREATE TEMP TABLE pattern AS SELECT * FROM ${table} WHERE ${key} = ${first}; DELETE FROM ${table} WHERE ${key} = ${first}`,
    );
    database.exec(`INSERT INTO ${table} (${columns.map(({ name }) => name)})
      ${counted} SELECT ${columns.map(({ made }) => made)} FROM n, pattern; DROP TABLE pattern`);
  };
  copied("mirrors", "id", {
    id: `${first} + i`,
    changed_ms: `${us} / 1000`,
    body: `json_set(${own("body")}, '$.id', cast(${first} + i AS TEXT))`,
  });
  copied("sources", "mirror", { mirror: `${first} + i` });
}
