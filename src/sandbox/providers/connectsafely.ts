import { z } from "zod";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { Answer } from "./faults.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds, type Limit } from "./limits.ts";
import type { Phone } from "./phone.ts";
import { get, post } from "./route.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface ConnectSafelyMessage {
  /** A message URN. */
  readonly id: string;
  /** A conversation URN. */
  readonly conversation: string;
}

export interface ConnectSafelyOptions extends StandInOptions {
  /** The ids (24 hex digits) of the LinkedIn accounts behind the key; the first is meant where a request names none. */
  readonly accounts: readonly [string, ...string[]];
}

const error = (status: number, text: string, headers: Record<string, string> = {}): Answer => ({ status, body: { error: text }, headers });

/** The errors of the reaction's document, by status, and the two that the general pages add. */
export const connectSafelyErrors = {
  "400": error(400, "Reaction failed"),
  "401": error(401, "Unauthorized"),
  "403": { status: 403, body: { success: false, code: "SUBSCRIPTION_REQUIRED", message: "No active subscription" } },
  "404": error(404, "Account not found"),
  "429": {
    status: 429,
    body: { success: false, error: "Rate limit exceeded for REACT: 15/15 used." },
    headers: { "retry-after": "2", "x-ratelimit-limit": "15", "x-ratelimit-remaining": "0" },
  },
  "500": error(500, "Server error"),
} as const satisfies Record<string, Answer>;

/** 60 requests a minute per key, 15 writes a minute per LinkedIn account. */
export const connectSafelyLimits: readonly Limit[] = [
  { of: "credential", requests: 60, perMs: 60_000 },
  { of: "account", requests: 15, perMs: 60_000 },
];

const CONVERSATION = /^urn:li:(?:msg_conversation:\(urn:li:fsd_profile:[^,()]+,[^,()]+\)|messagingThread:[^,()]+)$/;
const MESSAGE = /^urn:li:(?:msg_message:\(urn:li:fsd_profile:[^,()]+,[^,()]+\)|messagingMessage:[^,()]+)$/;
const Reaction = z.strictObject({ emoji: z.string().refine(isOneEmoji, "not exactly one emoji"), react: z.boolean() });

/** ConnectSafely: messages on LinkedIn, where one person may show several emoji on one message. */
export async function openConnectSafely(
  options: ConnectSafelyOptions,
): Promise<StandIn & { message(message: ConnectSafelyMessage): void }> {
  const messages = new Map<string, ConnectSafelyMessage>();
  const account = (query: URLSearchParams) => query.get("accountId") ?? options.accounts[0];

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
        if (messages.get(id)?.conversation !== asked.param("conversation")) return { answer: connectSafelyErrors["400"] };
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
      get("/conversations", ["accountId", "linkedinAccountIds", "count", "nextCursor", "labelId", "labeledOnly"], (asked) =>
        options.accounts.includes(account(asked.query))
          ? { status: 200, body: { success: true, conversations: [], nextCursor: null, hasMore: false } }
          : connectSafelyErrors["404"],
      ),
    ],
  });

  return { ...(await openStandIn(options, describe)), message: (message) => void messages.set(message.id, message) };
}
