import { Client, type ClientConfig, Pool, type PoolClient } from "pg";
import { isBroken, isStale, isUnanswered } from "./trouble.ts";

/** What one bridge keeps open to its database. */
export interface Connections {
  /**
   * Lends a connection, until `after` what `work` began there as well. One on which something failed that may not be over is not lent
   * again; and once a statement was never answered, neither is any that has not answered since that was sent: a server that fails
   * over says no word to those who are connected with it.
   */
  use<Result>(work: (client: PoolClient) => Promise<Result>, after?: (client: PoolClient) => Promise<void>): Promise<Result>;
  /** A connection of its own, not yet open, which ends when a statement has no answer after so long; 0: it may take as long as it needs. */
  alone(answeredMs: number): Client;
  isClosed(): boolean;
  close(): Promise<void>;
}

export interface ConnectionsOptions {
  readonly url: string;
  readonly most: number;
  /** After so long a statement of a step is given up, with its step. */
  readonly statementMs: number;
  /** Whether statements leave before the one before them is answered, as they do by default. Where they do no stream passes. */
  readonly pipelined?: boolean;
}

const CONNECT_MS = 5_000;
const IDLE_MS = 60_000;
/** More than that after its own limit, and the server is not there any more. */
const LATE_MS = 5_000;

export function openConnections({ url, most, statementMs, pipelined = true }: ConnectionsOptions): Connections {
  const basis: ClientConfig = {
    connectionString: url,
    application_name: "reacji-bridge",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: CONNECT_MS,
    pipeline: pipelined,
  };
  const queryMs = statementMs + LATE_MS;
  const pool = new Pool({
    ...basis,
    max: most,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: statementMs,
    // A process that stands still in the midst of a step holds the others up for no longer than they wait.
    idle_in_transaction_session_timeout: statementMs / 2,
    query_timeout: queryMs,
  });
  /** When each connection was in order last. */
  const heardMs = new WeakMap<PoolClient, number>();
  /** Since when the server has left a statement without an answer. */
  let silentMs = Number.NEGATIVE_INFINITY;
  pool.on("connect", (client) => {
    // Whoever uses a connection hears of its end from its statements.
    client.on("error", () => {});
    heardMs.set(client, performance.now());
  });
  pool.on("error", () => {});
  let closing: Promise<void> | null = null;

  async function lent(): Promise<PoolClient> {
    for (;;) {
      const client = await pool.connect();
      if ((heardMs.get(client) ?? 0) >= silentMs) return client;
      client.release(true);
    }
  }

  function giveBack(client: PoolClient): void {
    heardMs.set(client, performance.now());
    client.release();
  }

  function giveBackFailed(client: PoolClient, error: unknown): void {
    if (isUnanswered(error)) silentMs = Math.max(silentMs, performance.now() - queryMs);
    if (isBroken(error) || isStale(error) || client.getTransactionStatus() !== "I") client.release(true);
    else giveBack(client);
  }

  return {
    async use(work, after) {
      const client = await lent();
      const failed = (error: unknown) => giveBackFailed(client, error);
      try {
        const result = await work(client);
        if (after === undefined) giveBack(client);
        else void after(client).then(() => giveBack(client), failed);
        return result;
      } catch (error) {
        failed(error);
        throw error;
      }
    },
    alone(answeredMs) {
      const client = new Client({ ...basis, query_timeout: answeredMs });
      client.on("error", () => {});
      return client;
    },
    isClosed: () => closing !== null,
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}
