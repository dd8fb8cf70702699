import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { measureBacklog } from "./backlog.ts";
import { type Measure, PLANS } from "./bench.ts";
import { HEADER, row } from "./figure.ts";
import { measureLatency, measureSocket } from "./latency.ts";
import { pressesOn } from "./line.ts";
import { measureNames } from "./names.ts";
import { measureNeighbour } from "./neighbour.ts";
import { NORTH, openOutside } from "./outside.ts";
import { measureStart } from "./start.ts";
import { measureSustained } from "./sustained.ts";
import { measureToggles } from "./toggles.ts";

const MEASURES: Readonly<Record<string, Measure>> = {
  start: measureStart,
  names: measureNames,
  latency: measureLatency,
  socket: measureSocket,
  neighbour: measureNeighbour,
  toggles: measureToggles,
  sustained: measureSustained,
  backlog: measureBacklog,
};

const { short, only } = parseArgs({ options: { short: { type: "boolean" }, only: { type: "string" } } }).values;
const chosen = only?.split(",") ?? Object.keys(MEASURES);
const plan = short === true ? PLANS.short : PLANS.full;
const outside = await openOutside();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void outside.close().then(() => process.exit(1)));
try {
  console.log(
    `${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(2)}`,
  );
  const population = { ...NORTH, count: plan.many };
  const startedMs = performance.now();
  const path = await outside.fill("large", [population]);
  console.log(`${plan.many} linked messages made in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s\n\n${HEADER}`);
  const large = { path, population, press: pressesOn(population, outside.users) };
  for (const name of chosen) {
    const figures = (await MEASURES[name]?.({ plan, outside, large })) ?? [];
    for (const figure of figures) console.log(row(figure));
  }
  console.log(`\n${Math.round(performance.now() / 1_000)} s in all.`);
} finally {
  await outside.close();
}
