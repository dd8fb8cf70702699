import { afterAll, beforeAll } from "vitest";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { storeContract } from "../contracts/store.ts";
import { asked, type PostgresServer, startPostgres } from "../support/postgres.ts";

let server: PostgresServer;
let url: string;

/** All rows go, and all numbers begin anew: making the tables anew for each test was most of the time. */
const EMPTY = `DO $$
DECLARE one TEXT;
BEGIN
  SET LOCAL session_replication_role = replica; -- whatever refers to what
  FOR one IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' LOOP
    EXECUTE 'DELETE FROM ' || one;
  END LOOP;
  FOR one IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE 'ALTER SEQUENCE ' || one || ' RESTART';
  END LOOP;
END $$`;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.database();
});

afterAll(() => server.stop());

storeContract("PostgreSQL", async (clock) => {
  await asked(url, EMPTY);
  let store = await openPostgresStore({ url, clock });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openPostgresStore({ url, clock });
      return store;
    },
    close: () => store.close(),
  };
});
