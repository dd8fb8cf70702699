import type { Notice } from "../../domain/notice.ts";
import type { OutboxClaim, OutboxItem } from "../../ports/store.ts";
import { outboxKey } from "../outbox-key.ts";
import type { Transaction } from "./transaction.ts";
import { REMEMBER } from "./words.ts";

/** Work that is no mirror, as rows. Of a lane, only the first item that is not done has a `ready_ms`; to change a lane takes a turn at it. */
export interface Outbox {
  send(items: readonly OutboxItem[], nowMs: number): Promise<void>;
  tell(notices: readonly Notice[], nowMs: number): void;
  delay(kind: string, untilMs: number): void;
  claim(
    holder: string,
    leaseMs: number,
    without: readonly string[],
    nowMs: number,
  ): Promise<OutboxClaim | { readonly afterMs: number | null }>;
  keep(holder: string, key: string, leaseMs: number, nowMs: number): Promise<boolean>;
  laneOf(key: string): Promise<string | null>;
  finish(holder: string, key: string, retryAfterMs: number | null, nowMs: number): Promise<boolean>;
  /** Lets other workers have what this holder (null: anybody) has claimed. Returns how many. */
  release(holder: string | null, nowMs: number): Promise<number>;
  /** What is not done in these lanes is done. */
  dropLanes(lanes: readonly string[], nowMs: number): void;
  /** What bears a person's name in its key, told or not. */
  forget(person: string): void;
}

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly payload: string;
  readonly attempts: number;
}

/** Somebody else is taking the item that is ready. */
const TAKEN_MS = 20;
const ADD = `INSERT INTO outbox (key, kind, payload, lane, place_us, ready_ms, behind_ms, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
  ON CONFLICT (key) DO NOTHING RETURNING id`;
/** What is owed once for ever: unless it is remembered of its person. */
const ADD_ONCE = `WITH owed AS (${REMEMBER} RETURNING word)
  INSERT INTO outbox (key, kind, payload, lane, place_us, ready_ms, behind_ms, attempts) SELECT $3, $4, $5, $6, $7, $8, $9, 0 FROM owed
  ON CONFLICT (key) DO NOTHING`;

export function turnIn(lane: string): string {
  return `lane ${lane}`;
}

