import { type Message, messageKey } from "../../domain/message.ts";
import type { Conversations } from "./conversations.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Which message is at the head of which conversation's thread. A thread stays filed under the id that its conversation had then: a link
 * is not known to be of an account, so that ids that an account has found to be one are brought together when they are asked for.
 */
export interface Threads {
  of(link: string, conversation: string): Promise<Message | null>;
  /** The id that the conversation has now; null when no thread of the link has this head. */
  conversationOf(link: string, head: Message): Promise<string | null>;
  /** Takes a turn at the link's threads (see `turnOn`). */
  open(link: string, conversation: string, head: Message): Promise<Message>;
}

interface Row {
  readonly message: string;
}

export function turnOn(link: string): string {
  return `threads ${link}`;
}

export function threadsIn(transaction: Transaction, conversations: Pick<Conversations, "named">): Threads {
  async function of(link: string, conversation: string): Promise<Message | null> {
    const sql = "SELECT message FROM threads WHERE link = $1 AND conversation = $2";
    const row = (await transaction.first<Row>(sql, link, conversation)) ?? (await ofOtherId(link, conversation));
    return row === undefined ? null : (JSON.parse(row.message) as Message);
  }

  function ofOtherId(link: string, conversation: string): Promise<Row | undefined> {
    return transaction.first<Row>(
      `SELECT t.message FROM threads t WHERE t.link = $1 AND t.conversation IN (
          SELECT o.id FROM conversation_ids i JOIN conversation_ids o ON o.conversation = i.conversation WHERE i.id = $2
        ) ORDER BY t.number LIMIT 1`,
      link,
      conversation,
    );
  }

  return {
    of,
    async conversationOf(link, head) {
      const row = await transaction.first<{ readonly filed: string }>(
        "SELECT conversation AS filed FROM threads WHERE link = $1 AND head = $2 ORDER BY number LIMIT 1",
        link,
        messageKey(head),
      );
      if (row === undefined) return null;
      const named = await conversations.named(row.filed);
      return (named.find(({ id }) => id === row.filed) ?? named[0])?.id ?? row.filed;
    },
    async open(link, conversation, head) {
      const before = await of(link, conversation);
      if (before !== null) return before;
      void transaction.run(
        "INSERT INTO threads (link, conversation, head, message) VALUES ($1, $2, $3, $4)",
        link,
        conversation,
        messageKey(head),
        JSON.stringify(head),
      );
      return head;
    },
  };
}
