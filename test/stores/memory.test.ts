import { storeContract } from "../contracts/store.ts";
import { openMemoryStore } from "../support/memory-store.ts";

storeContract("the memory store", async (clock) => {
  const store = openMemoryStore(clock);
  return { store, close: () => store.close() };
});
