import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { storeContract } from "../contracts/store.ts";

storeContract("SQLite in memory", async (clock) => {
  const store = await openSqliteStore({ path: ":memory:", clock });
  return { store, close: () => store.close() };
});

storeContract("SQLite in a file", async (clock) => {
  const folder = mkdtempSync(join(tmpdir(), "reacji-store-"));
  const path = join(folder, "bridge.db");
  let store = await openSqliteStore({ path, clock });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openSqliteStore({ path, clock });
      return store;
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
