import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { due, stillClock } from "../contracts/store/world.ts";

/** Links and records message after message, three at a time, and says each on a line once it is committed. Until it is killed. */
const store = await openSqliteStore({ path: process.argv[2] ?? "", clock: stillClock() });
process.stdout.write("open\n");
const { mirrors } = await store.mirrors({ limit: 100_000 });
for (let index = mirrors.length; ; index += 3) {
  for (const done of [0, 1, 2].map((more) => due(store, `m${index + more}`).then(() => `m${index + more}\n`))) {
    process.stdout.write(await done);
  }
}
