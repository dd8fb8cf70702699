import { randomUUID } from "node:crypto";
import { EMPTY_WINDOW, type Limit, taken, tokenWaitMs } from "../../domain/window.ts";
import type { Writing } from "./accounts.ts";
import type { Value } from "./transaction.ts";

/** The windows of some limits, as they were when they were read: one row per call that may still be counted. */
export interface Calls {
  /** Until every limit lets one more call through; 0 when they do. */
  waitMs(limits: readonly Limit[], nowMs: number): Promise<number>;
  /** The token of one more call. */
  take(limits: readonly Limit[], nowMs: number): string;
  /** Not `sent`: the token is given back. */
  end(limits: readonly Limit[], token: string, sent: boolean, nowMs: number): Promise<void>;
  /** The provider asked us to stay away. */
  block(limits: readonly Limit[], untilMs: number): void;
}

/** How long a call in flight can last, by the domain's own word: a token that nobody ends is counted as ended then. */
const IN_FLIGHT: Limit = { scope: "", requests: 1, perMs: 0 };
const LOST_MS = tokenWaitMs(taken(EMPTY_WINDOW, IN_FLIGHT, "", 0), IN_FLIGHT, 0);

/** So many calls are counted without looking whether some of them are past. */
const MANY = 1_000;

interface WindowRow {
  readonly scope: string;
  readonly calls: number;
  readonly blockedUntilMs: number;
}

interface Call {
  readonly scope: string;
  readonly token: string;
  readonly endedMs: number;
}

const CALLS = "unnest($1::text[], $2::text[], $3::float8[]) AS n (scope, token, ended_ms)";

interface CallRow {
  readonly id: string;
  readonly startedMs: number;
  readonly endedMs: number;
}

export function turnAt({ scope }: Limit): string {
  return `limit ${scope}`;
}

/** `inTurn`: nobody else takes or gives back tokens meanwhile; else they may only be looked at, and calls may be ended. */
export async function readCalls({ transaction, atEnd }: Writing, limits: readonly Limit[], inTurn: boolean): Promise<Calls> {
  const scopes = [...new Set(limits.map(({ scope }) => scope))];
  const rows = await transaction.all<WindowRow>(
    `SELECT scope, calls, blocked_until_ms AS "blockedUntilMs" FROM windows WHERE scope = ANY ($1)`,
    scopes,
  );
  const windows = new Map(rows.map((row) => [row.scope, row]));
  const changed = new Set<string>();
  let begun: Call[] = [];
  let ended: Call[] = [];
  const of = (scope: string): WindowRow => windows.get(scope) ?? { scope, calls: 0, blockedUntilMs: 0 };

  function change(row: WindowRow): void {
    windows.set(row.scope, row);
    changed.add(row.scope);
  }

  function count(scope: string, more: number): void {
    if (more !== 0) change({ ...of(scope), calls: of(scope).calls + more });
  }

  function writeCalls(): void {
    if (begun.length > 0) void transaction.run(`INSERT INTO calls (scope, token, ended_ms) SELECT * FROM ${CALLS}`, ...columns(begun));
    if (ended.length > 0) {
      const sql = `UPDATE calls c SET ended_ms = n.ended_ms FROM ${CALLS} WHERE c.scope = n.scope AND c.token = n.token`;
      void transaction.run(sql, ...columns(ended));
    }
    [begun, ended] = [[], []];
  }

  atEnd(() => {
    writeCalls();
    for (const scope of changed) {
      const { calls, blockedUntilMs } = of(scope);
      void transaction.run(
        `INSERT INTO windows (scope, calls, blocked_until_ms) VALUES ($1, $2, $3)
          ON CONFLICT (scope) DO UPDATE SET calls = excluded.calls, blocked_until_ms = excluded.blocked_until_ms`,
        scope,
        calls,
        blockedUntilMs,
      );
    }
  });

  async function waitMs(limit: Limit, nowMs: number): Promise<number> {
    const { requests, scope } = limit;
    if (inTurn && of(scope).calls >= Math.min(requests, MANY)) await leave(limit, nowMs);
    const { calls, blockedUntilMs } = of(scope);
    const tokens = calls < requests ? [] : await deciding(limit, calls);
    return tokenWaitMs({ tokens, blockedUntilMs }, { ...limit, requests: 1 }, nowMs);
  }

  /** Calls that nobody counts any more are let go of. */
  async function leave({ scope, perMs }: Limit, nowMs: number): Promise<void> {
    count(scope, -(await transaction.run("DELETE FROM calls WHERE scope = $1 AND ended_ms <= $2", scope, nowMs - perMs)));
  }

  /** Of all the calls that fill a window, the one whose leaving makes room: alone it stands for a limit of one. */
  function deciding({ scope, requests }: Limit, calls: number): Promise<readonly CallRow[]> {
    writeCalls();
    return transaction.all<CallRow>(
      `SELECT token AS id, ended_ms AS "startedMs", ended_ms AS "endedMs" FROM calls WHERE scope = $1 ORDER BY ended_ms LIMIT 1 OFFSET $2`,
      scope,
      calls - requests,
    );
  }

  return {
    async waitMs(ofLimits, nowMs) {
      let most = 0;
      for (const limit of ofLimits) most = Math.max(most, await waitMs(limit, nowMs));
      return most;
    },
    take(ofLimits, nowMs) {
      const token = randomUUID();
      for (const { scope } of ofLimits) {
        begun.push({ scope, token, endedMs: nowMs + LOST_MS });
        count(scope, 1);
      }
      return token;
    },
    async end(ofLimits, token, sent, nowMs) {
      for (const { scope } of ofLimits) {
        if (sent) ended.push({ scope, token, endedMs: nowMs });
        else count(scope, -(await transaction.run("DELETE FROM calls WHERE scope = $1 AND token = $2", scope, token)));
      }
    },
    block(ofLimits, untilMs) {
      for (const { scope } of ofLimits) change({ ...of(scope), blockedUntilMs: Math.max(of(scope).blockedUntilMs, untilMs) });
    },
  };
}

function columns(calls: readonly Call[]): readonly Value[] {
  return [calls.map(({ scope }) => scope), calls.map(({ token }) => token), calls.map(({ endedMs }) => endedMs)];
}
