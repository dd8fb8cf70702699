import type { Mirror } from "../../domain/mirror.ts";
import type { Backlog, MirrorQuery } from "../../ports/store.ts";
import type { Database, Value } from "./database.ts";
import { parsed } from "./mirrors.ts";

interface Row {
  readonly body: string;
}

/** One page. Throws a RangeError when `after` is not the `next` of such a page. */
export function page(database: Database, query: MirrorQuery, nowMs: number): { readonly mirrors: Mirror[]; readonly next: string | null } {
  const { text, values } = query.changedWithinMs === undefined ? byId(query) : byChange(query, nowMs - query.changedWithinMs);
  const rows = database.all<Row>(`${text} LIMIT ?`, ...values, query.limit + 1);
  const mirrors = rows.slice(0, query.limit).map(parsed);
  const last = mirrors.at(-1);
  if (rows.length <= query.limit || last === undefined) return { mirrors, next: null };
  return { mirrors, next: query.changedWithinMs === undefined ? last.id : `${last.changedMs}-${last.id}` };
}

function byId({ state, link, after }: MirrorQuery): { readonly text: string; readonly values: readonly Value[] } {
  const from = after === undefined ? 0 : Number(cursor(/^(\d{1,15})$/, after)[1]);
  if (link === undefined) return { text: `SELECT body FROM mirrors m WHERE id > ?${inState(state)} ORDER BY id`, values: [from] };
  if (state === "due" || state === "parked") {
    const text = `SELECT body FROM mirrors m WHERE id > ?${inState(state)}${ofLink} ORDER BY id`;
    return { text, values: [from, link] };
  }
  // From the link's own mirrors, however many others there are; in the index's order, so that a page ends where it is full.
  const text = `SELECT body FROM sources s CROSS JOIN mirrors m ON m.id = s.mirror WHERE s.link = ? AND s.mirror > ?${inState(state)}
    GROUP BY s.mirror ORDER BY s.mirror`;
  return { text, values: [link, from] };
}

function byChange({ state, link, after }: MirrorQuery, sinceMs: number): { readonly text: string; readonly values: readonly Value[] } {
  const [, ms, id] = after === undefined ? [] : cursor(/^(\d{1,15}(?:\.\d+)?)-(\d{1,15})$/, after);
  const from = ms === undefined ? "" : " AND changed_ms <= ? AND (changed_ms < ? OR id > ?)";
  const text = `SELECT body FROM mirrors m WHERE changed_ms >= ?${from}${inState(state)}${link === undefined ? "" : ofLink}
    ORDER BY changed_ms DESC, id`;
  const values: Value[] = ms === undefined ? [sinceMs] : [sinceMs, Number(ms), Number(ms), Number(id)];
  return { text, values: link === undefined ? values : [...values, link] };
}

const ofLink = " AND EXISTS (SELECT 1 FROM sources s WHERE s.link = ? AND s.mirror = m.id)";

function inState(state: MirrorQuery["state"]): string {
  if (state === undefined) return "";
  return state === "settled" ? " AND unsettled IS NULL" : ` AND unsettled = '${state}'`;
}

function cursor(form: RegExp, after: string): RegExpExecArray {
  const match = form.exec(after);
  if (match === null) throw new RangeError("`after` is not the `next` of a page");
  return match;
}

/** Asks each account for each kind, for that is what the indexes begin with. */
export function backlog(database: Database, nowMs: number): Backlog {
  const due = database.first<{ readonly due: number; readonly oldestMs: number | null }>(
    `SELECT coalesce(sum(due), 0) AS due, min(oldest) AS oldestMs FROM (${["attempts = 0", "attempts > 0"]
      .map(
        (kind) => `SELECT
          (SELECT count(*) FROM mirrors WHERE account = name AND ready_ms <= ?1 AND ${kind}) AS due,
          (SELECT min(ready_ms) FROM mirrors WHERE account = name AND ready_ms <= ?1 AND ${kind}) AS oldest
        FROM accounts`,
      )
      .join(" UNION ALL ")})`,
    nowMs,
  );
  const parked = database.first<{ readonly parked: number }>("SELECT count(*) AS parked FROM mirrors WHERE unsettled = 'parked'");
  return { due: due?.due ?? 0, parked: parked?.parked ?? 0, oldestDueMs: nowMs - (due?.oldestMs ?? nowMs) };
}
