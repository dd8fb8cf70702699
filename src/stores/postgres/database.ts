import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import type { Connections } from "./connections.ts";
import { begin, type KnownBy, type Transaction } from "./transaction.ts";
import { isBroken, isConflict, isCrash, isOfTheFuture, isStale, isUnanswered } from "./trouble.ts";
import { createTurns } from "./turns.ts";

export interface Database {
  /**
   * Runs `work` in one transaction. `turns` name what nobody else may work on meanwhile; they are waited for before anything is read.
   * `work` is called again when the server asks for that. Resolves only when all is committed; when it rejects, nothing of it happened.
   */
  step<Result>(turns: readonly string[], work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** Runs `work`, which only reads. */
  look<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

interface Answer {
  readonly status: string | null;
  readonly server: string;
}

export interface DatabaseOptions {
  readonly connections: Connections;
  /** In place of the server's clock. */
  readonly nowMs: (() => number) | null;
  readonly committed: (tookMs: number) => void;
  /** For how long what is asked waits for a server that is away. */
  readonly awayMs: number;
}

interface Ends<Result> {
  /** What is still to be done on the connection when the result is there. */
  readonly after?: (client: PoolClient) => Promise<void>;
  /** What an attempt did after all that ended so; null: nothing. */
  readonly afterAll?: (error: unknown) => Promise<{ readonly result: Result } | null>;
}

const MOST_TRIES = 6;
const AGAIN_MS = 20;
/** For so long it is asked whether a commit went through of which the answer was lost. */
const ASKED_MS = 10_000;
const ASKED_EVERY_MS = 200;
const KNOWN_BY = "pg_current_xact_id()::text AS xid, pg_postmaster_start_time()::text AS server";
const WENT_THROUGH = "SELECT pg_xact_status($1::xid8) AS status, pg_postmaster_start_time()::text AS server";
const CLOCK = "floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now";

export function createDatabase({ connections, nowMs, committed, awayMs }: DatabaseOptions): Database {
  const local = createTurns();

  async function step<Result>(turns: readonly string[], work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    // Here first: whoever waits for a process of its own should not keep a connection waiting.
    return local.taken(turns, () => stepInTurn(turns, work));
  }

  async function stepInTurn<Result>(turns: readonly string[], work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const opening = `BEGIN ISOLATION LEVEL READ COMMITTED; ${turnsTaken(turns)}SELECT ${CLOCK}, ${KNOWN_BY}`;
    let doubtful: { readonly result: Result; readonly known: KnownBy; readonly startedMs: number } | null = null;

    async function attempt(client: PoolClient): Promise<Result> {
      doubtful = null;
      const startedMs = performance.now();
      const transaction = begin(client, opening, nowMs);
      const result = await transaction.carriedOut(() => work(transaction));
      if (!transaction.wrote()) {
        await transaction.end("ROLLBACK");
        return result;
      }
      try {
        await transaction.end("COMMIT");
      } catch (error) {
        if (isBroken(error) || isUnanswered(error)) doubtful = { result, known: await transaction.knownBy(), startedMs };
        throw error;
      }
      committed(performance.now() - startedMs);
      return result;
    }

    return persistently(attempt, {
      async afterAll(error) {
        if (doubtful === null || !(await wentThrough(doubtful.known, error))) return null;
        committed(performance.now() - doubtful.startedMs);
        return doubtful;
      },
    });
  }

  async function look<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const opening = `BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SELECT ${CLOCK}`;
    const attempt = (client: PoolClient) => {
      const transaction = begin(client, opening, nowMs);
      return transaction.carriedOut(() => work(transaction));
    };
    // What was read is there: nobody waits for its transaction to end.
    return persistently(attempt, { after: async (client) => void (await client.query("COMMIT")) });
  }

  /** Tries again what met somebody else, or a connection that was gone before anything could be committed. */
  async function persistently<Result>(attempt: (client: PoolClient) => Promise<Result>, ends: Ends<Result>): Promise<Result> {
    const untilMs = performance.now() + awayMs;
    for (let tries = 1; ; tries += 1) {
      try {
        return await connections.use(attempt, ends.after);
      } catch (error) {
        // By now the connection is given back: whoever asks what became of it may need one.
        const done = await ends.afterAll?.(error);
        if (done != null) return done.result;
        // However long that took: a process that stood still is told late, and whoever was connected with a server that is gone is not told at all.
        const isInTime = tries === 1 || performance.now() < untilMs;
        const isWorthIt = isBroken(error) || isUnanswered(error) ? isInTime : (isConflict(error) || isStale(error)) && tries < MOST_TRIES;
        if (!isWorthIt || connections.isClosed()) throw error;
      }
      await sleep(AGAIN_MS * Math.min(tries, MOST_TRIES) * (0.5 + Math.random()));
    }
  }

  /** The answer to a commit was lost with its connection: the server knows what became of it. Throws when it cannot be found out. */
  async function wentThrough({ xid, server }: KnownBy, lost: unknown): Promise<boolean> {
    const untilMs = performance.now() + ASKED_MS;
    let trouble = lost;
    while (performance.now() < untilMs && !connections.isClosed()) {
      try {
        const answer = await connections.use(async (client) => (await client.query<Answer>(WENT_THROUGH, [xid])).rows[0]);
        // A server that was killed forgets what had not reached the disk, and gives its number to the next.
        if (answer?.status === "committed" && answer.server === server && !isCrash(lost)) return true;
        if (answer?.status === "committed") break;
        if (answer?.status !== "in progress") return false;
      } catch (error) {
        if (isOfTheFuture(error)) return false;
        trouble = error;
      }
      await sleep(ASKED_EVERY_MS);
    }
    throw new Error("whether a commit went through could not be found out", { cause: trouble });
  }

  return { step, look };
}

/** Everybody takes their turns in one order, so that nobody waits in a circle. */
function turnsTaken(turns: readonly string[]): string {
  if (turns.length === 0) return "";
  const keys = [...new Set(turns.map(keyOf))].sort((a, b) => (a < b ? -1 : 1));
  return `SELECT ${keys.map((key) => `pg_advisory_xact_lock(${key})`).join(", ")}; `;
}

function keyOf(turn: string): bigint {
  return createHash("sha1").update(turn).digest().readBigInt64BE();
}
