import type { Clock } from "../../src/ports/clock.ts";
import type { Store } from "../../src/ports/store.ts";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { asked } from "../support/postgres.ts";
import type { OpenStore } from "./run.ts";

const EMPTIED = `SELECT format('TRUNCATE %s RESTART IDENTITY', string_agg(quote_ident(tablename), ', ')) AS sql
  FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`;

/** Opens one store after the other on an empty database; each is the same store, emptied, under another clock. */
export function onPostgres(url: string): OpenStore {
  let clock: Pick<Clock, "now"> = { now: () => 0 };
  let opening: Promise<Store> | null = null;

  return async (given) => {
    clock = given;
    opening ??= openPostgresStore({ url, clock: { now: () => clock.now() }, connections: 1 });
    const store = await opening;
    const [{ sql } = { sql: "" }] = await asked<{ readonly sql: string }>(url, EMPTIED);
    await asked(url, sql);
    return inOrder(store);
  };
}

/** What it is asked is done one after the other, so that a seed tells one story; it says when all of it is done. */
function inOrder(store: Store): Store & { settled(): Promise<void> } {
  let last: Promise<unknown> = Promise.resolve();
  let underWay = 0;
  const ordered = new Proxy(store, {
    get(_, method: keyof Store | "settled" | "then") {
      if (method === "settled") return settled;
      if (method === "close") return async () => {};
      if (method === "then" || method === "onNews") return undefined;
      return (...args: readonly unknown[]) => {
        const call = store[method] as (...args: readonly unknown[]) => Promise<unknown>;
        underWay += 1;
        const done = last.then(() => call(...args));
        last = done
          .catch(() => {})
          .finally(() => {
            underWay -= 1;
          });
        return done;
      };
    },
  });

  async function settled(): Promise<void> {
    while (underWay > 0) {
      await last;
      // Whoever waited for it goes on now, and may ask for more.
      await new Promise<void>((resolve) => process.nextTick(resolve));
    }
  }

  return ordered as Store & { settled(): Promise<void> };
}