export function outboxIn(transaction: Transaction, filled: () => void): Outbox {
  async function send(items: readonly OutboxItem[], nowMs: number): Promise<void> {
    for (const { kind, payload, lane = null, placeUs = nowMs * 1_000, afterMs = 0, ...item } of items) {
      const text = JSON.stringify(payload) ?? "null";
      const readyMs = nowMs + afterMs;
      const key = outboxKey(item, nowMs);
      if (lane === null) void transaction.run(ADD, key, kind, text, null, placeUs, readyMs, null);
      else {
        const isNew = (await transaction.run(ADD, key, kind, text, lane, placeUs, null, readyMs)) > 0;
        if (isNew && (await becomesFirst(lane, placeUs))) await promote(key);
      }
    }
    filled();
  }

  /** Whether nothing stands ahead of this place; what stood first, and was not begun, then stands behind it. */
  async function becomesFirst(lane: string, placeUs: number): Promise<boolean> {
    // It may be begun at this moment: then it is locked, and what is asked of it is asked once more when it is not.
    const moved = await transaction.run(
      "UPDATE outbox SET behind_ms = ready_ms, ready_ms = NULL WHERE lane = $1 AND ready_ms IS NOT NULL AND attempts = 0 AND place_us > $2",
      lane,
      placeUs,
    );
    if (moved > 0) return true;
    return (await transaction.first("SELECT 1 AS one FROM outbox WHERE lane = $1 AND ready_ms IS NOT NULL", lane)) === undefined;
  }

  async function promote(key: string): Promise<void> {
    await transaction.run("UPDATE outbox SET ready_ms = behind_ms, behind_ms = NULL WHERE key = $1", key);
  }

  async function done(holder: string, key: string, nowMs: number): Promise<boolean> {
    // What was told is forgotten; that it was told is not.
    const isOurs =
      (await transaction.run(
        "UPDATE outbox SET ready_ms = NULL, holder = NULL, payload = 'null', done_ms = $1 WHERE key = $2 AND holder = $3",
        nowMs,
        key,
        holder,
      )) > 0;
    if (isOurs) await next(key);
    return isOurs;
  }

  /** Whatever stood behind this item comes first in its lane now. */
  async function next(key: string): Promise<void> {
    const promoted = await transaction.run(
      `UPDATE outbox SET ready_ms = behind_ms, behind_ms = NULL WHERE behind_ms IS NOT NULL AND id = (
        SELECT id FROM outbox WHERE lane = (SELECT lane FROM outbox WHERE key = $1) AND done_ms IS NULL ORDER BY place_us, id LIMIT 1
      )`,
      key,
    );
    if (promoted > 0) filled();
  }

  return {
    send,
    dropLanes(lanes, nowMs) {
      void transaction.run(
        `UPDATE outbox SET ready_ms = NULL, behind_ms = NULL, holder = NULL, payload = 'null', done_ms = $1
          WHERE lane = ANY ($2) AND done_ms IS NULL`,
        nowMs,
        lanes,
      );
    },
    forget(person) {
      void transaction.run("DELETE FROM outbox WHERE lane IS NULL AND position($1 IN ' ' || key || ' ') > 0", ` ${person} `);
    },
    tell(notices, nowMs) {
      for (const notice of notices) {
        const { key, ever, person } = notice;
        const row = [key, "notice", JSON.stringify(notice), null, nowMs * 1_000, nowMs, null] as const;
        const added = ever === undefined ? transaction.run(ADD, ...row) : transaction.run(ADD_ONCE, person, ever, ...row);
        // What fails is noted by the transaction.
        void added.then((count) => (count > 0 ? filled() : undefined)).catch(() => {});
      }
    },
    delay(kind, untilMs) {
      void transaction.run("UPDATE outbox SET ready_ms = $1 WHERE ready_ms < $1 AND attempts = 0 AND kind = $2", untilMs, kind);
    },
    async claim(holder, leaseMs, without, nowMs) {
      const [row] = await transaction.changed<Row>(
        `WITH first AS MATERIALIZED (
            SELECT id FROM outbox WHERE ready_ms <= $3 AND kind <> ALL ($4) ORDER BY ready_ms, id LIMIT 1 FOR UPDATE SKIP LOCKED
          )
          UPDATE outbox o SET ready_ms = $1, holder = $2, attempts = o.attempts + 1 FROM first WHERE o.id = first.id
          RETURNING o.key, o.kind, o.payload, o.attempts`,
        nowMs + leaseMs,
        holder,
        nowMs,
        without,
      );
      if (row !== undefined) {
        return { key: row.key, kind: row.kind, payload: JSON.parse(row.payload) as unknown, attempts: row.attempts - 1 };
      }
      const earliest = await transaction.first<{ readonly ms: number }>(
        "SELECT ready_ms AS ms FROM outbox WHERE ready_ms IS NOT NULL AND kind <> ALL ($1) ORDER BY ready_ms LIMIT 1",
        without,
      );
      if (earliest === undefined) return { afterMs: null };
      return { afterMs: earliest.ms > nowMs ? earliest.ms - nowMs : TAKEN_MS };
    },
    keep: async (holder, key, leaseMs, nowMs) =>
      (await transaction.run("UPDATE outbox SET ready_ms = $1 WHERE key = $2 AND holder = $3", nowMs + leaseMs, key, holder)) > 0,
    async laneOf(key) {
      return (await transaction.first<{ readonly lane: string | null }>("SELECT lane FROM outbox WHERE key = $1", key))?.lane ?? null;
    },
    finish: async (holder, key, retryAfterMs, nowMs) =>
      retryAfterMs === null
        ? done(holder, key, nowMs)
        : (await transaction.run(
            "UPDATE outbox SET ready_ms = $1, holder = NULL WHERE key = $2 AND holder = $3",
            nowMs + retryAfterMs,
            key,
            holder,
          )) > 0,
    release: (holder, nowMs) =>
      holder === null
        ? transaction.run("UPDATE outbox SET ready_ms = $1, holder = NULL WHERE holder IS NOT NULL", nowMs)
        : transaction.run("UPDATE outbox SET ready_ms = $1, holder = NULL WHERE holder = $2", nowMs, holder),
  };
}
