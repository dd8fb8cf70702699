import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { openMemoryStore } from "../support/memory-store.ts";
import { onPostgres } from "./postgres.ts";
import { type OpenStore, simulate } from "./run.ts";
import type { Counts } from "./stage.ts";

export const STORE_NAMES = ["memory", "sqlite", "postgres"] as const;
export type StoreName = (typeof STORE_NAMES)[number];

let ofServer: OpenStore | null = null;

/** `url`: of a PostgreSQL database of this thread's own. The others commit within the turn in which they are asked to. */
export function opener(store: StoreName, url: string | null): OpenStore {
  if (store === "memory") return openMemoryStore;
  if (store === "sqlite") return (clock) => openSqliteStore({ path: ":memory:", clock, flush: queueMicrotask });
  if (url === null) throw new Error("PostgreSQL needs a database");
  ofServer ??= onPostgres(url);
  return ofServer;
}

export interface Batch {
  readonly store: StoreName;
  readonly url: string | null;
  readonly firstSeed: number;
  readonly seeds: number;
  /** Ends at the first seed that goes wrong. */
  readonly stopsEarly: boolean;
}

export interface Report {
  readonly seeds: number;
  readonly wrong: readonly { readonly seed: number; readonly store: StoreName; readonly what: readonly string[] }[];
  readonly counts: Counts;
}

const NOTHING: Report = {
  seeds: 0,
  wrong: [],
  counts: { events: 0, crashes: 0, ambiguous: 0, takeovers: 0, confirmations: 0, calls: 0, owner: 0, readings: 0 },
};

export async function runBatch({ store, url, firstSeed, seeds, stopsEarly }: Batch): Promise<Report> {
  let report = NOTHING;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const { wrong, counts } = await simulate(seed, opener(store, url));
    report = sum([report, { seeds: 1, wrong: wrong.length === 0 ? [] : [{ seed, store, what: wrong }], counts }]);
    if (stopsEarly && wrong.length > 0) break;
    // Signals and timers of the past are let go of only between two turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return report;
}

export function sum(reports: readonly Report[]): Report {
  return reports.reduce((a, b) => {
    const keys = Object.keys(a.counts) as (keyof Counts)[];
    const counts = Object.fromEntries(keys.map((key) => [key, a.counts[key] + b.counts[key]])) as unknown as Counts;
    return { seeds: a.seeds + b.seeds, wrong: [...a.wrong, ...b.wrong], counts };
  }, NOTHING);
}

/** What the schedules must have contained to mean anything: one of each in ten, on average. */
export function missing({ seeds, counts }: Report): readonly string[] {
  const each = ["crashes", "ambiguous", "takeovers", "confirmations"] as const;
  return each.filter((one) => counts[one] < seeds / 10).map((one) => `only ${counts[one]} ${one} in ${seeds} schedules`);
}
