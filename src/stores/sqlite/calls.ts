import { EMPTY_WINDOW, type Limit, taken, tokenWaitMs } from "../../domain/window.ts";
import type { Database } from "./database.ts";

/** The windows of the limits: one row per call that may still be counted, so that a limit of any size costs the same. */
export interface Calls {
  /** Until every limit lets one more call through; 0 when they do. */
  waitMs(limits: readonly Limit[], nowMs: number): number;
  take(limits: readonly Limit[], token: string, nowMs: number): void;
  /** Not `sent`: the token is given back. */
  end(limits: readonly Limit[], token: string, sent: boolean, nowMs: number): void;
  /** The provider asked us to stay away. */
  block(limits: readonly Limit[], untilMs: number): void;
}

/** How long a call in flight can last, by the domain's own word: a token that nobody ends is counted as ended then. */
const IN_FLIGHT: Limit = { scope: "", requests: 1, perMs: 0 };
const LOST_MS = tokenWaitMs(taken(EMPTY_WINDOW, IN_FLIGHT, "", 0), IN_FLIGHT, 0);

interface WindowRow {
  readonly calls: number;
  readonly blockedUntilMs: number;
}

export function createCalls(database: Database): Calls {
  function waitMs(limit: Limit, nowMs: number): number {
    const row = database.first<WindowRow>("SELECT calls, blocked_until_ms AS blockedUntilMs FROM windows WHERE scope = ?", limit.scope);
    if (row === undefined) return 0;
    const tokens = row.calls < limit.requests ? [] : deciding(limit, row.calls);
    return tokenWaitMs({ tokens, blockedUntilMs: row.blockedUntilMs }, { ...limit, requests: 1 }, nowMs);
  }

  /** Of all the calls that fill a window, the one whose leaving makes room: alone it stands for a limit of one. */
  function deciding({ scope, requests }: Limit, calls: number) {
    const sql =
      "SELECT token AS id, ended_ms AS startedMs, ended_ms AS endedMs FROM calls WHERE scope = ? ORDER BY ended_ms LIMIT 1 OFFSET ?";
    return database.all<{ readonly id: string; readonly startedMs: number; readonly endedMs: number }>(sql, scope, calls - requests);
  }

  return {
    waitMs: (limits, nowMs) => limits.reduce((most, limit) => Math.max(most, waitMs(limit, nowMs)), 0),
    take(limits, token, nowMs) {
      for (const { scope, perMs } of limits) {
        const past = database.run("DELETE FROM calls WHERE scope = ? AND ended_ms <= ?", scope, nowMs - perMs);
        database.run("INSERT INTO calls (scope, token, ended_ms) VALUES (?, ?, ?)", scope, token, nowMs + LOST_MS);
        database.run(
          "INSERT INTO windows (scope, calls, blocked_until_ms) VALUES (?, 1, 0) ON CONFLICT (scope) DO UPDATE SET calls = calls + 1 - ?",
          scope,
          past,
        );
      }
    },
    end(limits, token, sent, nowMs) {
      for (const { scope } of limits) {
        if (sent) {
          database.run("UPDATE calls SET ended_ms = ? WHERE scope = ? AND token = ?", nowMs, scope, token);
        } else {
          const given = database.run("DELETE FROM calls WHERE scope = ? AND token = ?", scope, token);
          database.run("UPDATE windows SET calls = calls - ? WHERE scope = ?", given, scope);
        }
      }
    },
    block(limits, untilMs) {
      for (const { scope } of limits) {
        database.run(
          `INSERT INTO windows (scope, calls, blocked_until_ms) VALUES (?, 0, ?)
            ON CONFLICT (scope) DO UPDATE SET blocked_until_ms = max(blocked_until_ms, excluded.blocked_until_ms)`,
          scope,
          untilMs,
        );
      }
    },
  };
}
