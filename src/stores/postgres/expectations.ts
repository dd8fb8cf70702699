import type { Message } from "../../domain/message.ts";
import type { Expected } from "../../ports/store.ts";
import type { Transaction } from "./transaction.ts";

/** Texts on their way to a conversation, as rows. */
export interface Expectations {
  /** False: it is expected already; from now on for as long as if it were new. */
  expect(expected: Expected, nowMs: number): Promise<boolean>;
  /** The oldest, whichever of its ids the conversation had then and has now. */
  of(account: string, conversation: string, text: string): Promise<Expected | null>;
  forget(key: string): Promise<boolean>;
}

interface Row extends Omit<Expected, "message"> {
  readonly message: string;
}

export function expectationsIn(transaction: Transaction): Expectations {
  return {
    async expect({ key, account, conversation, text, message, link }, nowMs) {
      const added = await transaction.run(
        `INSERT INTO expected (key, account, conversation, text, message, link, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
          ON CONFLICT (key) DO NOTHING`,
        key,
        account,
        conversation,
        text,
        JSON.stringify(message),
        link,
        nowMs,
      );
      if (added === 0) void transaction.run("UPDATE expected SET at_ms = $1 WHERE key = $2", nowMs, key);
      return added > 0;
    },
    async of(account, conversation, text) {
      const row = await transaction.first<Row>(
        `SELECT key, account, conversation, text, message, link FROM expected WHERE account = $1 AND text = $2 AND conversation IN (
          SELECT $3 UNION SELECT o.id FROM conversation_ids i JOIN conversation_ids o ON o.conversation = i.conversation
            WHERE i.id = $3 AND i.account = $1
        ) ORDER BY number LIMIT 1`,
        account,
        text,
        conversation,
      );
      return row === undefined ? null : { ...row, message: JSON.parse(row.message) as Message };
    },
    forget: async (key) => (await transaction.run("DELETE FROM expected WHERE key = $1", key)) > 0,
  };
}
