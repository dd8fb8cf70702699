import { KINDS, type Kind, NAMES, type Name } from "./kinds.ts";
import { createRandom, type Random } from "./random.ts";

/** A message on the other side, and what its network and provider are like. */
export interface TargetPlan {
  readonly id: string;
  readonly account: string;
  readonly kind: Kind;
  readonly abandonedForMs: number;
  readonly readable: boolean;
  /** Emoji that the provider refuses. */
  readonly refuses: readonly string[];
  readonly limit: { readonly requests: number; readonly perMs: number };
  /** A replaced reaction is told of as removed, too. */
  readonly tellsReplaced: boolean;
  /** A removal says what was removed. */
  readonly namesRemoved: boolean;
  /** What changes nothing is told of all the same. */
  readonly tellsIdle: boolean;
  /** From then on the message is gone; null: never. */
  readonly goneAtMs: number | null;
}

/** A message in a channel, which feeds one target by a link of its own. */
export interface SourcePlan {
  readonly id: string;
  readonly target: string;
  readonly link: string;
  /** Its events carry the source's time, and come again until they are acked. */
  readonly timed: boolean;
  readonly linkedAtMs: number;
  readonly graceMs: number;
  readonly deny: readonly Name[];
  readonly conflict: "latest" | "first" | "most";
}

export type Happening = { readonly atMs: number } & (
  | {
      readonly kind: "press";
      readonly source: string;
      readonly person: string;
      readonly name: Name;
      readonly held: boolean;
      readonly via: "reaction" | "command";
      /** No event tells of it; only a reading can. */
      readonly lost: boolean;
      /** At the very moment of the change before it. */
      readonly tied: boolean;
      readonly ageMs: number;
      readonly delayMs: number;
      readonly againAfterMs: readonly number[];
    }
  | { readonly kind: "clear"; readonly source: string; readonly person: string | null; readonly delayMs: number }
  | { readonly kind: "read"; readonly source: string; readonly takesMs: number; readonly restsMs: number }
  | { readonly kind: "phone"; readonly target: string; readonly op: "add" | "remove"; readonly emoji: string }
  | { readonly kind: "crash"; readonly process: number; readonly downMs: number }
  | { readonly kind: "stop"; readonly process: number; readonly graceMs: number }
  | { readonly kind: "pause"; readonly process: number; readonly forMs: number }
  | { readonly kind: "step"; readonly offsetMs: number }
);

/** How often what goes wrong does, each in [0, 1]. */
export interface Odds {
  readonly trouble: number;
  readonly crash: number;
  readonly refusal: number;
  readonly slowStoreMs: number;
  readonly echoDelayMs: number;
}

export interface Schedule {
  readonly seed: number;
  readonly processes: number;
  /** Nothing goes wrong here, and all changes are one person's toggles: they must fold. */
  readonly toggles: boolean;
  readonly targets: readonly TargetPlan[];
  readonly sources: readonly SourcePlan[];
  readonly happenings: readonly Happening[];
  readonly odds: Odds;
  readonly endMs: number;
}

const PEOPLE = ["ann", "bob", "cem", "guest"] as const;
const STALE_AGE_MS = 25 * 3_600_000;

/** What is going to happen under a seed. The same seed makes the same schedule. */
export function createSchedule(seed: number): Schedule {
  const random = createRandom(seed);
  const toggles = random.chance(0.05);
  const targets = planTargets(random, toggles);
  const sources = planSources(random, targets, toggles);
  const endMs = toggles ? 3_000 : random.pick([2_000, 8_000, 30_000, 60_000]);
  const presses = toggles ? planToggles(random, sources) : planGaps(random, sources, planPresses(random, sources, endMs), endMs);
  const happenings = toggles ? presses : [...presses, ...planMishaps(random, targets, sources, presses, endMs)];
  const trouble = toggles ? 0 : random.pick([0, 0.05, 0.2, 0.5]);
  return {
    seed,
    processes: random.between(1, 3),
    toggles,
    targets,
    sources,
    happenings: [...happenings].sort((a, b) => a.atMs - b.atMs),
    odds: {
      trouble,
      crash: toggles ? 0 : random.pick([0, 0.01, 0.04]),
      refusal: toggles ? 0 : random.pick([0, 0, 0.02]),
      slowStoreMs: toggles ? 2 : random.pick([2, 5, 50, 400]),
      echoDelayMs: random.pick([50, 500, 5_000, 20_000]),
    },
    endMs,
  };
}

