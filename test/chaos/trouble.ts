import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, faults } from "../../src/sandbox/providers/faults.ts";
import type { Stage } from "../../src/sandbox/stage.ts";
import type { Random } from "../simulation/random.ts";

/** What goes wrong with one call of fifty: an error, a lost answer, none at all. What is `applied` has happened all the same. */
const FAULTS: readonly Fault[] = [
  { status: 500, body: { error: "internal" } },
  { status: 503, body: { error: "unavailable" } },
  { ...faults.proxyPage },
  { ...faults.proxyPage, applied: true },
  { ...faults.cut },
  { ...faults.cut, applied: true },
  { ...faults.cut, applied: true, landsAfterMs: 2_000 },
  { ...faults.silent, applied: true },
  { ...faults.truncated, applied: true },
  { ...faults.hang },
  { ...faults.hang, applied: true },
];
const SHARE = 0.02;
const LOOK_MS = 50;

/** Something that goes on until it is told to stop. */
export interface Going {
  /** Resolves once it has, with how often it did what it does. */
  stop(): Promise<number>;
}

/** Does something again and again; after an error of its own it ends, and `stop` rejects. */
export function again(everyMs: number, act: () => number | Promise<number>): Going {
  const stopping = new AbortController();
  let count = 0;
  async function run(): Promise<void> {
    for (let nextMs = performance.now() + everyMs; !stopping.signal.aborted; nextMs = Math.max(nextMs + everyMs, performance.now())) {
      await sleep(Math.max(0, nextMs - performance.now()), undefined, { signal: stopping.signal }).catch(() => {});
      if (!stopping.signal.aborted) count += await act();
    }
  }
  const running = run();
  running.catch(() => {});
  return {
    async stop() {
      stopping.abort();
      await running;
      return count;
    },
  };
}

/** As many faults as one call of fifty is due. */
export function startFaults({ providers }: Stage, random: Random): Going {
  const seen = new Map<object, number>();
  return again(LOOK_MS, () => {
    let made = 0;
    for (const provider of Object.values(providers)) {
      const calls = provider.calls.length;
      for (let call = seen.get(provider) ?? 0; call < calls; call += 1) {
        if (!random.chance(SHARE)) continue;
        provider.fail(random.pick(FAULTS));
        made += 1;
      }
      seen.set(provider, calls);
    }
    return made;
  });
}
