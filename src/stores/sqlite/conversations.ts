import type { Conversation } from "../../domain/heard.ts";
import type { Known } from "../../ports/store.ts";
import { met } from "../met.ts";
import type { Database } from "./database.ts";

/** Conversations as rows. `body` is the truth; what is beside it is derived here and nowhere else. */
export interface Conversations {
  meet(account: string, heard: Conversation, lastOwn: string | null, nowMs: number): Known;
  /** Those heard of last, of one account or of all (null). */
  newest(account: string | null, limit: number): readonly Known[];
  byId(account: string, id: string): Known | null;
  /** Every id that it had; this one when it was never heard of. */
  drop(account: string, id: string): readonly string[];
  /** What any account knows by this id, in the order in which they were met. */
  named(id: string): readonly Known[];
}

interface Row {
  readonly number: number;
  readonly body: string;
}

const BY_ID = "SELECT c.number, c.body FROM conversation_ids i JOIN conversations c ON c.number = i.conversation WHERE i.id = ?";

export function createConversations(database: Database): Conversations {
  const rowOf = (account: string, id: string) => database.first<Row>(`${BY_ID} AND i.account = ?`, id, account);

  function sharing(account: string, ids: readonly string[]): readonly Row[] {
    const found = ids.map((id) => rowOf(account, id)).filter((row) => row !== undefined);
    return [...new Map(found.map((row) => [row.number, row])).values()].sort((a, b) => a.number - b.number);
  }

  function save(number: number | null, known: Known): number | undefined {
    return database.first<{ readonly number: number }>(
      `INSERT INTO conversations (number, account, heard_ms, body) VALUES (?, ?, ?, ?)
        ON CONFLICT (number) DO UPDATE SET heard_ms = excluded.heard_ms, body = excluded.body RETURNING number`,
      number,
      known.account,
      known.heardMs,
      JSON.stringify(known),
    )?.number;
  }

  return {
    meet(account, heard, lastOwn, nowMs) {
      const rows = sharing(account, heard.ids);
      const before = rows.map(parsed);
      const known = met(before, account, heard, lastOwn, nowMs);
      const number = save(rows[0]?.number ?? null, known) ?? 0;
      for (const id of known.ids.filter((one) => before[0]?.ids.includes(one) !== true)) {
        database.run(
          `INSERT INTO conversation_ids (id, account, conversation) VALUES (?, ?, ?)
            ON CONFLICT (id, account) DO UPDATE SET conversation = excluded.conversation`,
          id,
          account,
          number,
        );
      }
      for (const other of rows.slice(1)) database.run("DELETE FROM conversations WHERE number = ?", other.number);
      return known;
    },
    newest(account, limit) {
      const rows =
        account === null
          ? database.all<Row>("SELECT number, body FROM conversations ORDER BY heard_ms DESC, number DESC LIMIT ?", limit)
          : database.all<Row>(
              "SELECT number, body FROM conversations WHERE account = ? ORDER BY heard_ms DESC, number DESC LIMIT ?",
              account,
              limit,
            );
      return rows.map(parsed);
    },
    byId(account, id) {
      const row = rowOf(account, id);
      return row === undefined ? null : parsed(row);
    },
    drop(account, id) {
      const row = rowOf(account, id);
      if (row === undefined) return [id];
      database.run("DELETE FROM conversation_ids WHERE conversation = ?", row.number);
      database.run("DELETE FROM conversations WHERE number = ?", row.number);
      return parsed(row).ids;
    },
    named: (id) => database.all<Row>(`${BY_ID} ORDER BY c.number`, id).map(parsed),
  };
}

function parsed({ body }: Row): Known {
  return JSON.parse(body) as Known;
}
