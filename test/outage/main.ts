import { parseArgs } from "node:util";
import { playOutage } from "./day.ts";
import { type DownOptions, playDown } from "./down.ts";
import { PACE_MS } from "./ground.ts";
import { playHour } from "./hour.ts";
import { playLasting } from "./lasting.ts";
import { REFUSALS, TROUBLES, type Trouble } from "./provider.ts";

const HELP = `npm run outage                  a provider is away: a day in simulated time, an hour in the real process with a faster clock;
                                then the bridge itself is down, for 10 minutes and for 20 hours, in simulated time
npm run outage -- --down        the latter alone
npm run outage -- --seed 7      other chances`;

const MINUTE_MS = 60_000;
const SPEED = 60;

/** From a reading to what the customer sees. */
const SOON_MS = 15_000;

const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({ options: { seed: { type: "string", default: "1" }, down: flag, help: flag } });

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
if (values.help) console.log(HELP);
else {
  if (!values.down) {
    await day(200);
    await day(3);
    for (const trouble of [...TROUBLES, ...REFUSALS]) await lasting(trouble, 100, 60);
    for (const trouble of ["error", "silence"] as const) for (const limit of [60, 15]) await lasting(trouble, limit, 0.6 * limit);
    for (const trouble of ["error", "silence"] as const) await lasting(trouble, 100, 2);
    await hour();
  }
  for (const downMs of [10 * MINUTE_MS, 20 * 60 * MINUTE_MS]) {
    await down({ downMs, ends: "in order" });
    await down({ downMs, ends: "killed", resends: true });
  }
  await down({ downMs: 20 * 60 * MINUTE_MS, ends: "in order", callsPerMinute: 15 });
  await down({ downMs: 10 * MINUTE_MS, ends: "in order", gapEveryMs: 20 * MINUTE_MS });
}

async function day(messages: number): Promise<void> {
  const day = await playOutage({ seed: Number(values.seed), outageMs: 24 * 60 * MINUTE_MS, messages });
  const { presses, opening, probes, mostIn30s, settledAfterMs, breaches, wrong, told, otherBeforeMs, otherDuringMs } = day;
  console.log(`a day, simulated, ${messages} messages: ${presses} presses
  ${opening} calls until the breaker was open, ${probes} after that, at most ${mostIn30s} within 30 s
  ${after(settledAfterMs)}, ${wrong.length} targets wrong, ${told.length} people told, ${breaches} windows breached
  the other account's calls left within ${otherBeforeMs} ms before, and within ${otherDuringMs} ms during it`);
  for (const line of wrong) console.log(line);
  // Too few mirrors to tell an account that fails from messages that do, or what waits for the outage from what waits for itself.
  const alone = messages < 10 || (mostIn30s <= 1 && otherDuringMs <= otherBeforeMs);
  judge(settledAfterMs !== null && alone && wrong.length + told.length + breaches === 0);
}

/** One message in ten fails for ever; `limited` may hold its account back once each time that it is new. */
async function lasting(trouble: Trouble, limit: number, perMinute: number): Promise<void> {
  // So long that there are as many presses.
  const hours = (4 * 60) / Math.min(60, perMinute);
  const plan = {
    seed: Number(values.seed),
    trouble,
    limit,
    messages: 10 * limit,
    perMinute,
    beforeMs: 60 * MINUTE_MS,
    forMs: hours * 60 * MINUTE_MS,
  };
  const { beside, alone, spentShare, breaches } = await playLasting(plan);
  const [without, withThem] = [alone, beside].map(({ medianMs, p99Ms, longestMs }) => `${medianMs}, ${p99Ms}, ${longestMs} ms`);
  console.log(`${Math.round(hours)} hours, simulated, ${perMinute} presses and ${limit} calls a minute, one message in ten fails for ever: ${trouble}
  the others' calls left within ${withThem} (median, p99, most), where none fails within ${without}
  ${Math.round(100 * spentShare)} % of the calls went to those that fail, ${breaches} windows breached`);
  const asBefore = trouble === "limited" || (beside.medianMs <= 1.2 * alone.medianMs && beside.p99Ms <= 1.2 * alone.p99Ms);
  judge(asBefore && breaches === 0);
}

async function hour(): Promise<void> {
  const outage = { seed: Number(values.seed), speed: SPEED, outageMs: 60 * MINUTE_MS };
  const { events, opening, probes, allowed, settledAfterMs, breaches, wrong, violations } = await playHour(outage);
  console.log(`an hour, the real process, ${SPEED} times as fast: ${events} events`);
  for (const [name, count] of Object.entries(probes)) {
    console.log(`  ${name}: ${opening[name]} calls in the first two minutes, ${count} after that, where one per 30 s makes ${allowed}`);
  }
  console.log(
    `  ${after(settledAfterMs)}, ${wrong.length} targets wrong, ${breaches.length} windows breached, ${violations.length} contracts broken`,
  );
  for (const line of [...wrong, ...breaches, ...violations]) console.log(line);
  const within = Object.values(probes).every((count) => count <= allowed);
  judge(settledAfterMs !== null && within && wrong.length + breaches.length + violations.length === 0);
}

async function down(options: Pick<DownOptions, "downMs" | "ends" | "resends" | "callsPerMinute" | "gapEveryMs">): Promise<void> {
  const { missed, drift, rightAfterMs, readings, messages, late, repaired, booked, ...rest } = await playDown({
    ...{ seed: Number(values.seed), recent: 2_000, old: 800 },
    ...options,
  });
  // While sockets are lost again and again, half of the readings are of the newest.
  const boundMs = (options.gapEveryMs === undefined ? Math.max(rest.pacedMs, rest.calledMs) : 2.5 * messages * PACE_MS) + SOON_MS;
  const how = Object.entries(options).map(
    ([name, value]) => `${name} ${typeof value === "number" && name.endsWith("Ms") ? `${value / MINUTE_MS} min` : value}`,
  );
  console.log(`the bridge is down, simulated, 2,000 messages of the last week and 800 before that (${how.join(", ")})
  ${missed} events missed, ${drift} reactions wrong; ${messages} messages read, ${rest.doubts} of them in doubt, ${late} not in full until the second sweep
  everything right ${minutes(rightAfterMs)} after its start; ${readings} readings, and at most ${minutes(boundMs)} at the limits
  repaired in three sweeps: ${repaired.join(", ")}; by the books: ${booked.join(", ")}
  ${rest.wrong.length} messages wrong, ${rest.touched.length} older ones touched, ${rest.disorder} out of order, ${rest.breaches.length} limits breached`);
  for (const line of [...rest.wrong, ...rest.touched, ...rest.breaches]) console.log(line);
  const isCounted = repaired.join() === booked.join() && repaired.at(-1) === 0;
  const faults = rest.wrong.length + rest.touched.length + rest.breaches.length + (options.gapEveryMs === undefined ? rest.disorder : 0);
  judge(rightAfterMs !== null && rightAfterMs <= boundMs && isCounted && faults === 0);
}

function minutes(ms: number | null): string {
  return ms === null ? "never" : `${(ms / MINUTE_MS).toFixed(1)} min`;
}

function after(settledAfterMs: number | null): string {
  return settledAfterMs === null ? "not everything settled" : `everything settled ${Math.round(settledAfterMs / 1_000)} s after its end`;
}

function judge(isRight: boolean): void {
  if (!isRight) process.exitCode = 1;
}
