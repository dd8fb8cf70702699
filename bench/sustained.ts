import { type Measure, ratios } from "./bench.ts";
import { atLeast, atMost } from "./figure.ts";
import { flatOut, openPoster, type Press, until } from "./load.ts";
import type { Outside } from "./outside.ts";
import { targetOf } from "./population.ts";
import type { Subject } from "./subject.ts";

/** Deliveries under way at once. */
const AT_ONCE = 64;

interface Sustained {
  /** From the first event sent to the last request at the provider. */
  readonly perSecond: number;
  readonly cpuUs: number;
  /** Acked, and never seen at the provider. */
  readonly lost: number;
}

/** As many events as the subject takes, each on a message of its own, until the last has arrived at the provider. */
async function sustain({ provider }: Outside, subject: Subject, press: () => Press, forMs: number): Promise<Sustained> {
  const poster = openPoster(subject.url);
  provider.forget();
  const acked: string[] = [];
  const before = await subject.usage();
  const startedMs = performance.now();
  const count = await flatOut(AT_ONCE, forMs, async () => {
    const one = press();
    await poster.post(one);
    acked.push(targetOf(one.channel, one.ts));
  });
  // What is lost never comes: the rest has a minute.
  await until(() => provider.calls.size >= count, "every event at the provider").catch(() => {});
  const lastMs = [...provider.calls.values()].reduce((last, [call]) => Math.max(last, call?.atMs ?? 0), startedMs);
  const after = await subject.usage();
  await poster.close();
  return {
    perSecond: (count / (lastMs - startedMs)) * 1_000,
    cpuUs: ((after.cpuMs - before.cpuMs) / count) * 1_000,
    lost: acked.filter((message) => !provider.calls.has(message)).length,
  };
}

export const measureSustained: Measure = async ({ plan, outside, large }) => {
  const bridge = await outside.bridge(large.path, "http");
  const floor = await outside.floor();
  const ours: Sustained[] = [];
  const bare: Sustained[] = [];
  await sustain(outside, floor, large.press, plan.sustainMs / 2);
  await sustain(outside, bridge, large.press, plan.sustainMs / 2);
  for (let round = 0; round < plan.rounds; round += 1) {
    bare.push(await sustain(outside, floor, large.press, plan.sustainMs));
    ours.push(await sustain(outside, bridge, large.press, plan.sustainMs));
  }
  const { rssMb } = await bridge.usage();
  await bridge.stop();
  await floor.stop();
  const rates = (runs: readonly Sustained[]) => runs.map(({ perSecond }) => perSecond);
  return [
    { name: "sustained", unit: "events/s", values: rates(ours), goal: null },
    { name: "the same, floor", unit: "events/s", values: rates(bare), goal: null },
    { name: "sustained, of the floor's", unit: "×", values: ratios(rates(ours), rates(bare)), goal: atLeast(0.6) },
    { name: "acked and lost meanwhile", unit: "events", values: ours.map(({ lost }) => lost), goal: atMost(0) },
    { name: "processor per mirrored event", unit: "µs", values: ours.map(({ cpuUs }) => cpuUs), goal: atMost(400) },
    { name: "the same, floor", unit: "µs", values: bare.map(({ cpuUs }) => cpuUs), goal: null },
    { name: "memory after that", unit: "MB", values: [rssMb], goal: null },
  ];
};
