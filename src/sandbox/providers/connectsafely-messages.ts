import { z } from "zod";
import { type ConnectSafelyChats, type Kept, keyOf, urnOf } from "./connectsafely-chats.ts";
import { connectSafelyError as error } from "./connectsafely-errors.ts";
import { limitOf, page } from "./pages.ts";
import type { Phone } from "./phone.ts";
import { get, post, type Route } from "./route.ts";

export const CONVERSATION = /^urn:li:(?:msg_conversation:\(urn:li:fsd_profile:[^,()]+,[^,()]+\)|messagingThread:[^,()]+)$/;
const Sending = z
  .strictObject({
    conversationUrn: z.string().regex(CONVERSATION, "not a conversation's URN").optional(),
    recipientProfileUrn: z.string().startsWith("urn:li:fsd_profile:").optional(),
    recipientProfileId: z.string().min(1).optional(),
    message: z.string().min(1),
    subject: z.string().optional(),
    attachments: z.array(z.unknown()).optional(),
    messagingChannel: z.enum(["auto", "sales_navigator", "linkedin_inbox"]).optional(),
    accountId: z.string().optional(),
  })
  .refine(
    (body) => [body.conversationUrn, body.recipientProfileUrn, body.recipientProfileId].filter((to) => to !== undefined).length === 1,
    "neither one conversation nor one recipient",
  );

interface Around {
  readonly chats: ConnectSafelyChats;
  readonly phone: Phone;
  readonly accounts: readonly string[];
}

/** Listing conversations, reading one, and sending a text. A conversation is known by the URN of reading alone, not by that of deliveries. */
export function messageRoutes({ chats, phone, accounts }: Around): readonly Route[] {
  const accountOf = (query: URLSearchParams) => query.get("accountId") ?? accounts[0] ?? "";

  function shown({ id, author, text, files, at }: Kept): unknown {
    return {
      ...{ messageUrn: id, text, sentAt: at, isSentByOwner: author === null },
      ...{ senderProfileId: author?.id ?? "ACoAASandbox", senderName: author?.name ?? "Acme", senderPhoto: null },
      ...{ hasAttachment: files.length > 0, attachments: files },
    };
  }

  /** Who a text is for: the conversation that is named, or the one with that person. */
  function addressed({ conversationUrn, recipientProfileUrn, recipientProfileId }: z.output<typeof Sending>) {
    if (conversationUrn !== undefined) return chats.conversations.get(conversationUrn);
    const id = recipientProfileId ?? recipientProfileUrn?.slice("urn:li:fsd_profile:".length) ?? "";
    return [...chats.conversations.values()].find(({ group, people }) => group === null && people.has(id));
  }

  return [
    post("/conversations/send", [], Sending, (asked, body) => {
      if (body.attachments !== undefined) asked.note("attachments are sent, whose form no document gives");
      if (!accounts.includes(body.accountId ?? accounts[0] ?? "")) return { answer: error(404, "Account not found") };
      const conversation = addressed(body);
      if (conversation === undefined) return { answer: error(404, "Conversation not found") };
      const id = urnOf(conversation.urn);
      const [recipient = ""] = conversation.people.keys();
      const sentMessage = { messageUrn: id, text: body.message };
      const to = { recipientProfileUrn: `urn:li:fsd_profile:${recipient}`, sentMessage, threadId: keyOf(conversation.urn) };
      return {
        answer: { status: 200, body: { success: true, message: "Message sent successfully", ...to } },
        apply() {
          chats.write({ conversation: conversation.urn, id, text: body.message });
          phone.send({ conversation: conversation.urn, id, text: body.message, quoted: null });
        },
      };
    }),
    get("/conversations", ["accountId", "linkedinAccountIds", "count", "nextCursor", "labelId", "labeledOnly"], (asked) => {
      const account = accountOf(asked.query);
      if (!accounts.includes(account)) return error(404, "Account not found");
      const count = limitOf(asked.query.get("count"), 100, 20);
      const lasts = new Map([...chats.messages.values()].map((message) => [message.conversation, message]));
      const all = [...chats.conversations.values()]
        .filter((conversation) => conversation.account === account)
        .toSorted((a, b) => (lasts.get(b.urn)?.at ?? 0) - (lasts.get(a.urn)?.at ?? 0));
      const found = count === null ? null : page(all, ({ urn }) => urn, asked.query.get("nextCursor"), count);
      if (found === null) return asked.invalid("count is no number of conversations, or no page gave out nextCursor").answer;
      const conversations = found.items.map(({ urn, people }) => {
        const last = lasts.get(urn);
        const participants = [...people.values()].map(participant);
        const latestMessage = last === undefined ? null : shown(last);
        const ids = { conversationUrn: urn, conversationId: keyOf(urn) };
        return { ...ids, lastActivityAt: last?.at ?? 0, unreadCount: 0, participants, latestMessage };
      });
      const more = { accounts: [account], nextCursor: found.next, hasMore: found.next !== null, fromCache: false };
      return { status: 200, body: { success: true, conversations, ...more } };
    }),
    get("/conversations/:conversation/messages", ["accountId", "count", "cursor", "since", "sync"], (asked) => {
      const { query } = asked;
      const conversation = asked.param("conversation");
      const [count, cursor, since] = [limitOf(query.get("count"), 100, 50), query.get("cursor"), query.get("since")];
      if (!CONVERSATION.test(conversation)) return asked.invalid("conversationUrn is not a conversation's URN").answer;
      if (count === null || [cursor, since].some((moment) => moment !== null && !/^\d+$/.test(moment))) {
        return asked.invalid("count, cursor or since is not a number").answer;
      }
      const known = chats.conversations.get(conversation);
      if (known?.account !== accountOf(query)) return error(404, "Conversation not found");
      const all = chats
        .newest(conversation)
        .filter(({ at }) => (cursor === null || at < Number(cursor)) && (since === null || at > Number(since)));
      const messages = all.slice(0, count);
      const last = messages.at(-1);
      const hasMore = all.length > count;
      const body = { messages: messages.map(shown), participants: [...known.people.values()].map(participant), hasMore, note: "" };
      return { status: 200, body: { success: true, ...body, cursor: hasMore && last !== undefined ? String(last.at) : null } };
    }),
  ];
}

function participant({ id, name }: { readonly id: string; readonly name: string }) {
  return { profileId: id, name, headline: "", profilePicture: null };
}
