import type { Transaction } from "./transaction.ts";

/** Longer than any source sends again, and than anyone would wonder at being told twice. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** A text that its own delivery did not bring back by then came without one. */
const EXPECTED_MS = 24 * 3_600_000;
const MOST_ROWS = 1_000;

/** Lets go of what is only kept against repetition, a bounded piece at a time. Returns whether there may be more. */
export async function tidy(transaction: Transaction): Promise<boolean> {
  const nowMs = await transaction.now();
  const gone = await Promise.all([
    transaction.run(deletion("outbox", "id", "done_ms"), nowMs - KEPT_MS),
    transaction.run(deletion("seen", "id", "at_ms"), nowMs - KEPT_MS),
    transaction.run(deletion("expected", "number", "at_ms"), nowMs - EXPECTED_MS),
    transaction.run(deletion("waiting", "id", "until_ms"), nowMs),
  ]);
  return gone.includes(MOST_ROWS);
}

/** What another process lets go of at the same time is left to it. */
function deletion(table: string, id: string, moment: string): string {
  return `DELETE FROM ${table} WHERE ${id} IN (
    SELECT ${id} FROM ${table} WHERE ${moment} < $1 ORDER BY ${moment} LIMIT ${MOST_ROWS} FOR UPDATE SKIP LOCKED)`;
}
