import { randomBytes } from "node:crypto";
import { z } from "zod";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { Answer } from "./faults.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds } from "./limits.ts";
import type { Phone } from "./phone.ts";
import { get, post } from "./route.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface LinqMessage {
  /** A UUID. */
  readonly id: string;
  readonly conversation?: string;
  /** How many parts it has; 1 of itself. */
  readonly parts?: number;
  readonly service?: "iMessage" | "RCS" | "SMS";
  readonly fromMe?: boolean;
  /** What somebody else shows on part 0. */
  readonly theirs?: readonly string[];
}

export interface LinqOptions extends StandInOptions {
  /** No document says with which success code a reaction is answered; 202 of itself. */
  readonly successStatus?: number;
}

const TAPBACKS = { love: "❤️", like: "👍", dislike: "👎", laugh: "😂", emphasize: "‼️", question: "❓" } as const;
const NAMES = new Map<string, keyof typeof TAPBACKS>(
  Object.entries(TAPBACKS).map(([name, emoji]) => [emoji, name as keyof typeof TAPBACKS]),
);

const error = (status: number, code: number, message: string, headers: Record<string, string> = {}, more: object = {}): Answer => ({
  status,
  body: { error: { status, code, message, ...more }, success: false },
  headers,
});

/** The errors that Linq documents, by their code. */
export const linqErrors = {
  "1002": error(400, 1002, "Phone number must be in E.164 format"),
  "1003": error(400, 1003, "Invalid request body"),
  "1005": error(400, 1005, "Invalid parameter"),
  "1006": error(409, 1006, "Conflict"),
  "1007": error(429, 1007, "Rate limit exceeded", { "retry-after": "2" }, { retry_after: 2 }),
  "2001": error(404, 2001, "Chat not found"),
  "2002": error(404, 2002, "Message not found"),
  "2004": error(401, 2004, "Unauthorized - missing or invalid authentication token"),
  "2005": error(403, 2005, "Access denied"),
  "2008": error(403, 2008, "Recipient not allowed"),
  "2015": error(409, 2015, "No eligible sending line"),
  "2024": error(403, 2024, "Recipient opted out"),
  "3006": error(500, 3006, "Internal server error"),
} as const satisfies Record<string, Answer>;

/** The body of a reaction. The enum also lists `sticker`, but the body has no field for one: sending it cannot be meant. */
const Reaction = z
  .strictObject({
    operation: z.enum(["add", "remove"]),
    type: z.enum(["love", "like", "dislike", "laugh", "emphasize", "question", "custom"]),
    custom_emoji: z.string().refine(isOneEmoji, "not exactly one emoji").optional(),
    part_index: z.int().min(0).optional(),
  })
  .refine(
    ({ type, custom_emoji }) => (type === "custom") === (custom_emoji !== undefined),
    "custom_emoji goes with type custom, and only with it",
  )
  .refine(({ custom_emoji }) => !NAMES.has(qualified(custom_emoji ?? "")), "custom_emoji is a tapback, which has a type of its own");

/**
 * Linq: iMessage and RCS. A part shows one reaction of ours. A removal that does not name what is there is accepted and changes
 * nothing: the document is silent, and this is what a wrong removal would be noticed by last.
 */
export async function openLinq(options: LinqOptions): Promise<StandIn & { message(message: LinqMessage): void }> {
  const messages = new Map<string, Required<LinqMessage>>();

  const describe = (phone: Phone): Vendor => ({
    prefix: "/api/partner",
    credential: (headers) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1],
    refuse: {
      unauthenticated: () => linqErrors["2004"],
      forged: () => linqErrors["2004"],
      unknown: () => error(404, 2002, "Not found"),
      invalid: (detail) => error(400, 1003, detail),
    },
    limited: ({ waitMs }) =>
      error(429, 1007, "Rate limit exceeded", { "retry-after": inSeconds(waitMs) }, { retry_after: Number(inSeconds(waitMs)) }),
    routes: [
      post("/v3/messages/:message/reactions", [], Reaction, (asked, { operation, type, custom_emoji, part_index: part = 0 }) => {
        const id = asked.param("message");
        if (!z.guid().safeParse(id).success) return asked.invalid("messageId is not a UUID");
        const message = messages.get(id.toLowerCase());
        if (message === undefined) return { answer: linqErrors["2002"] };
        if (part >= message.parts) return { answer: error(400, 1005, "part_index is out of range") };
        if (message.service === "SMS") return { answer: error(400, 2018, "Reactions are not supported on SMS") };
        const emoji = type === "custom" ? (custom_emoji ?? "") : TAPBACKS[type];
        const fault = formFault(emoji, "qualified");
        if (fault !== null) asked.note(fault);
        return {
          answer: {
            status: options.successStatus ?? 202,
            body: { message: "Reaction processed", status: "accepted", trace_id: randomBytes(16).toString("hex") },
          },
          apply() {
            if (operation === "add") phone.set(message.id, { part }, [emoji]);
            else if (phone.shown(message.id, { part })[0] === qualified(emoji)) phone.set(message.id, { part }, []);
          },
        };
      }),
      get("/v3/messages/:message", [], (asked) => {
        const message = messages.get(asked.param("message").toLowerCase());
        return message === undefined ? linqErrors["2002"] : { status: 200, body: read(message, phone) };
      }),
      get("/v3/chats", ["from", "to", "limit", "cursor"], () => ({ status: 200, body: { chats: [], next_cursor: null } })),
    ],
  });

  return {
    ...(await openStandIn(options, describe)),
    /** Puts a message on the phone. */
    message(message) {
      const whole = {
        conversation: "3caaf1a0-ef9f-46e0-8c22-31e82c8514dc",
        parts: 1,
        service: "iMessage",
        fromMe: false,
        theirs: [],
      } as const;
      messages.set(message.id.toLowerCase(), { ...whole, ...message });
    },
  };
}

function read(message: Required<LinqMessage>, phone: Phone): unknown {
  const reaction = (emoji: string, mine: boolean) => ({
    handle: { handle: mine ? "+15550001000" : "+15550002000", is_me: mine, service: message.service },
    is_me: mine,
    type: NAMES.get(emoji) ?? "custom",
    custom_emoji: NAMES.has(emoji) ? null : emoji,
  });
  const parts = Array.from({ length: message.parts }, (_, part) => ({
    type: "text",
    value: "…",
    reactions: [
      ...(part === 0 ? message.theirs : []).map((emoji) => reaction(emoji, false)),
      ...phone.shown(message.id, { part }).map((emoji) => reaction(emoji, true)),
    ],
  }));
  return { id: message.id, chat_id: message.conversation, is_from_me: message.fromMe, service: message.service, parts };
}
