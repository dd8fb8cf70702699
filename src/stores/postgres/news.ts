import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import type { News } from "../../ports/store.ts";
import type { Connections } from "./connections.ts";
import { connected, patiently } from "./open.ts";

/** What the processes on one database tell each other. Nothing depends on it: whoever hears nothing looks by itself, only later. */
export interface Exchange {
  /** Tells all others; of much that happens at once it tells once. */
  tell(news: News): void;
  /** Calls `hear` for what others tell, and for everything when something may have been missed. */
  listen(hear: (news: News) => void): void;
  close(): Promise<void>;
}

const CHANNEL = "reacji_bridge";
const EVERYTHING: readonly News[] = ["work", "links"];
/** Between two calls for one kind of news. */
const APART_MS = 10;
const AGAIN_MS = 1_000;

export interface ExchangeOptions {
  readonly connections: Connections;
  /** For how long a server that does not answer is given time to start. */
  readonly patienceMs: number;
  /**
   * A connection that ended without a word is found out by asking, before it is asked again; what it did not bring (through some poolers
   * nothing comes) is looked at.
   */
  readonly askEveryMs: number;
}

export async function openExchange({ connections, patienceMs, askEveryMs }: ExchangeOptions): Promise<Exchange> {
  const self = randomUUID();
  const hearers: ((news: News) => void)[] = [];
  const untold = new Set<News>();
  let client: Client | null = null;
  let apart: NodeJS.Timeout | null = null;
  let again: NodeJS.Timeout | null = null;
  let isClosed = false;

  function heard(news: News): void {
    for (const hear of hearers) hear(news);
  }

  async function connect(waitMs: number): Promise<void> {
    const fresh = await connected(connections, waitMs, askEveryMs);
    fresh.on("notification", ({ payload = "" }) => {
      const [teller, news] = payload.split(" ");
      const known = EVERYTHING.find((one) => one === news);
      if (teller !== self && known !== undefined) heard(known);
    });
    await fresh.query(`LISTEN ${CHANNEL}`).catch(async (error: unknown) => {
      await fresh.end().catch(() => {});
      throw error;
    });
    fresh.once("end", () => {
      if (client === fresh) client = null;
      later();
    });
    if (isClosed) return fresh.end();
    client = fresh;
    for (const news of EVERYTHING) heard(news);
  }

  function later(): void {
    if (isClosed || again !== null) return;
    again = setTimeout(() => {
      again = null;
      connect(0).catch(later);
    }, AGAIN_MS);
  }

  function tellAll(): void {
    for (const news of untold) {
      client?.query("SELECT pg_notify($1, $2)", [CHANNEL, `${self} ${news}`]).catch(() => {});
    }
    untold.clear();
    apart = setTimeout(() => {
      apart = null;
      if (untold.size > 0) tellAll();
    }, APART_MS);
  }

  await patiently(patienceMs, connect);
  const asking = setInterval(() => {
    const asked = client;
    asked?.query("SELECT 1").catch(() => void asked.end().catch(() => {}));
    heard("links");
  }, askEveryMs);

  return {
    tell(news) {
      if (isClosed) return;
      untold.add(news);
      if (apart === null) tellAll();
    },
    listen(hear) {
      hearers.push(hear);
    },
    async close() {
      isClosed = true;
      clearInterval(asking);
      for (const timer of [apart, again]) if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
