import { linked, type Measure } from "./bench.ts";
import { atMost } from "./figure.ts";
import type { Usage } from "./subject.ts";

/** From the start of the process until the bridge is ready, its file being in the system's cache. */
export const measureStart: Measure = async ({ plan, outside, large }) => {
  const ready: number[] = [];
  const usages: Usage[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    const bridge = await outside.bridge(large.path, "http");
    ready.push(bridge.readyMs / 1_000);
    usages.push(await bridge.usage());
    await bridge.stop();
  }
  const many = linked(large.population.count);
  return [
    { name: `start to ready, ${many}`, unit: "s", values: ready, goal: atMost(2) },
    { name: `memory when ready, ${many}`, unit: "MB", values: usages.map(({ rssMb }) => rssMb), goal: atMost(150) },
  ];
};
