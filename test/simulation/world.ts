import { createRandom, type Random } from "./random.ts";

/** Where virtual time begins, in milliseconds since 1970. */
export const START_MS = 1_800_000_000_000;

export interface Timer {
  cancelled: boolean;
}

/** Virtual time, one queue of everything that is going to happen, and the story of what did. */
export interface World {
  readonly random: Random;
  /** Once calm, nothing goes wrong any more. */
  calm: boolean;
  /** How far the store's clock is off the true one. */
  storeOffsetMs: number;
  nowMs(): number;
  storeMs(): number;
  /** A moment of true time that nobody else is given, in microseconds. */
  uniqueUs(): number;
  after(ms: number, run: () => void): Timer;
  /**
   * Lets everything happen, in order, until `isOver` says so or nothing is left; false when time ran out first. No time passes until
   * `settled`.
   */
  run(limitMs: number, isOver: () => boolean, settled?: () => Promise<void>): Promise<boolean>;
  tell(line: string | (() => string)): void;
  readonly story: readonly string[];
}

interface Entry extends Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

export function createWorld(seed: number, telling: boolean): World {
  const heap: Entry[] = [];
  const story: string[] = [];
  let nowMs = START_MS;
  let order = 0;
  let lastUs = 0;

  const world: World = {
    random: createRandom(seed),
    calm: false,
    storeOffsetMs: 0,
    story,
    nowMs: () => nowMs,
    storeMs: () => nowMs + world.storeOffsetMs,
    uniqueUs() {
      lastUs = Math.max(lastUs + 2, nowMs * 1_000);
      return lastUs;
    },
    after(ms, run) {
      order += 1;
      const entry: Entry = { atMs: nowMs + Math.max(0, ms), order, run, cancelled: false };
      push(heap, entry);
      return entry;
    },
    async run(limitMs, isOver, settled = async () => {}) {
      while (!isOver()) {
        const entry = pop(heap);
        if (entry === undefined) return true;
        if (entry.cancelled) continue;
        if (entry.atMs > limitMs) return false;
        nowMs = entry.atMs;
        entry.run();
        // A tick comes after every microtask there is, and after those that they make.
        await new Promise<void>((resolve) => process.nextTick(resolve));
        await settled();
      }
      return true;
    },
    tell(line) {
      if (telling) story.push(`${((nowMs - START_MS) / 1_000).toFixed(3).padStart(9)}  ${typeof line === "string" ? line : line()}`);
    },
  };
  return world;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs !== b.atMs ? a.atMs < b.atMs : a.order < b.order;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Entry;
    if (!isBefore(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
    if (!isBefore(heap[child] as Entry, last)) break;
    heap[at] = heap[child] as Entry;
    at = child;
  }
  heap[at] = last;
  return top;
}
