import type { Resolved } from "../../domain/fold.ts";
import { type Message, messageKey } from "../../domain/message.ts";
import type { Transaction } from "./transaction.ts";

/** Events that came before their message was linked, and the ids of what was taken once. */
export interface Early {
  wait(resolved: Resolved, waitMs: number, nowMs: number): void;
  /** What waited for this message and is not too old, in the order in which it came. It waits no more. */
  collect(message: Message, nowMs: number): Promise<readonly Resolved[]>;
  /** Whether anything waits for this message that is not too old. */
  awaits(message: Message, nowMs: number): Promise<boolean>;
  /** Those that were seen. */
  seen(ids: readonly string[]): Promise<ReadonlySet<string>>;
  see(id: string, nowMs: number): void;
  /** What waits and was this person's. */
  forget(person: string): void;
}

export function earlyIn(transaction: Transaction): Early {
  return {
    wait({ event, terms }, waitMs, nowMs) {
      void transaction.run(
        "INSERT INTO waiting (message, until_ms, resolved) VALUES ($1, $2, $3)",
        messageKey(event.message),
        nowMs + waitMs,
        JSON.stringify({ event, terms }),
      );
    },
    async collect(message, nowMs) {
      const key = messageKey(message);
      const rows = await transaction.all<{ readonly resolved: string }>(
        "SELECT resolved FROM waiting WHERE message = $1 AND until_ms >= $2 ORDER BY id",
        key,
        nowMs,
      );
      if (rows.length > 0) void transaction.run("DELETE FROM waiting WHERE message = $1", key);
      return rows.map(({ resolved }) => JSON.parse(resolved) as Resolved);
    },
    awaits: async (message, nowMs) =>
      (await transaction.first(
        "SELECT 1 AS one FROM waiting WHERE message = $1 AND until_ms >= $2 LIMIT 1",
        messageKey(message),
        nowMs,
      )) !== undefined,
    async seen(ids) {
      if (ids.length === 0) return new Set();
      const rows = await transaction.all<{ readonly id: string }>("SELECT id FROM seen WHERE id = ANY ($1)", ids);
      return new Set(rows.map(({ id }) => id));
    },
    forget(person) {
      void transaction.run("DELETE FROM waiting WHERE resolved::json -> 'event' ->> 'person' = $1", person);
    },
    see(id, nowMs) {
      void transaction.run("INSERT INTO seen (id, at_ms) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", id, nowMs);
    },
  };
}
