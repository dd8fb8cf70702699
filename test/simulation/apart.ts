import { parseArgs } from "node:util";
import { startPostgres } from "../support/postgres.ts";
import { runBatch, STORE_NAMES } from "./batch.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string" }, store: { type: "string", default: "memory" }, stop: { type: "boolean", default: false } },
});
const store = STORE_NAMES.find((name) => name === values.store) ?? "memory";
const server = store === "postgres" ? await startPostgres() : null;
const url = server === null ? null : await server.database();
const report = await runBatch({ store, url, firstSeed: 1, seeds: Number(values.seeds), stopsEarly: values.stop });
console.log(JSON.stringify(report));
// The store is still open: it was there for all of them.
process.exit();
