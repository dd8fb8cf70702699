import type { Database } from "./database.ts";

/** Longer than any source sends again, and than anyone would wonder at being told twice. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** A text that its own delivery did not bring back by then came without one. */
const EXPECTED_MS = 24 * 3_600_000;
const MOST_ROWS = 1_000;

/** Lets go of what is only kept against repetition, a bounded piece at a time. Returns whether there may be more. */
export function tidy(database: Database, nowMs: number): boolean {
  const before = nowMs - KEPT_MS;
  const told = database.run(
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE done_ms < ? ORDER BY done_ms LIMIT ?)",
    before,
    MOST_ROWS,
  );
  const seen = database.run("DELETE FROM seen WHERE id IN (SELECT id FROM seen WHERE at_ms < ? ORDER BY at_ms LIMIT ?)", before, MOST_ROWS);
  const unmet = database.run(
    "DELETE FROM expected WHERE number IN (SELECT number FROM expected WHERE at_ms < ? ORDER BY at_ms LIMIT ?)",
    nowMs - EXPECTED_MS,
    MOST_ROWS,
  );
  database.run("DELETE FROM waiting WHERE until_ms < ?", nowMs);
  return [told, seen, unmet].includes(MOST_ROWS);
}
