import type { PoolClient, QueryResult } from "pg";

export type Value = string | number | boolean | null | readonly string[] | readonly number[];

/** Statements in one transaction. They are sent one behind the other, without waiting for each other's answers. */
export interface Transaction {
  /** The store's clock when the transaction began and had its turns, in milliseconds since 1970. */
  now(): Promise<number>;
  /** `Row` is what the statement selects: its writer knows. */
  all<Row extends object>(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>;
  first<Row extends object>(sql: string, ...values: readonly Value[]): Promise<Row | undefined>;
  /** Returns how many rows it changed. When it fails nothing is committed, whether somebody awaits it or not. */
  run(sql: string, ...values: readonly Value[]): Promise<number>;
  /** The same, with what such a statement returns. */
  changed<Row extends object>(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>;
}

export interface OpenTransaction extends Transaction {
  /** Runs what is to be done in it; ends it when that fails, with the error that came first. */
  carriedOut<Result>(work: () => Promise<Result>): Promise<Result>;
  wrote(): boolean;
  knownBy(): Promise<KnownBy>;
  end(how: "COMMIT" | "ROLLBACK"): Promise<void>;
}

/** The number of a transaction, and since when the server runs that gave it. */
export interface KnownBy {
  readonly xid: string;
  readonly server: string;
}

interface Opened extends KnownBy {
  readonly now: number;
}

/** `opening`: statements of which the last selects the clock, and by what the transaction is known. */
export function begin(client: PoolClient, opening: string, nowMs: (() => number) | null): OpenTransaction {
  let first: { readonly error: unknown } | null = null;
  let writes = 0;

  /** Somebody may await it; that it failed is noted all the same. */
  function noted<Result>(answer: Promise<Result>): Promise<Result> {
    answer.catch((error: unknown) => {
      first ??= { error };
    });
    return answer;
  }

  const opened = noted(
    client.query(opening).then((results) => {
      const [row] = ([results] as QueryResult<Opened>[]).flat().at(-1)?.rows ?? [];
      if (row === undefined) throw new Error("the database did not say what time it is");
      return nowMs === null ? row : { ...row, now: nowMs() };
    }),
  );

  function sent<Row extends object>(text: string, values: readonly Value[]): Promise<QueryResult<Row>> {
    return noted(client.query<Row>({ name: nameOf(text), text, values: values.map(sound) }));
  }

  return {
    now: async () => (await opened).now,
    knownBy: () => opened,
    all: async (sql, ...values) => (await sent<never>(sql, values)).rows,
    first: async (sql, ...values) => (await sent<never>(sql, values)).rows[0],
    run(sql, ...values) {
      writes += 1;
      const changed = sent(sql, values).then(({ rowCount }) => rowCount ?? 0);
      changed.catch(() => {});
      return changed;
    },
    async changed(sql, ...values) {
      writes += 1;
      return (await sent<never>(sql, values)).rows;
    },
    wrote: () => writes > 0,
    async carriedOut(work) {
      try {
        return await work();
      } catch (error) {
        const before = first;
        await client.query("ROLLBACK").catch(() => {});
        throw before === null ? error : before.error;
      }
    },
    async end(how) {
      const ended = noted(client.query(how));
      const { command } = await ended.catch((error: unknown) => {
        throw first === null ? error : first.error;
      });
      // Every statement was answered before this one. After one that failed, the server undoes the transaction instead.
      if (first !== null) throw first.error;
      if (command !== how) throw new Error(`the database answered ${how} with ${command}`);
    },
  };
}

const names = new Map<string, string>();

/** Each statement is prepared once on each connection. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `s${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** PostgreSQL has no place for a NUL in a text. */
function sound(value: Value): Value {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
  return Array.isArray(value) ? value.map((one) => sound(one as Value) as string) : value;
}
