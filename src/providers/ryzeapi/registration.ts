import { z } from "zod";
import { segment } from "../../http/segment.ts";
import type { Registration } from "../../ports/calls.ts";
import { TargetError } from "../../ports/target.ts";
import type { Asker, Call, Told } from "../call.ts";
import { unasked } from "../failure.ts";
import { toReply } from "./mappers.ts";

const LABEL = "reacji-bridge";
const EVENT = "message.exchange";
/** Media as part of an event would make most of them longer than the bridge reads. */
const WANTED = { enabled: true, events: [EVENT], mediaBase64: false } as const;

const enabled = z.object({
  enabled: z.literal(true),
  /** None stands for all. */
  events: z.array(z.string()).nullish(),
  mediaBase64: z.literal(false).nullish(),
});
const webhook = enabled.extend({ authorization: z.string(), byEvents: z.literal(false).nullish() });
const place = z.object({ label: z.string().catch(LABEL), url: z.string() });

export interface RegistrationOptions {
  readonly instance: string;
  readonly ask: Asker;
}

const isHeard = ({ events }: z.output<typeof enabled>) => events == null || events.length === 0 || events.includes(EVENT);

const settings = (instance: string, path: string, json?: unknown): Call | null => {
  const name = segment(instance);
  if (name === null) return null;
  return json === undefined ? { method: "GET", path: `/api/events/${path}/${name}` } : { path: `/api/events/${path}/${name}`, json };
};

const done = (body: unknown): Told<true> => ({ reply: toReply(body), value: true });

/**
 * The webhooks of an instance (docs.ryzeapi.cloud/en/api/events/webhook-configure and webhook-list): one for each label, of which three
 * may be enabled. One with our address keeps its label.
 */
export function createWebhookRegistration({ instance, ask }: RegistrationOptions, secrets: readonly string[]): Registration {
  const listed = (signal: AbortSignal) => ask(settings(instance, "getWebhook"), toWebhooks, signal);
  const at = (url: string) => (one: unknown) => place.safeParse(one).data?.url === url;

  return {
    async isRegistered(url, signal) {
      const found = (await listed(signal)).filter(at(url)).map((one) => webhook.safeParse(one).data);
      return found.some((one) => one !== undefined && isHeard(one) && secrets.includes(one.authorization));
    },
    async register(url, signal) {
      const [authorization] = secrets;
      if (authorization === undefined) {
        throw new TargetError(unasked("rejected", "RyzeAPI was not asked: set the account's webhookSecret first, any long random text."));
      }
      const label = place.safeParse((await listed(signal)).find(at(url))).data?.label ?? LABEL;
      await ask(settings(instance, "webhook", { label, url, authorization, byEvents: false, ...WANTED }), done, signal);
      return { secret: null };
    },
  };
}

/** The event WebSocket of an instance (docs.ryzeapi.cloud/en/api/events/websocket-configure and websocket-read): one, without an address. */
export function createSocketRegistration({ instance, ask }: RegistrationOptions): Registration {
  return {
    async isRegistered(_, signal) {
      try {
        return await ask(settings(instance, "getWebsocket"), toIsEnabled, signal);
      } catch (error) {
        if (isUnset(error)) return false;
        throw error;
      }
    },
    async register(_, signal) {
      await ask(settings(instance, "websocket", WANTED), done, signal);
      return { secret: null };
    },
  };
}

/** It was never configured: 404, but not for want of the instance. */
function isUnset(error: unknown): boolean {
  return error instanceof TargetError && error.failure.vendor.status === 404 && error.failure.kind === "gone";
}

function toWebhooks(body: unknown): Told<readonly unknown[]> {
  return { reply: toReply(body), value: z.object({ webhooks: z.array(z.unknown()) }).safeParse(body).data?.webhooks ?? null };
}

function toIsEnabled(body: unknown): Told<boolean> {
  const read = z.object({ websocket: z.unknown() }).safeParse(body).data;
  const found = enabled.safeParse(read?.websocket).data;
  return { reply: toReply(body), value: read === undefined ? null : found !== undefined && isHeard(found) };
}
