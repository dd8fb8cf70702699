import { createHmac } from "node:crypto";
import type { Send } from "./deliveries.ts";

/** The headers by which Slack signs a body; `atS` is when, in seconds since 1970. */
export function signed(secret: string, body: string, atS = Math.floor(Date.now() / 1_000)): Record<string, string> {
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${atS}:${body}`).digest("hex")}`;
  return { "x-slack-request-timestamp": String(atS), "x-slack-signature": signature };
}

/** Slack's side of HTTP mode: a signed POST, acked by a 2xx in time. */
export function createPosts(options: { readonly to: string; readonly signingSecret: string; readonly ackWithinMs: number }): Send {
  return async (payload, attempt, reason) => {
    const body = JSON.stringify(payload);
    const retry = attempt === 0 ? {} : { "x-slack-retry-num": String(attempt), "x-slack-retry-reason": reason };
    try {
      const response = await fetch(options.to, {
        method: "POST",
        headers: { "content-type": "application/json", ...signed(options.signingSecret, body), ...retry },
        body,
        signal: AbortSignal.timeout(options.ackWithinMs),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  };
}
