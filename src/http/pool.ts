import { Pool } from "undici";
import { exchange, type Outcome, type Outgoing } from "./exchange.ts";

export interface PoolsOptions {
  /** How long a connection may take to stand, TLS included; over that the request was surely not sent. Default 5 s. */
  readonly connectTimeoutMs?: number;
  /** Longer answers count as unreadable. Default 256 KB. */
  readonly maxBytes?: number;
  /** Connections to one origin at a time; more requests wait for one. Default 1,024, so that one account of many does not wait for another's. */
  readonly connections?: number;
}

/** Connections to the outside, kept open and shared: one undici Pool per origin. */
export interface Pools {
  /** One request, never repeated and never redirected. Never rejects: what goes wrong on the way is a `Fault`. Secrets stay in `headers`. */
  request(outgoing: Outgoing): Promise<Outcome>;
  /** Resolves when what is in flight has ended; each request's own signal bounds that. */
  close(): Promise<void>;
}

/** A caller's signal ends a request long before; this only keeps a forgotten one from staying for ever. */
const BACKSTOP_MS = 60_000;

export function createPools(options: PoolsOptions = {}): Pools {
  const { connectTimeoutMs = 5_000, maxBytes = 256 * 1_024, connections = 1_024 } = options;
  const pools = new Map<string, Pool>();
  let closing: Promise<unknown> | null = null;

  const open = (origin: string) => {
    const pool = new Pool(origin, {
      connections,
      // HTTP/1.1 alone: one request on one connection, so that a cut connection makes only that one request ambiguous.
      allowH2: false,
      pipelining: 1,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: BACKSTOP_MS,
      bodyTimeout: BACKSTOP_MS,
    });
    pools.set(origin, pool);
    return pool;
  };

  return {
    async request(outgoing) {
      if (closing !== null) return { kind: "fault", reason: "closed", sent: false };
      return exchange(pools.get(outgoing.origin) ?? open(outgoing.origin), outgoing, outgoing.maxBytes ?? maxBytes);
    },
    async close() {
      closing ??= Promise.all(Array.from(pools.values(), (pool) => pool.close()));
      await closing;
    },
  };
}