function planTargets(random: Random, toggles: boolean): readonly TargetPlan[] {
  const sharing = random.chance(0.3);
  const shared = random.pick(KINDS);
  const sharedReadable = random.chance(0.3);
  const sharedForMs = random.pick([3_000, 3_000, 15_000, 30_000, 60_000]);
  const limit =
    toggles || random.chance(0.7)
      ? { requests: 60, perMs: 60_000 }
      : { requests: random.between(1, 4), perMs: random.pick([2_000, 8_000]) };
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index) => ({
    id: `t${index}`,
    account: sharing ? "a" : `a${index}`,
    kind: sharing ? shared : random.pick(KINDS),
    abandonedForMs: sharing ? sharedForMs : random.pick([3_000, 3_000, 15_000, 30_000, 60_000]),
    readable: sharing ? sharedReadable : random.chance(0.3),
    refuses: random.chance(0.4) ? [random.pick(["⛔", "🎉", "👍🏽"])] : [],
    limit,
    ...random.pick([
      { tellsReplaced: true, namesRemoved: true },
      { tellsReplaced: false, namesRemoved: true },
      { tellsReplaced: false, namesRemoved: false },
    ]),
    tellsIdle: random.chance(0.3),
    goneAtMs: !toggles && random.chance(0.02) ? random.between(0, 20_000) : null,
  }));
}

function planSources(random: Random, targets: readonly TargetPlan[], toggles: boolean): readonly SourcePlan[] {
  const feeding = [...targets, ...(targets[0] !== undefined && random.chance(0.5) ? [targets[0]] : [])];
  const graceMs = random.pick([0, 0, 1_000]);
  return feeding.map(({ id }, index) => ({
    id: `m${index}`,
    target: id,
    link: `l${index}`,
    timed: random.chance(0.75),
    linkedAtMs: toggles || random.chance(0.7) ? 0 : random.between(0, 10_000),
    graceMs: random.chance(0.8) ? graceMs : 1_000 - graceMs,
    deny: random.chance(0.5) ? ["eyes"] : [],
    conflict: random.pick(["latest", "latest", "first", "most"] as const),
  }));
}

function planPresses(random: Random, sources: readonly SourcePlan[], endMs: number): readonly Happening[] {
  const held = new Set<string>();
  const names = random.chance(0.5) ? NAMES : (["+1", "heart", "tada"] as const);
  const lateMs = random.pick([20, 200, 3_000, 15_000]);
  const clusters = Array.from({ length: random.between(1, 5) }, () => random.between(100, endMs));
  const moments = Array.from({ length: random.between(4, 28) }, () =>
    random.chance(0.5) ? random.between(100, endMs) : random.pick(clusters) + random.between(0, 1_500),
  ).sort((a, b) => a - b);
  let last: Happening | undefined;
  return moments.map((atMs) => {
    const source = random.pick(sources);
    if (random.chance(0.03)) {
      const person = random.chance(0.7) ? random.pick(PEOPLE) : null;
      const goes = [...held].filter((key) => key.startsWith(`${source.id} ${person ?? ""}`));
      for (const key of goes) if (key.endsWith(" reaction")) held.delete(key);
      return { kind: "clear", atMs, source: source.id, person, delayMs: random.between(0, lateMs) };
    }
    const again = last?.kind === "press" && random.chance(0.25) ? last : undefined;
    const person = again?.person ?? random.pick(PEOPLE);
    const name = again?.name ?? random.pick(names);
    const via = again?.via ?? (random.chance(0.15) ? "command" : "reaction");
    const id = again?.source ?? source.id;
    const key = `${id} ${person} ${name} ${via}`;
    const on = !held.has(key);
    if (on) held.add(key);
    else held.delete(key);
    const tied = !on && again !== undefined && random.chance(0.1);
    const press: Happening = {
      kind: "press",
      atMs: tied ? again.atMs : atMs,
      source: id,
      person,
      name,
      held: on,
      via,
      lost: via === "reaction" && random.chance(0.04),
      tied,
      ageMs: on && via === "reaction" && random.chance(0.01) ? STALE_AGE_MS : 0,
      delayMs: random.chance(0.5) ? random.between(0, 50) : random.between(0, lateMs),
      againAfterMs: random.chance(0.25) ? Array.from({ length: random.between(1, 2) }, () => random.between(0, 20_000)) : [],
    };
    last = press;
    return press;
  });
}

