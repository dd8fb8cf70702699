import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import type { Address, Deliveries } from "./deliveries.ts";
import { linqErrors } from "./linq-errors.ts";
import { iso } from "./linq-events.ts";
import { get, post, type Route } from "./route.ts";

const EVENTS = [
  ...["message.sent", "message.received", "message.read", "message.delivered", "message.failed", "message.edited", "reaction.added"],
  ...["reaction.removed", "participant.added", "participant.removed", "chat.created", "chat.group_name_updated", "chat.group_icon_updated"],
  ...["chat.group_name_update_failed", "chat.group_icon_update_failed", "chat.typing_indicator.started", "chat.typing_indicator.stopped"],
  ...["phone_number.status_updated", "call.initiated", "call.ringing", "call.answered", "call.ended", "call.failed", "call.declined"],
  ...["call.no_answer", "location.sharing.started", "location.sharing.stopped"],
];
/** HTTPS is asked for. Loopback is let through, where nobody has a certificate. */
const TARGET = /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost)[:/])/;
const Creating = z.strictObject({
  target_url: z.url().regex(TARGET, "not an HTTPS URL"),
  subscribed_events: z.array(z.enum(EVENTS)).min(1),
  phone_numbers: z.array(z.string().regex(/^\+[1-9]\d{6,14}$/)).optional(),
});

interface Around {
  readonly deliveries: Deliveries;
  readonly now: () => number;
}

/** Subscriptions, as the SDK describes them; the secret of one is told once, when it is created. */
export function webhookRoutes({ deliveries, now }: Around): readonly Route[] {
  return [
    post("/v3/webhook-subscriptions", [], Creating, (asked, { target_url: url, subscribed_events: events, phone_numbers: accounts }) => {
      const version = new URL(url).searchParams.get("version");
      if (version !== null && version !== "2026-02-03") asked.note("another version than 2026-02-03, which alone is delivered here");
      if (deliveries.addresses().some((address) => address.url === url)) return { answer: linqErrors["1006"] };
      const secret = `whsec_${randomBytes(32).toString("base64")}`;
      const address = { id: randomUUID(), url, events, secret, ...(accounts !== undefined && { accounts }) };
      return {
        answer: { status: 201, body: { ...shown(address), signing_secret: secret } },
        apply: () => deliveries.deliverTo(address),
      };
    }),
    get("/v3/webhook-subscriptions", [], () => ({ status: 200, body: { subscriptions: deliveries.addresses().map(shown) } })),
  ];

  function shown({ id, url, events = EVENTS, accounts }: Address) {
    const moment = iso(now());
    return {
      ...{ id: id ?? url, target_url: url, subscribed_events: events, phone_numbers: accounts ?? null },
      ...{ is_active: true, created_at: moment, updated_at: moment },
    };
  }
}
