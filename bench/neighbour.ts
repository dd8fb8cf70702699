import { FEW, type Measure, ratios } from "./bench.ts";
import { atMost, quantile } from "./figure.ts";
import { measureInTurn, openLine, pressesOn } from "./line.ts";
import { openPoster } from "./load.ts";
import { NORTH, type Outside, SOUTH } from "./outside.ts";

const BACKLOG = 1_000;

/** Two accounts in one bridge: what does it cost the one that the other has 1,000 mirrors due and 100 calls a minute? */
export const measureNeighbour: Measure = async ({ plan, outside }) => {
  const quiet = await open(outside, "quiet");
  const busy = await open(outside, "busy");
  for (const { line } of [quiet, busy]) await line.measure(plan.warmUp);
  const poster = openPoster(busy.bridge.url);
  const press = pressesOn({ ...SOUTH, count: BACKLOG }, outside.users);
  for (let index = 0; index < BACKLOG; index += 10) await Promise.all(Array.from({ length: 10 }, () => poster.post(press())));
  await poster.close();
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    const [ofQuiet = [], ofBusy = []] = await measureInTurn([quiet.line, busy.line], plan.events);
    alone.push(quantile(ofQuiet, 0.99));
    beside.push(quantile(ofBusy, 0.99));
  }
  for (const { bridge, line } of [quiet, busy]) {
    await line.close();
    await bridge.stop();
  }
  return [
    { name: "another account's p99 beside that backlog, over its p99 alone", unit: "×", values: ratios(beside, alone), goal: atMost(1.2) },
  ];
};

async function open(outside: Outside, name: string) {
  const north = { ...NORTH, count: FEW };
  const bridge = await outside.bridge(await outside.fill(name, [north, { ...SOUTH, count: BACKLOG }]), "http");
  return { bridge, line: openLine(outside, bridge, pressesOn(north, outside.users)) };
}
