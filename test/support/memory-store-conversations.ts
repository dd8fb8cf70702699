import { type Message, messageKey } from "../../src/domain/message.ts";
import type { Expected, Known, Store } from "../../src/ports/store.ts";
import { met } from "../../src/stores/met.ts";

type Conversing =
  | "meet"
  | "conversations"
  | "conversation"
  | "thread"
  | "conversationOf"
  | "openThread"
  | "expect"
  | "expected"
  | "forget"
  | "dropConversation";

export function memoryConversations(now: () => number): Pick<Store, Conversing> {
  /** In the order in which they were met. */
  let conversations: readonly Known[] = [];
  let threads: readonly { link: string; conversation: string; head: Message }[] = [];
  const expected = new Map<string, Expected>();

  const named = (id: string) => conversations.filter(({ ids }) => ids.includes(id));

  function threadOf(link: string, conversation: string): Message | null {
    const ofLink = threads.filter((one) => one.link === link);
    const ids = named(conversation).flatMap((known) => known.ids);
    const own = ofLink.find((one) => one.conversation === conversation);
    return (own ?? ofLink.find((one) => ids.includes(one.conversation)))?.head ?? null;
  }

  return {
    async meet(account, heard, lastOwn) {
      const before = conversations.filter((one) => one.account === account && one.ids.some((id) => heard.ids.includes(id)));
      const known = met(before, account, heard, lastOwn, now());
      const [first, ...others] = before;
      const rest = conversations.filter((one) => !others.includes(one));
      conversations = first === undefined ? [...rest, known] : rest.map((one) => (one === first ? known : one));
      return known;
    },
    async conversations(account, limit) {
      const found = conversations.filter((one) => account === null || one.account === account);
      return found
        .reverse()
        .sort((a, b) => b.heardMs - a.heardMs)
        .slice(0, limit);
    },
    async conversation(account, id) {
      return named(id).find((one) => one.account === account) ?? null;
    },
    async thread(link, conversation) {
      return threadOf(link, conversation);
    },
    async conversationOf(link, head) {
      const thread = threads.find((one) => one.link === link && messageKey(one.head) === messageKey(head));
      if (thread === undefined) return null;
      const known = named(thread.conversation);
      return (known.find(({ id }) => id === thread.conversation) ?? known[0])?.id ?? thread.conversation;
    },
    async openThread(link, conversation, head) {
      const before = threadOf(link, conversation);
      if (before === null) threads = [...threads, { link, conversation, head }];
      return before ?? head;
    },
    async expect(one) {
      if (expected.has(one.key)) return false;
      expected.set(one.key, one);
      return true;
    },
    async expected(account, conversation, text) {
      const known = named(conversation).find((one) => one.account === account);
      const ids = [conversation, ...(known?.ids ?? [])];
      const isIt = (one: Expected) => one.account === account && one.text === text && ids.includes(one.conversation);
      return [...expected.values()].find(isIt) ?? null;
    },
    async dropConversation(account, id, links) {
      const known = named(id).find((one) => one.account === account);
      const ids = known?.ids ?? [id];
      conversations = conversations.filter((one) => one !== known);
      threads = threads.filter((one) => !links.includes(one.link) || !ids.includes(one.conversation));
      for (const one of [...expected.values()]) {
        if (one.account === account && ids.includes(one.conversation)) expected.delete(one.key);
      }
      return ids;
    },
    async forget(key) {
      return expected.delete(key);
    },
  };
}
