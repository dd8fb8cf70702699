import { setTimeout as sleep } from "node:timers/promises";
import type { Measure } from "./bench.ts";
import { atMost } from "./figure.ts";
import { openPoster, type Press, paced } from "./load.ts";
import type { Outside } from "./outside.ts";
import { targetOf } from "./population.ts";
import type { Subject } from "./subject.ts";

const TOGGLES = 1_000;
/** Longer than any change waits for quiet. */
const SETTLE_MS = 2_500;

interface Toggled {
  readonly calls: number;
  readonly wrong: number;
}

/** One person presses and takes back, 1,000 times in a second, on one message. */
async function toggle({ provider }: Outside, subject: Subject, on: Press): Promise<Toggled> {
  const poster = openPoster(subject.url);
  provider.forget();
  await paced(TOGGLES, 1_000, (index) => poster.post({ ...on, type: index % 2 === 0 ? "reaction_added" : "reaction_removed" }));
  await sleep(SETTLE_MS);
  await poster.close();
  const calls = provider.calls.get(targetOf(on.channel, on.ts)) ?? [];
  // The last toggle takes the reaction back: nothing may be left, which also holds where nothing was ever shown.
  return { calls: calls.length, wrong: (calls.at(-1)?.reaction ?? "remove") === "remove" ? 0 : 1 };
}

export const measureToggles: Measure = async ({ plan, outside, large }) => {
  const bridge = await outside.bridge(large.path, "http");
  const runs: Toggled[] = [];
  for (let round = 0; round < plan.rounds; round += 1) runs.push(await toggle(outside, bridge, large.press()));
  await bridge.stop();
  return [
    { name: "1,000 toggles in a second", unit: "calls", values: runs.map(({ calls }) => calls), goal: atMost(2) },
    { name: "ending wrong", unit: "mirrors", values: runs.map(({ wrong }) => wrong), goal: atMost(0) },
  ];
};
