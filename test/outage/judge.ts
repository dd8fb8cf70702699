import { type Ground, NAMES } from "./ground.ts";
import { most } from "./most.ts";
import type { LIMIT } from "./provider.ts";
import { READ_LIMIT, type ReadingMade, type Workplace } from "./workplace.ts";

/** Limits that were not kept, by the accounts' names; `slack` is that of readings. */
export function breachesOf({ providers }: Ground, { readings }: Workplace, limit: typeof LIMIT): readonly string[] {
  const read = readings.map(({ beganMs }) => beganMs).toSorted((a, b) => a - b);
  const called = NAMES.map((name) => [name, providers[name].calls.map(({ atMs }) => atMs)] as const);
  const over = called.filter(([, timesMs]) => most(timesMs, limit.perMs) > limit.requests).map(([name]) => name);
  return [...over, ...(most(read, READ_LIMIT.perMs) > READ_LIMIT.requests ? ["slack"] : [])];
}

/** How long the calls between two moments take at the limit of the account that made most. */
export function calledMs({ providers }: Ground, fromMs: number, untilMs: number, limit: typeof LIMIT): number {
  const many = NAMES.map((name) => providers[name].calls.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs).length);
  return (Math.max(...many) / limit.requests) * limit.perMs;
}

/** How many were read after another that ought to have come later; `order` says which, and of what is not in it nothing is said. */
export function disorderOf(readings: readonly ReadingMade[], order: readonly string[]): number {
  const rank = new Map(order.map((target, index) => [target, index]));
  let latest = -1;
  let many = 0;
  for (const target of new Set(readings.map((one) => one.target))) {
    const its = rank.get(target) ?? latest;
    if (its < latest) many += 1;
    latest = Math.max(latest, its);
  }
  return many;
}
