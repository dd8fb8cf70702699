import { createHmac } from "node:crypto";
import { type Address, type Scheme, wire } from "./deliveries.ts";

const PREFIX = "whsec_";

/** The headers of Standard Webhooks, as Linq documents them; `atS` is when, in seconds since 1970. */
function linqSigned(secret: string, id: string, body: string, atS: number): Record<string, string> {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, "base64");
  const signature = createHmac("sha256", key).update(`${id}.${atS}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(atS), "webhook-signature": `v1,${signature}` };
}

/**
 * Up to ten attempts over about 25 minutes after a 5xx, a 429 or a broken connection, none after any other answer. How long a
 * receiver has, no document says. The deprecated headers are sent too, without their signature, of which nobody says how it is made.
 */
export const linqScheme: Scheme<Address> = {
  answerWithinMs: 10_000,
  retryAfterMs: [5, 10, 20, 40, 80, 160, 300, 420, 465].map((seconds) => seconds * 1_000),
  judge(status) {
    if (status !== null && status >= 200 && status < 300) return "acked";
    return status === null || status >= 500 || status === 429 ? "again" : "never";
  },
  request(delivery, { secret, id }, atMs) {
    const body = wire(delivery.body);
    const atS = Math.floor(atMs / 1_000);
    const signed = secret === undefined ? {} : linqSigned(secret, delivery.id, body, atS);
    const deprecated = {
      "x-webhook-event": delivery.event,
      "x-webhook-timestamp": String(atS),
      ...(id && { "x-webhook-subscription-id": id }),
    };
    return { headers: { "content-type": "application/json", ...deprecated, ...signed }, body };
  },
};
