import type { Notice } from "../../domain/notice.ts";
import type { OutboxClaim, OutboxItem } from "../../ports/store.ts";
import { outboxKey } from "../outbox-key.ts";
import type { Database } from "./database.ts";
import type { Words } from "./words.ts";

/** Work that is no mirror, as rows. Of a lane, only the first item that is not done has a `ready_ms`. */
export interface Outbox {
  send(items: readonly OutboxItem[], nowMs: number): void;
  tell(notices: readonly Notice[], nowMs: number): void;
  delay(kind: string, untilMs: number): void;
  claim(holder: string, leaseMs: number, without: readonly string[], nowMs: number): OutboxClaim | { readonly afterMs: number | null };
  keep(holder: string, key: string, leaseMs: number, nowMs: number): boolean;
  finish(holder: string, key: string, retryAfterMs: number | null, nowMs: number): boolean;
  /** Lets other workers have what this holder (null: anybody) has claimed. Returns how many. */
  release(holder: string | null, nowMs: number): number;
  /** What is not done in these lanes is done. */
  dropLanes(lanes: readonly string[], nowMs: number): void;
  /** What bears a person's name in its key, told or not. */
  forget(person: string): void;
}

interface Row {
  readonly id: number;
  readonly key: string;
  readonly kind: string;
  readonly payload: string;
  readonly attempts: number;
  readonly ready_ms: number;
}

export function createOutbox(database: Database, words: Pick<Words, "remember">): Outbox {
  function send(items: readonly OutboxItem[], nowMs: number): void {
    for (const { kind, payload, lane = null, placeUs = nowMs * 1_000, afterMs = 0, ...item } of items) {
      const key = outboxKey(item, nowMs);
      if (database.first("SELECT 1 FROM outbox WHERE key = ?", key) !== undefined) continue;
      const isBehind = lane !== null && !becomesFirst(lane, placeUs);
      database.run(
        "INSERT INTO outbox (key, kind, payload, lane, place_us, ready_ms, behind_ms, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
        key,
        kind,
        JSON.stringify(payload) ?? "null",
        lane,
        placeUs,
        isBehind ? null : nowMs + afterMs,
        isBehind ? nowMs + afterMs : null,
      );
    }
  }

  /** Whether nothing stands ahead of this place; what stood first, and was not begun, then stands behind it. */
  function becomesFirst(lane: string, placeUs: number): boolean {
    const first = database.first<{ readonly id: number; readonly attempts: number; readonly place_us: number }>(
      "SELECT id, attempts, place_us FROM outbox WHERE lane = ? AND done_ms IS NULL AND ready_ms IS NOT NULL",
      lane,
    );
    if (first === undefined) return true;
    if (first.attempts > 0 || first.place_us <= placeUs) return false;
    database.run("UPDATE outbox SET behind_ms = ready_ms, ready_ms = NULL WHERE id = ?", first.id);
    return true;
  }

  function done(holder: string, key: string, nowMs: number): boolean {
    // What was told is forgotten; that it was told is not.
    const isOurs =
      database.run(
        "UPDATE outbox SET ready_ms = NULL, holder = NULL, payload = 'null', done_ms = ? WHERE key = ? AND holder = ?",
        nowMs,
        key,
        holder,
      ) > 0;
    if (isOurs) next(key);
    return isOurs;
  }

  /** Whatever stood behind this item comes first in its lane now. */
  function next(key: string): void {
    database.run(
      `UPDATE outbox SET ready_ms = behind_ms, behind_ms = NULL WHERE behind_ms IS NOT NULL AND id = (
        SELECT id FROM outbox WHERE lane = (SELECT lane FROM outbox WHERE key = ?) AND done_ms IS NULL ORDER BY place_us, id LIMIT 1
      )`,
      key,
    );
  }

  return {
    dropLanes(lanes, nowMs) {
      const sql = `UPDATE outbox SET ready_ms = NULL, behind_ms = NULL, holder = NULL, payload = 'null', done_ms = ?
        WHERE lane = ? AND done_ms IS NULL`;
      for (const lane of lanes) database.run(sql, nowMs, lane);
    },
    forget(person) {
      database.run("DELETE FROM outbox WHERE lane IS NULL AND instr(' ' || key || ' ', ?) > 0", ` ${person} `);
    },
    send,
    tell(notices, nowMs) {
      const owed = notices.filter(({ person, ever }) => ever === undefined || words.remember(person, ever));
      const items = owed.map((notice) => ({ key: notice.key, kind: "notice", payload: notice }));
      send(items, nowMs);
    },
    delay(kind, untilMs) {
      database.run("UPDATE outbox SET ready_ms = ? WHERE ready_ms < ? AND attempts = 0 AND kind = ?", untilMs, untilMs, kind);
    },
    claim(holder, leaseMs, without, nowMs) {
      const row = database.first<Row>(
        `SELECT id, key, kind, payload, attempts, ready_ms FROM outbox
          WHERE ready_ms IS NOT NULL AND kind NOT IN (SELECT value FROM json_each(?)) ORDER BY ready_ms, id LIMIT 1`,
        JSON.stringify(without),
      );
      if (row === undefined) return { afterMs: null };
      if (row.ready_ms > nowMs) return { afterMs: row.ready_ms - nowMs };
      const { id, key, kind, attempts } = row;
      database.run("UPDATE outbox SET ready_ms = ?, holder = ?, attempts = attempts + 1 WHERE id = ?", nowMs + leaseMs, holder, id);
      return { key, kind, payload: JSON.parse(row.payload) as unknown, attempts };
    },
    keep: (holder, key, leaseMs, nowMs) =>
      database.run("UPDATE outbox SET ready_ms = ? WHERE key = ? AND holder = ?", nowMs + leaseMs, key, holder) > 0,
    finish: (holder, key, retryAfterMs, nowMs) =>
      retryAfterMs === null
        ? done(holder, key, nowMs)
        : database.run("UPDATE outbox SET ready_ms = ?, holder = NULL WHERE key = ? AND holder = ?", nowMs + retryAfterMs, key, holder) > 0,
    release: (holder, nowMs) =>
      holder === null
        ? database.run("UPDATE outbox SET ready_ms = ?, holder = NULL WHERE holder IS NOT NULL", nowMs)
        : database.run("UPDATE outbox SET ready_ms = ?, holder = NULL WHERE holder = ?", nowMs, holder),
  };
}
