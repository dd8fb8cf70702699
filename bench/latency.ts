import { FEW, linked, type Measure, ratios } from "./bench.ts";
import { atMost, type Figure, quantile } from "./figure.ts";
import { measureInTurn, openLine, pressesOn } from "./line.ts";
import { NORTH } from "./outside.ts";

type Runs = readonly (readonly number[])[];

const quantiles = (runs: Runs, share: number) => runs.map((latencies) => quantile(latencies, share));

/** Slack event in → provider request out. Floor, small and large take turns, so that a noisy neighbour meets all three. */
export const measureLatency: Measure = async ({ plan, outside, large }) => {
  const few = { ...NORTH, count: FEW };
  const small = await outside.bridge(await outside.fill("few", [few]), "http");
  const big = await outside.bridge(large.path, "http");
  const floor = await outside.floor();
  const { users } = outside;
  const lines = [
    openLine(outside, floor, pressesOn(few, users)),
    openLine(outside, small, pressesOn(few, users)),
    openLine(outside, big, large.press),
  ] as const;
  for (const line of lines) await line.measure(plan.warmUp);
  const runs: (readonly (readonly number[])[])[] = [];
  for (let round = 0; round < plan.rounds; round += 1) runs.push(await measureInTurn(lines, plan.events));
  const { rssMb } = await big.usage();
  await Promise.all(lines.map((line) => line.close()));
  for (const subject of [small, big, floor]) await subject.stop();
  const of = (line: number): Runs => runs.map((run) => run[line] ?? []);
  const [bare, ofFew, ofMany] = [of(0), of(1), of(2)];
  const many = linked(large.population.count);
  return [
    { name: `event in → request out, ${many}, p50`, unit: "ms", values: quantiles(ofMany, 0.5), goal: atMost(5) },
    { name: `event in → request out, ${many}, p99`, unit: "ms", values: quantiles(ofMany, 0.99), goal: atMost(20) },
    ...beside(bare, ofFew, 0.5),
    ...beside(bare, ofFew, 0.99),
    { name: "p50 over the floor's", unit: "×", values: ratios(quantiles(ofMany, 0.5), quantiles(bare, 0.5)), goal: atMost(3) },
    { name: "p99 over the floor's", unit: "×", values: ratios(quantiles(ofMany, 0.99), quantiles(bare, 0.99)), goal: atMost(3) },
    {
      name: `p99, ${many} over ${linked(FEW)}`,
      unit: "×",
      values: ratios(quantiles(ofMany, 0.99), quantiles(ofFew, 0.99)),
      goal: atMost(1.3),
    },
    { name: `memory after that, ${many}`, unit: "MB", values: [rssMb], goal: atMost(150) },
  ];
};

function beside(bare: Runs, ofFew: Runs, share: number): readonly Figure[] {
  const name = `p${share * 100}`;
  return [
    { name: `the same, ${linked(FEW)}, ${name}`, unit: "ms", values: quantiles(ofFew, share), goal: null },
    { name: `the same, floor, ${name}`, unit: "ms", values: quantiles(bare, share), goal: null },
  ];
}

/** The same over Slack's socket. */
export const measureSocket: Measure = async ({ plan, outside, large }) => {
  const bridge = await outside.bridge(large.path, "socket");
  const line = openLine(outside, bridge, large.press, { mode: "socket" });
  await line.measure(plan.warmUp);
  const runs: (readonly number[])[] = [];
  for (let round = 0; round < plan.rounds; round += 1) runs.push(await line.measure(plan.events));
  await line.close();
  await bridge.stop();
  return [
    { name: "Socket Mode, p50", unit: "ms", values: quantiles(runs, 0.5), goal: null },
    { name: "Socket Mode, p99", unit: "ms", values: quantiles(runs, 0.99), goal: null },
  ];
};
