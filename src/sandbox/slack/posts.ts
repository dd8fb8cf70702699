import { createHmac } from "node:crypto";
import type { Send } from "./deliveries.ts";

/** The headers by which Slack signs a body; `atS` is when, in seconds since 1970. */
export function signed(secret: string, body: string, atS = Math.floor(Date.now() / 1_000)): Record<string, string> {
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${atS}:${body}`).digest("hex")}`;
  return { "x-slack-request-timestamp": String(atS), "x-slack-signature": signature };
}

export interface Posts {
  readonly send: Send;
  /** What somebody did with a menu or a button: once, and as a form. */
  interact(payload: Readonly<Record<string, unknown>>): Promise<boolean>;
}

/** Slack's side of HTTP mode: a signed POST, acked by a 2xx in time. */
export function createPosts(options: { readonly to: string; readonly signingSecret: string; readonly ackWithinMs: number }): Posts {
  async function post(type: string, body: string, more: Record<string, string> = {}): Promise<boolean> {
    try {
      const response = await fetch(options.to, {
        method: "POST",
        headers: { "content-type": type, ...signed(options.signingSecret, body), ...more },
        body,
        signal: AbortSignal.timeout(options.ackWithinMs),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  return {
    send(payload, attempt, reason) {
      const retry: Record<string, string> = attempt === 0 ? {} : { "x-slack-retry-num": String(attempt), "x-slack-retry-reason": reason };
      return post("application/json", JSON.stringify(payload), retry);
    },
    interact: (payload) => post("application/x-www-form-urlencoded", String(new URLSearchParams({ payload: JSON.stringify(payload) }))),
  };
}
