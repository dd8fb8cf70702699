import type { Message } from "../../domain/message.ts";
import type { Expected } from "../../ports/store.ts";
import type { Database } from "./database.ts";

/** Texts on their way to a conversation, as rows. */
export interface Expectations {
  /** False: it is expected already; from now on for as long as if it were new. */
  expect(expected: Expected, nowMs: number): boolean;
  /** The oldest, whichever of its ids the conversation had then and has now. */
  of(account: string, conversation: string, text: string): Expected | null;
  forget(key: string): boolean;
  drop(account: string, conversation: string): void;
}

interface Row extends Omit<Expected, "message"> {
  readonly message: string;
}

export function createExpectations(database: Database): Expectations {
  return {
    expect({ key, account, conversation, text, message, link }, nowMs) {
      if (database.run("UPDATE expected SET at_ms = ? WHERE key = ?", nowMs, key) > 0) return false;
      database.run(
        "INSERT INTO expected (key, account, conversation, text, message, link, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
        key,
        account,
        conversation,
        text,
        JSON.stringify(message),
        link,
        nowMs,
      );
      return true;
    },
    of(account, conversation, text) {
      const row = database.first<Row>(
        `SELECT key, account, conversation, text, message, link FROM expected WHERE account = ? AND text = ? AND conversation IN (
          SELECT ? UNION SELECT o.id FROM conversation_ids i JOIN conversation_ids o ON o.conversation = i.conversation
            WHERE i.id = ? AND i.account = ?
        ) ORDER BY number LIMIT 1`,
        account,
        text,
        conversation,
        conversation,
        account,
      );
      return row === undefined ? null : { ...row, message: JSON.parse(row.message) as Message };
    },
    forget: (key) => database.run("DELETE FROM expected WHERE key = ?", key) > 0,
    drop(account, conversation) {
      database.run("DELETE FROM expected WHERE account = ? AND conversation = ?", account, conversation);
    },
  };
}
