import type { Transaction } from "./transaction.ts";

/** What one process does for all. */
export interface Holds {
  hold(name: string, holder: string, leaseMs: number, nowMs: number): Promise<boolean>;
}

export function holdsIn(transaction: Transaction): Holds {
  return {
    hold: async (name, holder, leaseMs, nowMs) =>
      (await transaction.run(
        `INSERT INTO holds AS h (name, holder, until_ms) VALUES ($1, $2, $3)
          ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
          WHERE h.holder = excluded.holder OR h.until_ms <= $4`,
        name,
        holder,
        nowMs + leaseMs,
        nowMs,
      )) > 0,
  };
}
