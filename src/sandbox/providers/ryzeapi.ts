import { createDeliveries, wire } from "./deliveries.ts";
import type { Vendor } from "./judge.ts";
import { inSeconds, type Limit } from "./limits.ts";
import { type Authored, createCrowd } from "./people.ts";
import type { Phone, Shown } from "./phone.ts";
import { get } from "./route.ts";
import { createRyzeApiChats, type Kept, OWN_JID, type RyzeApiMessage, type RyzeApiPerson, type RyzeApiWriting } from "./ryzeapi-chats.ts";
import { type RyzeApiAddress, ryzeApiScheme } from "./ryzeapi-deliveries.ts";
import { ryzeApiError as error, ryzeApiErrors } from "./ryzeapi-errors.ts";
import { exchanged, type RyzeApiReaction, type RyzeApiShape, reacted } from "./ryzeapi-events.ts";
import { messageRoutes } from "./ryzeapi-messages.ts";
import { createSockets, type RyzeApiSockets } from "./ryzeapi-sockets.ts";
import { eventRoutes } from "./ryzeapi-webhooks.ts";
import { openStandIn, type StandIn, type StandInOptions } from "./stand-in.ts";

export { ryzeApiErrors } from "./ryzeapi-errors.ts";

export interface RyzeApiOptions extends StandInOptions {
  /** The names of the instances behind the token. */
  readonly instances: readonly string[];
  /** Messages as the catalog documents them, or as integrators see them; the former of themselves. */
  readonly shape?: RyzeApiShape;
  /** Reactions are delivered in this form, of which no document knows; they are not delivered of themselves. */
  readonly reactions?: RyzeApiReaction;
}

export interface RyzeApi extends StandIn<RyzeApiAddress> {
  /** Puts a message on the phone. */
  message(message: RyzeApiMessage): void;
  /** Somebody over there writes. Answers the message's id. */
  writes(writing: RyzeApiWriting & Authored & { readonly author: RyzeApiPerson }): string;
  /** The owner of the account writes, on the phone itself. */
  writesFromPhone(writing: RyzeApiWriting): string;
  /** Null takes back what they show; an emoji takes its place. */
  reacts(person: RyzeApiPerson, message: string, emoji: string | null): void;
  readonly sockets: Omit<RyzeApiSockets, "configurations" | "emit" | "upgrade" | "close">;
}

/** 100 requests a minute per token. */
export const ryzeApiLimits: readonly Limit[] = [{ of: "credential", requests: 100, perMs: 60_000 }];

const DOCUMENTED = /(?:Number|Message|MessageID|Reaction|Participant) is required.*|Invalid phone number format.*/;
const EXCHANGE = "message.exchange";

/** RyzeAPI: WhatsApp, where a message shows one reaction of each person and a new one takes its place. */
export async function openRyzeApi(options: RyzeApiOptions): Promise<RyzeApi> {
  const { credential, instances, shape = "nested", reactions, echoes = false, now = Date.now } = options;
  const [first = ""] = instances;
  const chats = createRyzeApiChats(first, now);
  const deliveries = createDeliveries(ryzeApiScheme, options);
  const sockets = createSockets(credential, instances);

  /** The token of the instance is really in there, as documented. */
  function emit(event: string, instance: string, data: unknown): void {
    const body = { event, data, instanceData: { baseUrl: "https://ryzeapi.cloud", instance, token: credential } };
    deliveries.emit(event, body, { account: instance });
    sockets.emit(instance, event, JSON.stringify(body));
  }
  const tell = (message: Kept) => emit(EXCHANGE, message.instance, exchanged(message, chats, shape));
  function react(message: Kept, person: RyzeApiPerson | null, emoji: string | null): void {
    if (reactions === undefined) return;
    const about = { person, emoji: emoji ?? "", at: now() };
    emit(EXCHANGE, message.instance, reacted(message, about, chats, { shape, as: reactions }));
  }
  const onShown = (shown: Shown) => {
    options.onShown?.(shown);
    const message = chats.messages.get(shown.message);
    if (message !== undefined && (echoes || shown.by === "owner")) react(message, null, shown.emoji.at(-1) ?? null);
  };

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
      ...messageRoutes({ chats, phone, instances, onSent: (message) => (echoes ? tell(message) : undefined) }),
      ...eventRoutes({ deliveries, sockets, instances }),
      get("/api/instance/list", ["instanceName"], ({ query }) => ({
        status: 200,
        body: {
          instances: instances
            .filter((name) => name === (query.get("instanceName") ?? name))
            .map((name) => ({ name, status: "connected", connection: { state: "open", numberJid: OWN_JID } })),
        },
      })),
    ],
  });
  const crowd = createCrowd<string>();

  function write(writing: RyzeApiWriting & Partial<Authored>): string {
    const message = chats.write(writing);
    tell(message);
    return message.id;
  }

  return {
    ...(await openStandIn({ ...options, onShown }, describe, { deliveries, sockets })),
    message: chats.put,
    writes: write,
    writesFromPhone: write,
    reacts(person, id, emoji) {
      const message = chats.messages.get(id);
      if (message === undefined) throw new Error("no such message");
      const before = crowd.show(id, 0, person, emoji);
      if (emoji !== null || before.length > 0) react(message, person, emoji);
    },
    /** To the webhooks, and to the sockets of every instance. */
    deliver(event, body, about) {
      deliveries.emit(event, body, about);
      for (const instance of instances) sockets.emit(instance, event, wire(body));
    },
    sockets,
  };
}
