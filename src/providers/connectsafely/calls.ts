import type { Calls, Permit } from "../../ports/calls.ts";
import { type CallerOptions, createAsker } from "../call.ts";
import { CONVERSATIONS_FAILURES, MESSAGES_FAILURES, SEND_FAILURES } from "./failures.ts";
import { type Page, toConversations, toConversationsCall, toMessages, toMessagesCall, toSend, toSent } from "./listing.ts";
import { conversationUrn, keyOf, messageUrn } from "./urn.ts";

/** What has just been written is on the first page, unless much else was too. */
const MOST_PAGES = 5;

/** What a ConnectSafely account can be asked for besides reactions. */
export function createCalls(accountId: string, calling: CallerOptions): Calls {
  const sending = createAsker({ ...calling, failures: SEND_FAILURES });
  const listing = createAsker({ ...calling, failures: CONVERSATIONS_FAILURES });
  const reading = createAsker({ ...calling, failures: MESSAGES_FAILURES });

  const conversationsPage = (permit: Permit, signal: AbortSignal) => async (next: string | null) => {
    await permit();
    return listing(toConversationsCall(accountId, next), toConversations, signal);
  };
  const messagesPage = (urn: string, permit: Permit, signal: AbortSignal) => async (next: string | null) => {
    await permit();
    return reading(toMessagesCall(accountId, urn, next), toMessages, signal);
  };

  /** The URN that calls take; null while the provider lists no such conversation. */
  async function urnOf(conversation: string, permit: Permit, signal: AbortSignal): Promise<string | null> {
    if (conversationUrn.safeParse(conversation).success) return conversation;
    const found = await findOn(conversationsPage(permit, signal), ({ ids }) => ids.some((id) => keyOf(id) === keyOf(conversation)));
    return found?.ids.find((id) => conversationUrn.safeParse(id).success) ?? null;
  }

  return {
    sendsOnce: false,
    async send(outgoing, permit, signal) {
      const urn = await urnOf(outgoing.conversation, permit, signal);
      if (urn !== null) await permit();
      return sending(urn === null ? null : toSend(accountId, urn, outgoing.text), toSent, signal);
    },
    async locate({ id, conversation }, permit, signal) {
      const urn = await urnOf(conversation, permit, signal);
      if (urn === null) return null;
      if (messageUrn.safeParse(id).success) return { id, conversation: urn };
      const found = await findOn(messagesPage(urn, permit, signal), (listed) => keyOf(listed) === keyOf(id));
      return found === null ? null : { id: found, conversation: urn };
    },
    async conversations(permit, signal) {
      const { items } = await conversationsPage(permit, signal)(null);
      return items;
    },
  };
}

async function findOn<T>(page: (next: string | null) => Promise<Page<T>>, isIt: (item: T) => boolean): Promise<T | null> {
  let next: string | null = null;
  for (let read = 0; read < MOST_PAGES; read += 1) {
    const { items, next: following }: Page<T> = await page(next);
    const found = items.find(isIt);
    if (found !== undefined) return found;
    if (following === null || following === next) return null;
    next = following;
  }
  return null;
}
