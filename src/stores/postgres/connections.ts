import { Client, type ClientConfig, Pool, type PoolClient } from "pg";
import { isBroken, isStale } from "./trouble.ts";

/** What one bridge keeps open to its database. */
export interface Connections {
  /** Lends a connection. One on which something failed that may not be over is not lent again. */
  use<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result>;
  /** A connection of its own, not yet open, on which statements may take as long as they need. */
  alone(): Client;
  isClosed(): boolean;
  close(): Promise<void>;
}

export interface ConnectionsOptions {
  readonly url: string;
  readonly most: number;
}

const CONNECT_MS = 5_000;
const IDLE_MS = 60_000;
/** No statement of a step needs a second; what holds others up for longer is given up. */
const STATEMENT_MS = 10_000;
/** A process that stands still in the midst of a step holds the others up for no longer. */
const STANDING_STILL_MS = 5_000;
/** The server did not keep its own limit: it is not there any more. */
const ANSWER_MS = 15_000;

export function openConnections({ url, most }: ConnectionsOptions): Connections {
  const basis: ClientConfig = {
    connectionString: url,
    application_name: "reacji-bridge",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: CONNECT_MS,
  };
  const pool = new Pool({
    ...basis,
    max: most,
    idleTimeoutMillis: IDLE_MS,
    pipeline: true,
    statement_timeout: STATEMENT_MS,
    lock_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STANDING_STILL_MS,
    query_timeout: ANSWER_MS,
  });
  // Whoever uses a connection hears of its end from its statements.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", () => {});
  let closing: Promise<void> | null = null;

  return {
    async use(work) {
      const client = await pool.connect();
      try {
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        client.release(isBroken(error) || isStale(error) || client.getTransactionStatus() !== "I");
        throw error;
      }
    },
    alone() {
      const client = new Client(basis);
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