/**
 * A source is cut off for a while, and somebody changes their mind meanwhile. It is read as soon as it is back, and what it could not bring
 * comes after that, in no order.
 */
function planGaps(random: Random, sources: readonly SourcePlan[], happenings: readonly Happening[], endMs: number): readonly Happening[] {
  if (!random.chance(0.25)) return happenings;
  const { id } = random.pick(sources);
  const fromMs = random.between(100, endMs);
  const toMs = fromMs + random.between(500, 8_000);
  const lateMs = random.pick([2_000, 15_000]);
  const moments = Array.from({ length: random.pick([0, 3, 3, 5]) }, () => random.between(fromMs, toMs)).sort((a, b) => a - b);
  const late = [...happenings, ...toggles(id, "dee", random.pick(["+1", "heart"]), moments)].map((one) => {
    const isCut = (one.kind === "press" || one.kind === "clear") && one.source === id && one.atMs >= fromMs && one.atMs <= toMs;
    return isCut ? { ...one, delayMs: toMs - one.atMs + random.between(0, lateMs) } : one;
  });
  return [...late, readingOf(random, id, toMs)];
}

function readingOf(random: Random, source: string, atMs: number): Happening {
  const restsMs = random.chance(0.5) ? 5 : random.between(0, 8_000);
  return { kind: "read", atMs, source, takesMs: random.between(5, 800), restsMs };
}

/** One person changes their mind, many times within a second. */
function planToggles(random: Random, sources: readonly SourcePlan[]): readonly Happening[] {
  const source = random.pick(sources);
  const name = random.pick(["+1", "heart"] as const);
  const apartMs = random.between(2, 40);
  const moments = Array.from({ length: random.between(4, 28) }, (_, index) => 200 + index * apartMs + random.between(0, apartMs));
  return toggles(source.id, "ann", name, moments);
}

function toggles(source: string, person: string, name: Name, moments: readonly number[]): readonly Happening[] {
  const change = { source, person, name, via: "reaction", lost: false, tied: false, ageMs: 0, delayMs: 1, againAfterMs: [] } as const;
  return moments.map((atMs, index) => ({ kind: "press", atMs, held: index % 2 === 0, ...change }));
}

function planMishaps(
  random: Random,
  targets: readonly TargetPlan[],
  sources: readonly SourcePlan[],
  presses: readonly Happening[],
  endMs: number,
): readonly Happening[] {
  const happenings: Happening[] = [];
  const often = (most: number, make: () => Happening) => {
    for (let count = random.between(0, most); count > 0; count -= 1) happenings.push(make());
  };
  const moment = () => random.between(100, endMs + 3_000);
  for (const { id } of sources) {
    const losses = presses.filter((press) => press.kind === "press" && press.lost && press.source === id);
    const read = (atMs: number) => happenings.push(readingOf(random, id, atMs));
    // A source without times may lose any event when a process dies; it is read once more at the end of everything, see `run`.
    const lastLoss = losses.at(-1);
    if (lastLoss !== undefined) read(lastLoss.atMs + random.between(2_000, 6_000));
    if (random.chance(0.4)) read(moment());
  }
  if (random.chance(0.35)) {
    const target = random.pick(targets);
    often(3, () => ({
      kind: "phone",
      atMs: moment(),
      target: target.id,
      op: random.pick(["add", "remove"] as const),
      emoji: random.pick(["👍", "❤️"]),
    }));
  }
  if (random.chance(0.5))
    often(3, () => ({ kind: "crash", atMs: moment(), process: random.between(0, 2), downMs: random.pick([10, 1_000, 20_000]) }));
  if (random.chance(0.2)) {
    often(2, () => ({ kind: "stop", atMs: moment(), process: random.between(0, 2), graceMs: random.pick([10, 1_000, 15_000]) }));
  }
  if (random.chance(0.3))
    often(2, () => ({ kind: "pause", atMs: moment(), process: random.between(0, 2), forMs: random.pick([2_500, 13_000, 25_000]) }));
  if (random.chance(0.3)) {
    const offsetMs = random.pick([-5_000, 5_000]);
    let off = random.chance(0.5);
    often(4, () => {
      off = !off;
      return { kind: "step", atMs: moment(), offsetMs: off ? offsetMs : 0 };
    });
  }
  return happenings;
}
