import { z } from "zod";
import { type ConnectSafelyMessage, type ConnectSafelyWriting, createConnectSafelyChats } from "./connectsafely-chats.ts";
import { connectSafelyScheme } from "./connectsafely-deliveries.ts";
import { connectSafelyErrors, connectSafelyError as error } from "./connectsafely-errors.ts";
import { received } from "./connectsafely-events.ts";
import { CONVERSATION, messageRoutes } from "./connectsafely-messages.ts";
import { createDeliveries } from "./deliveries.ts";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds, type Limit } from "./limits.ts";
import type { Authored } from "./people.ts";
import type { Phone } from "./phone.ts";
import { post } from "./route.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export { connectSafelyErrors } from "./connectsafely-errors.ts";

export interface ConnectSafelyOptions extends StandInOptions {
  /** The ids (24 hex digits) of the LinkedIn accounts behind the key; the first is meant where a request names none. */
  readonly accounts: readonly [string, ...string[]];
}

/** Reactions of others are told nowhere, neither by deliveries nor where messages are read. */
export interface ConnectSafely extends StandIn {
  /** Puts a message on the phone. */
  message(message: ConnectSafelyMessage): void;
  /** Somebody over there writes. Answers the message's URN as reading gives it, which is not the one that is delivered. */
  writes(writing: ConnectSafelyWriting & Authored): string;
  /** The owner of the account writes, in LinkedIn itself. Reading shows it; deliveries tell of what is received alone. */
  writesFromPhone(writing: ConnectSafelyWriting): string;
}

/** 60 requests a minute per key, 15 writes a minute per LinkedIn account. */
export const connectSafelyLimits: readonly Limit[] = [
  { of: "credential", requests: 60, perMs: 60_000 },
  { of: "account", requests: 15, perMs: 60_000 },
];

const MESSAGE = /^urn:li:(?:msg_message:\(urn:li:fsd_profile:[^,()]+,[^,()]+\)|messagingMessage:[^,()]+)$/;
const Reaction = z.strictObject({ emoji: z.string().refine(isOneEmoji, "not exactly one emoji"), react: z.boolean() });
const Named = z.object({ accountId: z.string() });

/** ConnectSafely: messages on LinkedIn, where one person may show several emoji on one message. */
export async function openConnectSafely(options: ConnectSafelyOptions): Promise<ConnectSafely> {
  const { accounts, now = Date.now } = options;
  const chats = createConnectSafelyChats(accounts[0], now);
  const deliveries = createDeliveries(connectSafelyScheme, options);
  const account = (query: URLSearchParams, body?: unknown) =>
    query.get("accountId") ?? Named.safeParse(body).data?.accountId ?? options.accounts[0];

  const describe = (phone: Phone): Vendor => ({
    prefix: "/linkedin",
    credential: (headers) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1],
    account,
    refuse: {
      unauthenticated: () => connectSafelyErrors["401"],
      forged: () => connectSafelyErrors["401"],
      unknown: () => error(404, "Not found"),
      invalid: (detail) => error(400, detail),
    },
    limited: ({ limit: { requests }, waitMs }) => ({
      status: 429,
      body: { success: false, error: `Rate limit exceeded for REACT: ${requests}/${requests} used.` },
      headers: { "retry-after": inSeconds(waitMs) },
    }),
    limitHeaders: ({ limit, remaining, resetAt }) => ({
      "x-ratelimit-limit": String(limit.requests),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": new Date(resetAt).toISOString(),
    }),
    routes: [
      post("/conversations/:conversation/messages/:message/react", ["accountId"], Reaction, (asked, { emoji, react }) => {
        const id = asked.param("message");
        if (!CONVERSATION.test(asked.param("conversation"))) return asked.invalid("conversationUrn is not a conversation's URN");
        if (!MESSAGE.test(id)) return asked.invalid("messageUrn is not a message's URN");
        if (!options.accounts.includes(account(asked.query))) return { answer: connectSafelyErrors["404"] };
        if (chats.messages.get(id)?.conversation !== asked.param("conversation")) return { answer: connectSafelyErrors["400"] };
        const fault = formFault(emoji, "qualified");
        if (fault !== null) asked.note(fault);
        return {
          answer: { status: 200, body: { success: true, messageUrn: id, emoji, react } },
          apply() {
            const others = phone.shown(id).filter((other) => other !== qualified(emoji));
            const there = others.length < phone.shown(id).length;
            if (react !== there) phone.set(id, {}, react ? [...others, emoji] : others);
          },
        };
      }),
      ...messageRoutes({ chats, phone, accounts }),
    ],
  });

  return {
    ...(await openStandIn(options, describe, { deliveries })),
    message: chats.put,
    writes(writing) {
      const message = chats.write(writing);
      const { account: whose = accounts[0] } = chats.conversations.get(message.conversation) ?? {};
      deliveries.emit("message.received", received(message, whose), { account: whose });
      return message.id;
    },
    writesFromPhone: (writing) => chats.write(writing).id,
  };
}
