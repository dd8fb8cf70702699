import type { Mirror } from "../../domain/mirror.ts";
import type { Backlog, MirrorQuery } from "../../ports/store.ts";
import { parsed } from "./mirrors.ts";
import type { Transaction, Value } from "./transaction.ts";

interface Row {
  readonly body: string;
}

interface Query {
  readonly text: string;
  readonly values: readonly Value[];
}

/** One page. Throws a RangeError when `after` is not the `next` of such a page. */
export async function page(
  transaction: Transaction,
  query: MirrorQuery,
): Promise<{ readonly mirrors: readonly Mirror[]; readonly next: string | null }> {
  const { changedWithinMs, limit } = query;
  const { text, values } = changedWithinMs === undefined ? byId(query) : byChange(query, (await transaction.now()) - changedWithinMs);
  const rows = await transaction.all<Row>(`${text} LIMIT $${values.length + 1}`, ...values, limit + 1);
  const mirrors = rows.slice(0, limit).map(parsed);
  const last = mirrors.at(-1);
  if (rows.length <= limit || last === undefined) return { mirrors, next: null };
  return { mirrors, next: changedWithinMs === undefined ? last.id : `${last.changedMs}-${last.id}` };
}

function byId({ state, link, after }: MirrorQuery): Query {
  const from = after === undefined ? 0 : Number(cursor(/^(\d{1,15})$/, after)[1]);
  if (link === undefined) return { text: `SELECT body FROM mirrors m WHERE id > $1${inState(state)} ORDER BY id`, values: [from] };
  if (state === "due" || state === "parked") {
    return { text: `SELECT body FROM mirrors m WHERE id > $1${inState(state)}${ofLink(2)} ORDER BY id`, values: [from, link] };
  }
  // From the link's own mirrors, however many others there are; in the index's order, so that a page ends where it is full.
  const text = `SELECT m.body FROM (SELECT DISTINCT mirror FROM sources WHERE link = $1 AND mirror > $2 ORDER BY mirror) s
    JOIN mirrors m ON m.id = s.mirror WHERE true${inState(state)} ORDER BY s.mirror`;
  return { text, values: [link, from] };
}

function byChange({ state, link, after }: MirrorQuery, sinceMs: number): Query {
  const [, ms, id] = after === undefined ? [] : cursor(/^(\d{1,15}(?:\.\d+)?)-(\d{1,15})$/, after);
  const values: Value[] = ms === undefined ? [sinceMs] : [sinceMs, Number(ms), id ?? null];
  const from = ms === undefined ? "" : " AND changed_ms <= $2 AND (changed_ms < $2 OR id > $3)";
  const only = link === undefined ? "" : ofLink(values.length + 1);
  const text = `SELECT body FROM mirrors m WHERE changed_ms >= $1${from}${inState(state)}${only} ORDER BY changed_ms DESC, id`;
  return { text, values: link === undefined ? values : [...values, link] };
}

function ofLink(place: number): string {
  return ` AND EXISTS (SELECT 1 FROM sources s WHERE s.link = $${place} AND s.mirror = m.id)`;
}

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
export async function backlog(transaction: Transaction): Promise<Backlog> {
  const nowMs = await transaction.now();
  const [due, parked] = await Promise.all([
    transaction.first<{ readonly due: number; readonly oldestMs: number | null }>(
      `SELECT coalesce(sum(due), 0)::float8 AS due, min(oldest) AS "oldestMs" FROM (${["attempts = 0", "attempts > 0"]
        .map(
          (kind) => `SELECT
            (SELECT count(*) FROM mirrors WHERE account = name AND ready_ms <= $1 AND ${kind}) AS due,
            (SELECT min(ready_ms) FROM mirrors WHERE account = name AND ready_ms <= $1 AND ${kind}) AS oldest
          FROM accounts`,
        )
        .join(" UNION ALL ")}) AS each`,
      nowMs,
    ),
    transaction.first<{ readonly parked: number }>("SELECT count(*)::float8 AS parked FROM mirrors WHERE unsettled = 'parked'"),
  ]);
  return { due: due?.due ?? 0, parked: parked?.parked ?? 0, oldestDueMs: nowMs - (due?.oldestMs ?? nowMs) };
}
