import { quantile } from "../../bench/figure.ts";
import { createRandom } from "../simulation/random.ts";
import { openEngine } from "./engine.ts";
import { NAMES, type Name, targetOf } from "./ground.ts";
import { most } from "./most.ts";
import type { Trouble } from "./provider.ts";

export interface LastingOptions {
  readonly seed: number;
  readonly trouble: Trouble;
  /** Calls a minute. */
  readonly limit: number;
  /** Messages of each account; every tenth of north's fails for ever. */
  readonly messages: number;
  /** Presses on each account, a minute. */
  readonly perMinute: number;
  /** Until the account knows its messages; what is pressed meanwhile counts for nothing. */
  readonly beforeMs: number;
  readonly forMs: number;
}

/** How long a press waited for its call. */
export interface Waited {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

export interface Lasting {
  /** Of the messages that do not fail, beside those that do; and where none fails. */
  readonly beside: Waited;
  readonly alone: Waited;
  /** Calls about messages that fail, of all calls through their account. */
  readonly spentShare: number;
  /** Providers at which more calls came within a minute than it allows. */
  readonly breaches: number;
}

interface Press {
  readonly index: number;
  readonly atMs: number;
}

const MINUTE_MS = 60_000;
const failsForEver = (index: number) => index % 10 === 0;
/** What happens on a message, time after time: each changes what is to show, and in the end nothing is. */
const STORY = [
  ["U0ANA", "👍", "added"],
  ["U0BEN", "🎉", "added"],
  ["U0BEN", "🎉", "removed"],
  ["U0ANA", "👍", "removed"],
] as const;

/** Two accounts whose people press as much; every tenth message of the one fails for ever. */
export async function playLasting({ seed, trouble, limit, messages, perMinute, beforeMs, forMs }: LastingOptions): Promise<Lasting> {
  const random = createRandom(seed);
  const { clock, providers, link, press, pass, stop } = await openEngine({ requests: limit, perMs: MINUTE_MS });
  const failing = new Set<string>();
  for (let index = 0; index < messages; index += 1) if (failsForEver(index)) failing.add(targetOf("north", index));
  for (const name of NAMES) for (let index = 0; index < messages; index += 1) await link(name, index);
  providers.north.fail(trouble, (target) => failing.has(target));
  const presses: Record<Name, Press[]> = { north: [], south: [] };
  const countsFromMs = clock.now() + beforeMs;
  const untilMs = countsFromMs + forMs;

  // In the same order and at the same moments on both; nobody presses a message anew before all others had their turn.
  const order = shuffled(messages, random.next);
  for (let count = 0; clock.now() < untilMs; count += 1) {
    await pass(Math.ceil((-Math.log(1 - random.next()) * MINUTE_MS) / perMinute));
    const index = order[count % messages] ?? 0;
    const [person, emoji, kind] = STORY[Math.floor(count / messages) % STORY.length] ?? STORY[0];
    for (const name of NAMES) {
      presses[name].push({ index, atMs: clock.now() });
      await press(name, index, person, emoji, kind);
    }
  }
  await pass(10 * MINUTE_MS);
  await stop();

  const calls = providers.north.calls.filter(({ atMs }) => atMs >= countsFromMs && atMs < untilMs);
  return {
    beside: waited("north"),
    alone: waited("south"),
    spentShare: calls.filter(({ target }) => failing.has(target)).length / calls.length,
    breaches: NAMES.filter((name) => most(timesOf(name), MINUTE_MS) > limit).length,
  };

  function timesOf(name: Name): readonly number[] {
    return providers[name].calls.map(({ atMs }) => atMs);
  }

  /** A press that no call follows waits for ever. */
  function waited(name: Name): Waited {
    const called = Map.groupBy(providers[name].calls, ({ target }) => target);
    const counted = presses[name].filter(({ index, atMs }) => atMs >= countsFromMs && !failsForEver(index));
    const ms = counted.map(({ index, atMs }) => {
      const call = called.get(targetOf(name, index))?.find((one) => one.atMs >= atMs);
      return (call?.atMs ?? Number.POSITIVE_INFINITY) - atMs;
    });
    return { medianMs: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99), longestMs: Math.max(...ms) };
  }
}

function shuffled(length: number, next: () => number): readonly number[] {
  const keyed = Array.from({ length }, (_, index) => ({ index, key: next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ index }) => index);
}
