import { createRandom, type Random } from "../simulation/random.ts";
import { type Engine, openEngine } from "./engine.ts";
import { NAMES, type Name, targetOf } from "./ground.ts";
import { most } from "./most.ts";
import { LIMIT, TROUBLES } from "./provider.ts";

export interface DayOptions {
  readonly seed: number;
  readonly outageMs: number;
  /** Messages of each account. */
  readonly messages: number;
}

export interface Day {
  /** Presses on both accounts while one of them failed. */
  readonly presses: number;
  /** Calls through the failing account: until its breaker was open, and after that. */
  readonly opening: number;
  readonly probes: number;
  /** The most calls within any 30 s once the breaker was open. */
  readonly mostIn30s: number;
  /** From the end of the outage until everything was settled. */
  readonly settledAfterMs: number | null;
  /** Windows of a provider with more calls in them than it allows. */
  readonly breaches: number;
  /** Targets that do not show the latest press. */
  readonly wrong: readonly string[];
  /** The longest that the other account's calls came after their press, while nothing failed and during the outage. */
  readonly otherBeforeMs: number;
  readonly otherDuringMs: number;
  readonly told: readonly string[];
}

const BEFORE_MS = 10 * 60_000;
const PROBE_MS = 30_000;
/** After that a breaker that opens at all is open. */
const OPENED_MS = 60_000;
const PRESS_EVERY_MS = 60_000;
const EMOJI = ["👍", "❤️", "🎉", "🚀"];
const PEOPLE = ["U0ANA", "U0BEN", "U0CAT", "U0DAN"];

/** One account's provider is away for a while, people go on pressing, and then it is back. */
export async function playOutage({ seed, outageMs, messages }: DayOptions): Promise<Day> {
  const random = createRandom(seed);
  const engine = await openEngine();
  const { clock, providers, store } = engine;
  const team = openTeam(engine, random, messages);
  for (const name of NAMES) for (let index = 0; index < messages; index += 1) await engine.link(name, index);

  await team.pressFor(BEFORE_MS);
  const otherBeforeMs = team.longestMs();
  const beganMs = clock.now();
  providers.north.fail("silence");
  // Many calls are under way when nobody knows yet.
  for (let index = 0; index < messages; index += 1) await team.press("north", index);
  await engine.pass(2_000);
  for (let index = 0; index < Math.min(20, messages); index += 1) await team.press("south", index);
  await team.pressFor(outageMs, () => providers.north.fail(random.pick(TROUBLES)));
  const otherDuringMs = team.longestMs();
  const presses = team.count();
  const endedMs = clock.now();
  providers.north.fail(null);
  const settledAfterMs = await settled();
  await engine.stop();

  const during = providers.north.calls.map(({ atMs }) => atMs).filter((atMs) => atMs >= beganMs && atMs < endedMs);
  const probes = during.filter((atMs) => atMs >= beganMs + OPENED_MS);
  return {
    ...{ presses, opening: during.length - probes.length, probes: probes.length, mostIn30s: most(probes, PROBE_MS), settledAfterMs },
    breaches: NAMES.filter((name) => most(timesOf(name), LIMIT.perMs) > LIMIT.requests).length,
    ...{ wrong: team.wrong(), otherBeforeMs, otherDuringMs, told: engine.told },
  };

  function timesOf(name: Name): readonly number[] {
    return providers[name].calls.map(({ atMs }) => atMs);
  }

  /** How long it took; null when something is still open hours later. */
  async function settled(): Promise<number | null> {
    for (let minute = 1; minute <= 6 * 60; minute += 1) {
      await engine.pass(60_000);
      const { mirrors } = await store.mirrors({ limit: 2 * messages });
      if (mirrors.every(({ parked, wakeMs, change, lease }) => !parked && wakeMs === null && change === null && lease === null))
        return minute * 60_000;
    }
    return null;
  }
}

function openTeam({ clock, providers, press, pass }: Engine, random: Random, messages: number) {
  /** By account and message: who holds what, the newest last. */
  const held = new Map<string, readonly string[]>();
  const waiting: { readonly target: string; readonly atMs: number }[] = [];
  let count = 0;

  async function toggle(name: Name, index: number): Promise<void> {
    const target = targetOf(name, index);
    const [person, emoji] = [random.pick(PEOPLE), random.pick(EMOJI)];
    const before = held.get(target) ?? [];
    const one = `${person} ${emoji}`;
    const others = before.filter((other) => other !== one);
    const isAdded = others.length === before.length;
    held.set(target, isAdded ? [...others, one] : others);
    count += 1;
    const wanted = (list: readonly string[]) => list.at(-1)?.split(" ")[1] ?? null;
    if (name === "south" && wanted(before) !== wanted(held.get(target) ?? [])) waiting.push({ target, atMs: clock.now() });
    await press(name, index, person, emoji, isAdded ? "added" : "removed");
  }

  return {
    press: toggle,
    count: () => count,
    /** Somebody presses on either account about once a minute. */
    async pressFor(ms: number, between: () => void = () => {}): Promise<void> {
      const untilMs = clock.now() + ms;
      while (clock.now() < untilMs) {
        await pass(Math.min(untilMs - clock.now(), random.between(1, 2 * PRESS_EVERY_MS)));
        between();
        for (const name of NAMES) await toggle(name, random.between(0, messages - 1));
      }
    },
    /** Over what was pressed since it was asked last. */
    longestMs(): number {
      const calls = providers.south.calls;
      const tookMs = waiting.splice(0).map(({ target, atMs }) => {
        const call = calls.find((one) => one.target === target && one.atMs >= atMs);
        return call === undefined ? 0 : call.atMs - atMs;
      });
      return Math.max(0, ...tookMs);
    },
    wrong(): readonly string[] {
      return [...held].flatMap(([target, list]) => {
        const wanted = list.at(-1)?.split(" ")[1] ?? null;
        const shown = providers[target.startsWith("north") ? "north" : "south"].shown(target);
        return shown === wanted ? [] : [`${target}: the customer sees ${shown ?? "nothing"} instead of ${wanted ?? "nothing"}`];
      });
    },
  };
}
