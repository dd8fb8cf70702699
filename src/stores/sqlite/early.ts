import type { Resolved } from "../../domain/fold.ts";
import { type Message, messageKey } from "../../domain/message.ts";
import type { Database } from "./database.ts";

/** Events that came before their message was linked, and the ids of what was taken once. */
export interface Early {
  wait(resolved: Resolved, waitMs: number, nowMs: number): void;
  /** What waited for this message and is not too old, in the order in which it came. It waits no more. */
  collect(message: Message, nowMs: number): readonly Resolved[];
  /** Whether anything waits for this message that is not too old. */
  awaits(message: Message, nowMs: number): boolean;
  isSeen(id: string): boolean;
  see(id: string, nowMs: number): void;
  /** What waits and was this person's. */
  forget(person: string): void;
}

export function createEarly(database: Database): Early {
  return {
    forget(person) {
      database.run("DELETE FROM waiting WHERE resolved ->> '$.event.person' = ?", person);
    },
    wait({ event, terms }, waitMs, nowMs) {
      database.run("DELETE FROM waiting WHERE until_ms < ?", nowMs);
      database.run(
        "INSERT INTO waiting (message, until_ms, resolved) VALUES (?, ?, ?)",
        messageKey(event.message),
        nowMs + waitMs,
        JSON.stringify({ event, terms }),
      );
    },
    collect(message, nowMs) {
      const key = messageKey(message);
      const rows = database.all<{ readonly resolved: string }>(
        "SELECT resolved FROM waiting WHERE message = ? AND until_ms >= ? ORDER BY id",
        key,
        nowMs,
      );
      if (rows.length > 0) database.run("DELETE FROM waiting WHERE message = ?", key);
      return rows.map(({ resolved }) => JSON.parse(resolved) as Resolved);
    },
    awaits: (message, nowMs) =>
      database.first("SELECT 1 FROM waiting WHERE message = ? AND until_ms >= ? LIMIT 1", messageKey(message), nowMs) !== undefined,
    isSeen: (id) => database.first("SELECT 1 FROM seen WHERE id = ?", id) !== undefined,
    see(id, nowMs) {
      database.run("INSERT INTO seen (id, at_ms) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", id, nowMs);
    },
  };
}
