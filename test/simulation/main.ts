import { parseArgs } from "node:util";
import { startPostgres } from "../support/postgres.ts";
import { missing, opener, type Report, STORE_NAMES, type StoreName, sum } from "./batch.ts";
import { runInThreads } from "./crew.ts";
import { FAULTS } from "./faults.ts";
import { hunt } from "./hunt.ts";
import { simulate } from "./run.ts";

const HELP = `npm run simulate                     100,000 random schedules, 10,000 on real SQLite, and 2,000 on real PostgreSQL
npm run simulate -- --seed 123       the whole story of one schedule (--store sqlite, --store postgres: there)
npm run simulate -- --seeds 5000 --from 7   so many schedules, from that seed on; a tenth on SQLite, a fiftieth on PostgreSQL
npm run simulate -- --seeds 5000 --only postgres   all of them on one store
npm run simulate -- --faults         plants each fault, and says at which seed it was found`;

const THREADS = 2;
/** Of the schedules that run on plain maps, so many run there, too. */
const SHARES: Readonly<Record<StoreName, number>> = { memory: 1, sqlite: 0.1, postgres: 0.02 };
const NAMES: Readonly<Record<StoreName, string>> = { memory: "plain maps", sqlite: "SQLite", postgres: "PostgreSQL" };

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "100000" },
    from: { type: "string", default: "1" },
    store: { type: "string", default: "memory" },
    only: { type: "string" },
    faults: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else if (values.faults) await findFaults();
else if (values.seed !== undefined) await tell(Number(values.seed), STORE_NAMES.find((name) => name === values.store) ?? "memory");
else await runAll(Number(values.seeds), Number(values.from));

async function tell(seed: number, store: StoreName): Promise<void> {
  const [url = null] = store === "postgres" ? await databases(1) : [];
  const { story, wrong } = await simulate(seed, opener(store, url), true);
  console.log(story.join("\n"));
  console.log(wrong.length === 0 ? `\nseed ${seed}: all is right` : `\nseed ${seed}: ${wrong.join("\n  ")}`);
  process.exit(wrong.length > 0 ? 1 : 0);
}

async function runAll(seeds: number, firstSeed: number): Promise<void> {
  const startedMs = performance.now();
  const failed = ({ wrong }: Report) => {
    for (const { seed, store, what } of wrong)
      console.log(`seed ${seed} (npm run simulate -- --seed ${seed} --store ${store}): ${what.join("; ")}`);
  };
  const reports: Report[] = [];
  for (const store of STORE_NAMES) {
    const share = values.only === undefined ? SHARES[store] : values.only === store ? 1 : 0;
    if (share === 0) continue;
    const urls = store === "postgres" ? await databases(THREADS) : Array.from({ length: THREADS }, () => null);
    const report = await runInThreads({ store, firstSeed, seeds: Math.ceil(seeds * share), stopsEarly: false }, urls, failed);
    console.log(`${report.seeds} schedules on ${NAMES[store]}`);
    reports.push(report);
  }
  const report = sum(reports);
  const { counts } = report;
  console.log(`${report.seeds} schedules in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  console.log(`${counts.events} events, ${counts.calls} calls, ${counts.owner} changes on the phone, ${counts.readings} readings`);
  console.log(
    `${counts.crashes} crashes, ${counts.ambiguous} ambiguous outcomes, ${counts.takeovers} takeovers, ${counts.confirmations} confirmations`,
  );
  console.log(`${report.wrong.length} ended wrong`);
  for (const what of missing(report)) console.log(what);
  process.exit(report.wrong.length > 0 || missing(report).length > 0 ? 1 : 0);
}

async function databases(count: number): Promise<readonly string[]> {
  const server = await startPostgres();
  return Promise.all(Array.from({ length: count }, () => server.database()));
}

async function findFaults(): Promise<void> {
  for (const fault of FAULTS) {
    const found = await hunt(fault, 2_000);
    console.log(found === null ? `NOT FOUND  ${fault.name}` : `seed ${String(found.seed).padStart(5)}  ${fault.name}: ${found.what[0]}`);
    if (found === null) process.exitCode = 1;
  }
}
