import type { Conversation } from "../../domain/heard.ts";
import type { Known } from "../../ports/store.ts";
import { met } from "../met.ts";
import type { Transaction } from "./transaction.ts";

/** Conversations as rows. `body` is the truth; what is beside it is derived here and nowhere else. */
export interface Conversations {
  /** Takes a turn at the account's conversations (see `turnAmong`). */
  meet(account: string, heard: Conversation, lastOwn: string | null, nowMs: number): Promise<Known>;
  /** Those heard of last, of one account or of all (null). */
  newest(account: string | null, limit: number): Promise<readonly Known[]>;
  byId(account: string, id: string): Promise<Known | null>;
  /** Every id that it had; this one when it was never heard of. Takes that turn, too. */
  drop(account: string, id: string): Promise<readonly string[]>;
  /** What any account knows by this id, in the order in which they were met. */
  named(id: string): Promise<readonly Known[]>;
}

interface Row {
  readonly number: string;
  readonly body: string;
}

const BY_ID = "SELECT c.number, c.body FROM conversation_ids i JOIN conversations c ON c.number = i.conversation WHERE";
const NEWEST = "ORDER BY heard_ms DESC, number DESC LIMIT";

export function turnAmong(account: string): string {
  return `conversations ${account}`;
}

export function conversationsIn(transaction: Transaction): Conversations {
  async function sharing(account: string, ids: readonly string[]): Promise<readonly Row[]> {
    const found = await transaction.all<Row>(`${BY_ID} i.account = $1 AND i.id = ANY ($2) ORDER BY c.number`, account, ids);
    return [...new Map(found.map((row) => [row.number, row])).values()];
  }

  async function save(number: string | null, known: Known): Promise<string> {
    if (number !== null) {
      const text = "UPDATE conversations SET heard_ms = $1, body = $2 WHERE number = $3";
      void transaction.run(text, known.heardMs, JSON.stringify(known), number);
      return number;
    }
    const [added] = await transaction.changed<Row>(
      "INSERT INTO conversations (account, heard_ms, body) VALUES ($1, $2, $3) RETURNING number",
      known.account,
      known.heardMs,
      JSON.stringify(known),
    );
    if (added === undefined) throw new Error("a conversation was given no number");
    return added.number;
  }

  return {
    async meet(account, heard, lastOwn, nowMs) {
      const rows = await sharing(account, heard.ids);
      const before = rows.map(parsed);
      const known = met(before, account, heard, lastOwn, nowMs);
      const number = await save(rows[0]?.number ?? null, known);
      for (const id of known.ids.filter((one) => before[0]?.ids.includes(one) !== true)) {
        void transaction.run(
          `INSERT INTO conversation_ids (id, account, conversation) VALUES ($1, $2, $3)
            ON CONFLICT (id, account) DO UPDATE SET conversation = excluded.conversation`,
          id,
          account,
          number,
        );
      }
      for (const other of rows.slice(1)) void transaction.run("DELETE FROM conversations WHERE number = $1", other.number);
      return known;
    },
    async newest(account, limit) {
      const rows =
        account === null
          ? await transaction.all<Row>(`SELECT number, body FROM conversations ${NEWEST} $1`, limit)
          : await transaction.all<Row>(`SELECT number, body FROM conversations WHERE account = $1 ${NEWEST} $2`, account, limit);
      return rows.map(parsed);
    },
    async byId(account, id) {
      const row = await transaction.first<Row>(`${BY_ID} i.account = $1 AND i.id = $2`, account, id);
      return row === undefined ? null : parsed(row);
    },
    async drop(account, id) {
      const [row] = await sharing(account, [id]);
      if (row === undefined) return [id];
      void transaction.run("DELETE FROM conversation_ids WHERE conversation = $1", row.number);
      void transaction.run("DELETE FROM conversations WHERE number = $1", row.number);
      return parsed(row).ids;
    },
    named: async (id) => (await transaction.all<Row>(`${BY_ID} i.id = $1 ORDER BY c.number`, id)).map(parsed),
  };
}

function parsed({ body }: Row): Known {
  return JSON.parse(body) as Known;
}
