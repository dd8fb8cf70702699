import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { readMigrations } from "../migrations.ts";
import { createClaims } from "./claims.ts";
import { openConnections } from "./connections.ts";
import { createDatabase } from "./database.ts";
import { createMadeLinks } from "./made-links.ts";
import { openExchange } from "./news.ts";
import { migrate } from "./open.ts";
import { createStepping } from "./parts.ts";
import { createPasses } from "./passes.ts";
import { createRecording } from "./recording.ts";
import { createSteps } from "./steps.ts";
import { tidy } from "./tidy.ts";

const TIDY_MS = 60 * 60_000;
const CLOSE_MS = 2_000;
const CONNECTIONS = 10;
const PATIENCE_MS = 30_000;
/** A server that is started again is back within this, mostly; and whoever tells of an event waits no longer. */
const AWAY_MS = 2_000;
/** No statement of a step needs a second. */
const STATEMENT_MS = 10_000;
const ASK_EVERY_MS = 15_000;

export interface PostgresStoreOptions {
  /** `postgres://user:password@host/database`. */
  readonly url: string;
  /** In place of the database's own clock, for tests. */
  readonly clock?: Pick<Clock, "now">;
  /** Called after each commit. */
  readonly committed?: (tookMs: number) => void;
  /** How many connections it uses at most, besides the one on which it listens. */
  readonly connections?: number;
  /** For how long a server that does not answer is given time to start. */
  readonly patienceMs?: number;
  /** For so long what is asked waits for a server that is away. */
  readonly awayMs?: number;
  /** After so long a statement is given up, and its step with it. */
  readonly statementMs?: number;
  /** So often it is asked whether the connection on which it listens still stands. */
  readonly askEveryMs?: number;
  /** Where the migrations are. */
  readonly migrations?: URL;
}

/**
 * Opens the store that any number of processes share. Throws with why the database cannot be had, and when a migration fails. What it
 * is asked while the database is away is rejected after a moment; it goes on by itself when the database is back.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, clock, committed = () => {}, patienceMs = PATIENCE_MS, awayMs = AWAY_MS } = options;
  const connections = openConnections({ url, most: options.connections ?? CONNECTIONS, statementMs: options.statementMs ?? STATEMENT_MS });
  const exchange = await migrate({ connections, migrations: readMigrations("postgres", options.migrations), patienceMs })
    .then(() => openExchange({ connections, patienceMs, askEveryMs: options.askEveryMs ?? ASK_EVERY_MS }))
    .catch(async (error: unknown) => {
      await connections.close();
      throw error;
    });
  const database = createDatabase({ connections, nowMs: clock === undefined ? null : () => clock.now(), committed, awayMs });
  const nowMs = () => (clock === undefined ? performance.now() : clock.now());
  const underWay = new Set<Promise<unknown>>();
  let tidyMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  /** What cannot be let go of now is let go of in an hour. */
  function tidyUp(): void {
    tidyMs = nowMs() + TIDY_MS;
    const tidied = database.step([], tidy).catch(() => false);
    void counted(
      tidied.then((more) => {
        if (more) tidyMs = Number.NEGATIVE_INFINITY;
      }),
    );
  }

  function counted<Result>(work: Promise<Result>): Promise<Result> {
    underWay.add(work);
    const done = () => underWay.delete(work);
    work.then(done, done);
    return work;
  }

  /** Every call, until the store is closed. */
  function open<Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>): (...args: Args) => Promise<Result> {
    return (...args) => {
      if (isClosed) return Promise.reject(new Error("the store is closed"));
      if (nowMs() >= tidyMs) tidyUp();
      return counted(call(...args));
    };
  }

  const stepping = createStepping(database, () => exchange.tell("work"));
  const said = () => exchange.tell("links");
  const calls = {
    ...createRecording(stepping),
    ...createClaims(stepping),
    ...createPasses(stepping),
    ...createSteps(stepping, said),
    ...createMadeLinks(stepping, said),
  };
  const opened = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, open(call as never)])) as typeof calls;
  return {
    ...opened,
    onNews: exchange.listen,
    async close() {
      if (isClosed) return;
      isClosed = true;
      // A database that does not answer keeps nobody from stopping: what it was asked then is not acked, or confirmed later.
      await Promise.race([Promise.allSettled(underWay), sleep(CLOSE_MS, null, { ref: false })]);
      await Promise.race([Promise.all([exchange.close(), connections.close()]), sleep(CLOSE_MS, null, { ref: false })]);
    },
  };
}
