import { parseArgs } from "node:util";
import { runBatch } from "./batch.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string" }, store: { type: "string", default: "memory" }, stop: { type: "boolean", default: false } },
});
const store = values.store === "sqlite" ? "sqlite" : "memory";
const report = await runBatch({ store, firstSeed: 1, seeds: Number(values.seeds), stopsEarly: values.stop });
console.log(JSON.stringify(report));
