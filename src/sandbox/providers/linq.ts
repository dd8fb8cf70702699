import { createDeliveries } from "./deliveries.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds } from "./limits.ts";
import { createLinqChats, type Kept, type LinqMessage, type LinqWriting } from "./linq-chats.ts";
import { linqScheme } from "./linq-deliveries.ts";
import { linqError as error, linqErrors } from "./linq-errors.ts";
import { createLinqEvents } from "./linq-events.ts";
import { type Mark, markOf } from "./linq-marks.ts";
import { messageRoutes } from "./linq-messages.ts";
import { reactionRoute } from "./linq-reactions.ts";
import { webhookRoutes } from "./linq-webhooks.ts";
import type { Authored, Person } from "./people.ts";
import type { Phone, Shown } from "./phone.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export { linqErrors } from "./linq-errors.ts";

export interface LinqOptions extends StandInOptions {
  /** No document says with which success code a reaction or a text is answered; 202 of itself. */
  readonly successStatus?: number;
  /** The phone number behind the key. */
  readonly line?: string;
  /** Whether a reaction that another takes the place of is told of as removed. No document says; it is not, of itself. */
  readonly tellsReplaced?: boolean;
}

export interface LinqSticker {
  readonly url: string;
  readonly file_name: string;
  readonly mime_type: string;
}

export interface Linq extends StandIn {
  /** Puts a message on the phone. */
  message(message: LinqMessage): void;
  /** Somebody over there writes. Answers the message's id. */
  writes(writing: LinqWriting & Authored): string;
  /** The owner of the line writes, on the phone itself. */
  writesFromPhone(writing: LinqWriting): string;
  /** Another text in place of that of a part. */
  edits(message: string, text: string, on?: { readonly part?: number }): void;
  /** Null takes back what they show; anything else takes its place. */
  reacts(person: Person, message: string, what: string | LinqSticker | null, on?: { readonly part?: number }): void;
}

/** Linq: iMessage and RCS. A part shows one reaction of each person. */
export async function openLinq(options: LinqOptions): Promise<Linq> {
  const { successStatus = 202, line = "+15550001000", tellsReplaced = false, echoes = false, now = Date.now } = options;
  const chats = createLinqChats(line, now);
  const deliveries = createDeliveries(linqScheme, options);
  const events = createLinqEvents({ chats, deliveries, now });
  const onSent = (message: Kept) => {
    if (echoes) events.message(message);
  };
  const onShown = (shown: Shown) => {
    options.onShown?.(shown);
    if (echoes || shown.by === "owner") events.ours(shown);
  };

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
      reactionRoute({ chats, phone, successStatus }),
      ...messageRoutes({ chats, phone, successStatus, now, onSent }),
      ...webhookRoutes({ deliveries, now }),
    ],
  });

  function known(id: string): Kept {
    const message = chats.messages.get(id.toLowerCase());
    if (message === undefined) throw new Error("no such message");
    return message;
  }
  function write(writing: LinqWriting & Partial<Authored>): string {
    const message = chats.write(writing);
    events.message(message);
    return message.id;
  }

  return {
    ...(await openStandIn({ ...options, onShown }, describe, { deliveries })),
    message: chats.put,
    writes: write,
    writesFromPhone: write,
    edits(id, text, { part = 0 } = {}) {
      const message = known(id);
      if (message.parts[part]?.type !== "text") throw new Error("only parts that are text can be edited");
      chats.messages.set(message.id, { ...message, parts: message.parts.with(part, { type: "text", value: text }) });
      events.edited(message, part, text);
    },
    reacts(person, id, what, { part = 0 } = {}) {
      const message = known(id);
      const mark = what === null ? null : markFor(what);
      const [before] = chats.crowd.show(message.id, part, person, mark);
      if (before !== undefined && (mark === null || tellsReplaced)) events.react("removed", message, part, person.id, before);
      if (mark !== null) events.react("added", message, part, person.id, mark);
    },
  };
}

function markFor(what: string | LinqSticker): Mark {
  if (typeof what === "string") return markOf(what);
  return { type: "sticker", custom_emoji: null, sticker: { ...what, width: 200, height: 200 } };
}
