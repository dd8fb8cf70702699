import { randomBytes } from "node:crypto";
import { z } from "zod";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { Answer } from "./faults.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds, type Limit } from "./limits.ts";
import type { Phone } from "./phone.ts";
import { get, post } from "./route.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface RyzeApiMessage {
  readonly id: string;
  /** The chat's JID, or its phone number. */
  readonly conversation: string;
  readonly fromMe?: boolean;
  /** The author's JID; in groups, where the message is not ours. */
  readonly author?: string;
}

export interface RyzeApiOptions extends StandInOptions {
  /** The names of the instances behind the token. */
  readonly instances: readonly string[];
}

const error = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: { success: false, error: { message } },
  headers,
});
const PARTICIPANT = "Participant is required for group reactions when fromMe=false";

/** The errors that RyzeAPI documents, by internal status, or by what is wrong. The envelope carries no code. */
export const ryzeApiErrors = {
  invalid_number: error(400, "Invalid phone number format: too short"),
  invalid_message_id: error(400, "Invalid messageId: message not found"),
  missing_participant: error(400, PARTICIPANT),
  unauthorized: error(401, "Invalid token"),
  mismatch: error(403, "Token does not belong to this instance"),
  instance_not_found: error(404, "Instance not found"),
  limited: error(429, "Rate limit exceeded. Try again later."),
  send_failed: error(500, "Failed to send reaction: upstream error"),
  disconnected: error(503, "Instance is not connected to WhatsApp"),
} as const satisfies Record<string, Answer>;

/** 100 requests a minute per token. */
export const ryzeApiLimits: readonly Limit[] = [{ of: "credential", requests: 100, perMs: 60_000 }];

const NUMBER = /^(?:\d{7,15}|\d{7,15}@s\.whatsapp\.net|\d+@lid|[\d-]+@g\.us)$/;
const PERSON = /^\d+(?::\d+)?@(?:s\.whatsapp\.net|lid)$/;
const Reaction = z.strictObject({
  number: z.string("Number is required").regex(NUMBER, "Invalid phone number format: neither a phone number nor a JID"),
  messageId: z.string("MessageID is required").regex(/^\S+$/, "MessageID is required"),
  reaction: z.string("Reaction is required").refine((text) => text === "remove" || isOneEmoji(text), "not exactly one emoji, nor remove"),
  fromMe: z.boolean(),
  participant: z.string().regex(PERSON, "participant is not a person's JID").optional(),
  source: z.string().optional(),
});
const DOCUMENTED = /(?:Number|MessageID|Reaction|Participant) is required.*|Invalid phone number format.*/;

/** RyzeAPI: WhatsApp, where a message shows one reaction of ours and a new one takes its place. */
export async function openRyzeApi(options: RyzeApiOptions): Promise<StandIn & { message(message: RyzeApiMessage): void }> {
  const messages = new Map<string, RyzeApiMessage>();

  const describe = (phone: Phone): Vendor => ({
    prefix: "",
    credential: (headers) => [headers["token"]].flat()[0],
    refuse: {
      unauthenticated: () => error(401, "Missing token in header"),
      forged: () => ryzeApiErrors.unauthorized,
      unknown: (detail) => error(404, detail),
      invalid: (detail) => error(400, DOCUMENTED.exec(detail)?.[0] ?? `Invalid request body: ${detail}`),
    },
    limited: () => ryzeApiErrors.limited,
    limitHeaders: ({ limit, remaining, resetAt }) => ({
      "x-ratelimit-limit": String(limit.requests),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": inSeconds(resetAt),
    }),
    routes: [
      post("/api/message/reaction/:instance", [], Reaction, (asked, { number, messageId, reaction, fromMe, participant, source }) => {
        if (!options.instances.includes(asked.param("instance"))) return { answer: ryzeApiErrors.instance_not_found };
        const needed = number.endsWith("@g.us") && !fromMe;
        if (needed && participant === undefined) return asked.invalid(PARTICIPANT);
        if (!needed && participant !== undefined) asked.note("participant has no meaning outside groups or when fromMe is true");
        if (source !== "reacji-bridge") asked.note("source is not reacji-bridge");
        const fault = formFault(reaction, "bare");
        if (fault !== null) asked.note(fault);
        const message = messages.get(messageId);
        if (message === undefined || jid(message.conversation) !== jid(number)) return { answer: ryzeApiErrors.invalid_message_id };
        if (needed && message.author !== undefined && message.author !== participant) return asked.invalid(PARTICIPANT);
        const found = fromMe === (message.fromMe ?? false);
        if (!found) asked.note("fromMe is inverted: the reaction is lost without an error");
        const gone = reaction === "remove";
        return {
          answer: {
            status: 200,
            body: {
              success: true,
              message: gone ? "Reaction removed successfully" : "Reaction sent successfully",
              status: "sent",
              data: {
                messageId: `3EB0${randomBytes(8).toString("hex").toUpperCase()}`,
                content: gone ? "" : reaction,
                replyTo: { messageId },
                direction: "outgoing",
                source,
              },
            },
          },
          apply() {
            if (found) phone.set(messageId, {}, gone ? [] : [qualified(reaction)]);
          },
        };
      }),
      get("/api/instance/list", ["instanceName"], ({ query }) => ({
        status: 200,
        body: {
          instances: options.instances
            .filter((name) => name === (query.get("instanceName") ?? name))
            .map((name) => ({ name, status: "connected", connection: { state: "open", numberJid: "5511000000000@s.whatsapp.net" } })),
        },
      })),
    ],
  });

  return { ...(await openStandIn(options, describe)), message: (message) => void messages.set(message.id, message) };
}

function jid(number: string): string {
  return number.includes("@") ? number : `${number}@s.whatsapp.net`;
}
