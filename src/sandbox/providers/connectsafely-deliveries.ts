import { createHmac } from "node:crypto";
import { type Address, type Scheme, wire } from "./deliveries.ts";

/** The header by which ConnectSafely signs the raw body. There is no time in it. */
function connectSafelySigned(secret: string, body: string): Record<string, string> {
  return { "x-webhook-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
}

/** Fifteen seconds for an answer; three attempts, at once and after about 10 and 20 seconds. */
export const connectSafelyScheme: Scheme<Address> = {
  answerWithinMs: 15_000,
  retryAfterMs: [10_000, 10_000],
  judge: (status) => (status !== null && status >= 200 && status < 300 ? "acked" : "again"),
  request(delivery, { secret }) {
    const body = wire(delivery.body);
    const signed = secret === undefined ? {} : connectSafelySigned(secret, body);
    return { headers: { "content-type": "application/json", ...signed }, body };
  },
};
