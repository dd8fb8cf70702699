import { type Message, messageKey } from "../../domain/message.ts";
import type { Conversations } from "./conversations.ts";
import type { Database } from "./database.ts";

/**
 * Which message is at the head of which conversation's thread. A thread stays filed under the id that its conversation had then: a link
 * is not known to be of an account, so that ids that an account has found to be one are brought together when they are asked for.
 */
export interface Threads {
  of(link: string, conversation: string): Message | null;
  /** The id that the conversation has now; null when no thread of the link has this head. */
  conversationOf(link: string, head: Message): string | null;
  open(link: string, conversation: string, head: Message): Message;
  drop(link: string, conversation: string): void;
}

interface Row {
  readonly message: string;
}

export function createThreads(database: Database, conversations: Pick<Conversations, "named">): Threads {
  function of(link: string, conversation: string): Message | null {
    const own = database.first<Row>("SELECT message FROM threads WHERE link = ? AND conversation = ?", link, conversation);
    const row = own ?? ofOtherId(link, conversation);
    return row === undefined ? null : (JSON.parse(row.message) as Message);
  }

  function ofOtherId(link: string, conversation: string): Row | undefined {
    // From the conversation's few ids, however many threads the link has.
    return database.first<Row>(
      `SELECT t.message FROM conversation_ids i CROSS JOIN conversation_ids o ON o.conversation = i.conversation
        CROSS JOIN threads t ON t.link = ? AND t.conversation = o.id WHERE i.id = ? ORDER BY t.number LIMIT 1`,
      link,
      conversation,
    );
  }

  return {
    of,
    conversationOf(link, head) {
      const row = database.first<{ readonly filed: string }>(
        "SELECT conversation AS filed FROM threads WHERE link = ? AND head = ? ORDER BY number LIMIT 1",
        link,
        messageKey(head),
      );
      if (row === undefined) return null;
      const named = conversations.named(row.filed);
      return (named.find(({ id }) => id === row.filed) ?? named[0])?.id ?? row.filed;
    },
    open(link, conversation, head) {
      const before = of(link, conversation);
      if (before !== null) return before;
      database.run(
        "INSERT INTO threads (link, conversation, head, message) VALUES (?, ?, ?, ?)",
        link,
        conversation,
        messageKey(head),
        JSON.stringify(head),
      );
      return head;
    },
    drop(link, conversation) {
      database.run("DELETE FROM threads WHERE link = ? AND conversation = ?", link, conversation);
    },
  };
}
