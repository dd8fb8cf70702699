import { afterAll, beforeAll } from "vitest";
import { openPostgresStore } from "../../src/stores/postgres/index.ts";
import { storeContract } from "../contracts/store.ts";
import { asked, type PostgresServer, startPostgres } from "../support/postgres.ts";

let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.database();
});

afterAll(() => server.stop());

storeContract("PostgreSQL", async (clock) => {
  await asked(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
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
