import type { Database } from "./database.ts";

/** What one process does for all. */
export interface Holds {
  hold(name: string, holder: string, leaseMs: number, nowMs: number): boolean;
  /** Whoever held anything is no more. */
  clear(): void;
}

export function createHolds(database: Database): Holds {
  return {
    hold: (name, holder, leaseMs, nowMs) =>
      database.run(
        `INSERT INTO holds (name, holder, until_ms) VALUES (?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
          WHERE holder = excluded.holder OR until_ms <= ?`,
        name,
        holder,
        nowMs + leaseMs,
        nowMs,
      ) > 0,
    clear() {
      database.run("DELETE FROM holds");
    },
  };
}
