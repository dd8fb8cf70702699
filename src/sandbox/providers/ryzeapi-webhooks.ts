import { z } from "zod";
import type { Deliveries } from "./deliveries.ts";
import type { Answer } from "./faults.ts";
import { type Asked, get, post, type Route } from "./route.ts";
import type { RyzeApiAddress } from "./ryzeapi-deliveries.ts";
import { ryzeApiError as error, ryzeApiErrors } from "./ryzeapi-errors.ts";
import type { RyzeApiSockets } from "./ryzeapi-sockets.ts";

const MOST = 3;
const EVENTS = ["message.exchange", "message.status", "call.update", "group.flow", "instance.state", "label.update"] as const;
const events = z.array(z.enum(EVENTS)).default([]);
const Webhook = z
  .strictObject({
    label: z.string().min(1).default("default"),
    enabled: z.boolean(),
    url: z.url({ protocol: /^https?$/ }).optional(),
    authorization: z.string().nullable().default(null),
    byEvents: z.boolean().default(false),
    events,
    mediaBase64: z.boolean().default(false),
  })
  .refine(({ enabled, url }) => !enabled || url !== undefined, "url is required when enabled");
const Socket = z.strictObject({ enabled: z.boolean(), events, mediaBase64: z.boolean().default(false) });

interface Around {
  readonly deliveries: Deliveries<RyzeApiAddress>;
  readonly sockets: RyzeApiSockets;
  readonly instances: readonly string[];
}

/** The pages "Set Webhook", "Check Webhooks", "Set Websocket" and "Check Websocket". */
export function eventRoutes({ deliveries, sockets, instances }: Around): readonly Route[] {
  const disabled = new Map<string, string>();
  const key = (instance: string, label: string) => `${instance}:${label}`;
  const of = (instance: string) => deliveries.addresses().filter(({ accounts }) => accounts?.includes(instance) !== false);

  function whole(instance: string): readonly Readonly<Record<string, unknown>>[] {
    const on = of(instance).map(({ url, label, secret, byEvents = false, mediaBase64 = false, events: wanted = [] }) => ({
      ...{ label: label ?? "default", enabled: true, url, authorization: secret ?? "", byEvents, events: wanted, mediaBase64 },
    }));
    const off = [...disabled].filter(([id]) => id.startsWith(`${instance}:`)).map(([, label]) => cleared(label));
    return [...on, ...off].toSorted((a, b) => a.label.localeCompare(b.label));
  }

  function inInstance(asked: Asked, serve: (instance: string) => Answer): Answer {
    const instance = asked.param("instance");
    return instances.includes(instance) ? serve(instance) : ryzeApiErrors.instance_not_found;
  }

  return [
    post(
      "/api/events/webhook/:instance",
      [],
      Webhook,
      (asked, { label, enabled, url = "", authorization, byEvents, mediaBase64, events: wanted }) => {
        const instance = asked.param("instance");
        if (!instances.includes(instance)) return { answer: ryzeApiErrors.instance_not_found };
        const id = key(instance, label);
        const others = of(instance).filter((address) => address.id !== id);
        if (enabled && others.length >= MOST) return { answer: error(400, `Maximum of ${MOST} enabled webhooks reached`) };
        const webhook = enabled
          ? { label, enabled, url, authorization: authorization ?? "", byEvents, events: wanted, mediaBase64 }
          : cleared(label);
        return {
          answer: { status: 200, body: { success: true, message: "Webhook configured successfully", webhook } },
          apply() {
            deliveries.forget(id);
            disabled.delete(id);
            if (!enabled) disabled.set(id, label);
            const about = { ...(authorization !== null && { secret: authorization }), ...(wanted.length > 0 && { events: wanted }) };
            if (enabled) deliveries.deliverTo({ id, label, url, byEvents, mediaBase64, accounts: [instance], ...about });
          },
        };
      },
    ),
    get("/api/events/getWebhook/:instance", ["label"], (asked) =>
      inInstance(asked, (instance) => {
        const label = asked.query.get("label");
        const webhooks = whole(instance);
        if (label === null) return { status: 200, body: { success: true, message: "Webhooks retrieved", webhooks } };
        const webhook = webhooks.find((one) => one["label"] === label);
        if (webhook === undefined) return error(404, "Webhook not found");
        return { status: 200, body: { success: true, message: "Webhook retrieved", webhook } };
      }),
    ),
    post("/api/events/websocket/:instance", [], Socket, (asked, { enabled, ...rest }) => {
      const instance = asked.param("instance");
      if (!instances.includes(instance)) return { answer: ryzeApiErrors.instance_not_found };
      const websocket = enabled ? { enabled, ...rest } : { enabled, events: [], mediaBase64: false };
      return {
        answer: { status: 200, body: { success: true, message: "WebSocket configured successfully", websocket } },
        apply: () => void sockets.configurations.set(instance, websocket),
      };
    }),
    get("/api/events/getWebsocket/:instance", [], (asked) =>
      inInstance(asked, (instance) => {
        const websocket = sockets.configurations.get(instance);
        if (websocket === undefined) return error(404, "WebSocket not configured for this instance");
        return { status: 200, body: { success: true, message: "WebSocket configuration retrieved", websocket } };
      }),
    ),
  ];
}

/** "The row stays, and url, authorization, events and mediaBase64 are cleared." */
function cleared(label: string) {
  return { label, enabled: false, url: "", authorization: "", byEvents: false, events: [], mediaBase64: false };
}
