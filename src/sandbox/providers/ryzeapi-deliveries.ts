import { type Address, type Scheme, wire } from "./deliveries.ts";

/** The `secret` of an address is what a webhook's configuration calls `authorization`. */
export interface RyzeApiAddress extends Address {
  /** The event's name is appended to the URL. */
  readonly byEvents?: boolean;
  readonly label?: string;
  readonly mediaBase64?: boolean;
}

/** "Persisted in a queue with retry/backoff and DLQ", without numbers: five more attempts over about a quarter of an hour. */
export const ryzeApiScheme: Scheme<RyzeApiAddress> = {
  answerWithinMs: 10_000,
  retryAfterMs: [1_000, 5_000, 30_000, 120_000, 600_000],
  judge: (status) => (status !== null && status >= 200 && status < 300 ? "acked" : "again"),
  request(delivery, { url, secret, byEvents = false }) {
    const authorization = secret === undefined ? {} : { authorization: secret };
    const headers = { "content-type": "application/json", ...authorization };
    return { url: byEvents ? `${url}/${delivery.event}` : url, headers, body: wire(delivery.body) };
  },
};
