import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, faults } from "../../src/sandbox/providers/faults.ts";
import { isSettled, link } from "../kills/api.ts";
import { startCrowd } from "../kills/crowd.ts";
import { pressOf, wrongOn } from "../kills/judge.ts";
import { openScene } from "../kills/scene.ts";
import { createRandom } from "../simulation/random.ts";
import { most } from "./most.ts";
import { createTimeLapse } from "./time-lapse.ts";

export interface HourOptions {
  readonly seed: number;
  /** How fast the bridge's time goes. */
  readonly speed: number;
  /** By the bridge's clock. */
  readonly outageMs: number;
}

/** All spans by the bridge's clock. */
export interface Hour {
  readonly events: number;
  /** By the provider that was away: calls in the first two minutes, and after those. */
  readonly opening: Readonly<Record<string, number>>;
  readonly probes: Readonly<Record<string, number>>;
  /** How many of those one call per 30 s allows. */
  readonly allowed: number;
  /** Null when something was still open, in doubt or set aside an hour later. */
  readonly settledAfterMs: number | null;
  /** Providers at which more calls came within a minute than its limit allows. */
  readonly breaches: readonly string[];
  readonly wrong: readonly string[];
  readonly violations: readonly string[];
}

const BEFORE_MS = 3 * 60_000;
const OPENED_MS = 2 * 60_000;
const PROBE_MS = 30_000;
const AWAY = ["ryzeapi", "linq"] as const;
/** Calls a minute, as each provider documents it or we assume it. */
const LIMITS = { ryzeapi: 100, postpress: 60, linq: 60, connectsafely: 15 } as const;
const TROUBLES: readonly Fault[] = [
  faults.hang,
  { ...faults.hang, applied: true },
  faults.cut,
  { ...faults.cut, applied: true },
  faults.proxyPage,
];

/** The real process with a faster clock: two of four providers are away for a while, people go on pressing, and then both are back. */
export async function playHour({ seed, speed, outageMs }: HourOptions): Promise<Hour> {
  const random = createRandom(seed);
  const originMs = Date.now();
  const clock = createTimeLapse(speed, originMs);
  const scene = await openScene({ mode: "socket", now: clock.now, limited: true });
  const { providers, slack } = scene.stage;
  const child = fork(new URL("./bridge.ts", import.meta.url), [String(speed), String(originMs)], { env: { ...scene.env }, execArgv: [] });
  const ended = once(child, "exit");
  try {
    await Promise.race([once(child, "message"), ended.then(() => Promise.reject(new Error("the bridge ended before it was ready")))]);
    const places = scene.post();
    for (const place of places) await link(scene, place);
    const crowd = startCrowd(scene, places, random);
    await clock.sleep(BEFORE_MS);

    const beganMs = Date.now();
    const endMs = beganMs + outageMs / speed;
    while (Date.now() < endMs) {
      for (const name of AWAY) {
        providers[name].fail({ ...random.pick(TROUBLES), times: Number.POSITIVE_INFINITY, on: "any" });
      }
      await sleep(Math.min(endMs - Date.now(), random.between(30_000, 300_000) / speed));
      for (const name of AWAY) providers[name].mend();
    }
    await crowd.stop();
    const settledAfterMs = await settled(endMs);

    const presses = slack.deliveries.all.flatMap((one) => pressOf(one) ?? []);
    const times = (name: keyof typeof LIMITS) => providers[name].calls.map(({ at }) => originMs + (at - originMs) * speed);
    const during = (name: (typeof AWAY)[number], fromMs: number, toMs: number) =>
      [name, providers[name].calls.filter(({ at }) => at >= fromMs && at < toMs).length] as const;
    const openedMs = beganMs + OPENED_MS / speed;
    return {
      events: presses.length,
      opening: Object.fromEntries(AWAY.map((name) => during(name, beganMs, openedMs))),
      probes: Object.fromEntries(AWAY.map((name) => during(name, openedMs, endMs))),
      allowed: Math.ceil((outageMs - OPENED_MS) / PROBE_MS) + 1,
      settledAfterMs,
      breaches: Object.entries(LIMITS).flatMap(([name, limit]) => (most(times(name as keyof typeof LIMITS), 60_000) > limit ? [name] : [])),
      wrong: places.flatMap((place) => wrongOn(place, presses) ?? []),
      violations: scene.stage.violations(),
    };
  } finally {
    child.kill("SIGKILL");
    await ended;
    await scene.stage.close();
  }

  async function settled(fromMs: number): Promise<number | null> {
    const untilMs = Date.now() + 3_600_000 / speed;
    while (Date.now() < untilMs) {
      if (slack.deliveries.all.every((one) => one.acked || pressOf(one) === null) && (await isSettled(scene)))
        return Math.round((Date.now() - fromMs) * speed);
      await sleep(200);
    }
    return null;
  }
}
