import { z } from "zod";
import type { Registration } from "../../ports/calls.ts";
import type { Asker, Told } from "../call.ts";
import { toReply } from "./mappers.ts";

const PATH = "/v3/webhook-subscriptions";
/** In which edits are told of too. */
const VERSION = "2026-02-03";
const EVENTS = ["message.received", "message.sent", "message.edited", "reaction.added", "reaction.removed"] as const;

const list = z.object({ subscriptions: z.array(z.unknown()) });
const subscription = z.object({ target_url: z.string(), is_active: z.literal(true), subscribed_events: z.array(z.string()) });
const created = z.object({ signing_secret: z.string().min(1) });

/** An address with the version in its query, where Linq looks for it; one that says none is told in that of its day. */
function versioned(url: string): string | null {
  const target = URL.parse(url);
  if (target === null) return null;
  if (!target.searchParams.has("version")) target.searchParams.set("version", VERSION);
  return target.href;
}

function isOurs(one: unknown, url: string): boolean {
  const { data } = subscription.safeParse(one);
  if (data === undefined || versioned(data.target_url) !== versioned(url)) return false;
  return EVENTS.every((event) => data.subscribed_events.includes(event));
}

/** `GET` and `POST /v3/webhook-subscriptions`. The secret that deliveries are signed with is Linq's, and shown this once. */
export function createRegistration(ask: Asker): Registration {
  return {
    async isRegistered(url, signal) {
      const read = (body: unknown): Told<readonly unknown[]> => ({
        reply: toReply(body),
        value: list.safeParse(body).data?.subscriptions ?? null,
      });
      return (await ask({ method: "GET", path: PATH }, read, signal)).some((one) => isOurs(one, url));
    },
    async register(url, signal) {
      const read = (body: unknown): Told<{ readonly secret: string }> => {
        const { data } = created.safeParse(body);
        return { reply: toReply(body), value: data === undefined ? null : { secret: data.signing_secret } };
      };
      return ask({ path: PATH, json: { target_url: versioned(url) ?? url, subscribed_events: EVENTS } }, read, signal);
    },
  };
}
