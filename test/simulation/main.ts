import { parseArgs } from "node:util";
import { missing, type Report, STORES, type StoreName, sum } from "./batch.ts";
import { runInThreads } from "./crew.ts";
import { FAULTS } from "./faults.ts";
import { hunt } from "./hunt.ts";
import { simulate } from "./run.ts";

const HELP = `npm run simulate                     100,000 random schedules, and 1,000 on real SQLite
npm run simulate -- --seed 123       the whole story of one schedule (--store sqlite: on SQLite)
npm run simulate -- --seeds 5000 --from 7   so many schedules, from that seed on
npm run simulate -- --faults         plants each fault, and says at which seed it was found`;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "100000" },
    from: { type: "string", default: "1" },
    store: { type: "string", default: "memory" },
    faults: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else if (values.faults) await findFaults();
else if (values.seed !== undefined) await tell(Number(values.seed), values.store === "sqlite" ? "sqlite" : "memory");
else await runAll(Number(values.seeds), Number(values.from));

async function tell(seed: number, store: StoreName): Promise<void> {
  const { story, wrong } = await simulate(seed, STORES[store], true);
  console.log(story.join("\n"));
  console.log(wrong.length === 0 ? `\nseed ${seed}: all is right` : `\nseed ${seed}: ${wrong.join("\n  ")}`);
  if (wrong.length > 0) process.exitCode = 1;
}

async function runAll(seeds: number, firstSeed: number): Promise<void> {
  const startedMs = performance.now();
  const failed = ({ wrong }: Report) => {
    for (const { seed, store, what } of wrong)
      console.log(`seed ${seed} (npm run simulate -- --seed ${seed} --store ${store}): ${what.join("; ")}`);
  };
  const memory = await runInThreads({ store: "memory", firstSeed, seeds, stopsEarly: false }, 2, failed);
  const sqlite = await runInThreads({ store: "sqlite", firstSeed, seeds: Math.ceil(seeds / 100), stopsEarly: false }, 2, failed);
  const report = sum([memory, sqlite]);
  const { counts } = report;
  console.log(`${memory.seeds} schedules, and ${sqlite.seeds} on SQLite, in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  console.log(`${counts.events} events, ${counts.calls} calls, ${counts.owner} changes on the phone, ${counts.readings} readings`);
  console.log(
    `${counts.crashes} crashes, ${counts.ambiguous} ambiguous outcomes, ${counts.takeovers} takeovers, ${counts.confirmations} confirmations`,
  );
  console.log(`${report.wrong.length} ended wrong`);
  for (const what of missing(report)) console.log(what);
  if (report.wrong.length > 0 || missing(report).length > 0) process.exitCode = 1;
}

async function findFaults(): Promise<void> {
  for (const fault of FAULTS) {
    const found = await hunt(fault, 2_000);
    console.log(found === null ? `NOT FOUND  ${fault.name}` : `seed ${String(found.seed).padStart(5)}  ${fault.name}: ${found.what[0]}`);
    if (found === null) process.exitCode = 1;
  }
}
