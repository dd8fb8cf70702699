import { createHmac } from "node:crypto";
import type { Send } from "./deliveries.ts";
import type { Interact } from "./interactions.ts";

/** The headers by which Slack signs a body; `atS` is when, in seconds since 1970. */
export function signed(secret: string, body: string, atS = Math.floor(Date.now() / 1_000)): Record<string, string> {
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${atS}:${body}`).digest("hex")}`;
  return { "x-slack-request-timestamp": String(atS), "x-slack-signature": signature };
}

export interface Posts {
  readonly send: Send;
  /** As a form: the fields of a command, or the payload in one. */
  readonly interact: Interact;
}

/** Slack's side of HTTP mode: a signed POST, acked by a 2xx in time. */
export function createPosts(options: { readonly to: string; readonly signingSecret: string; readonly ackWithinMs: number }): Posts {
  async function post(type: string, body: string, more: Record<string, string> = {}): Promise<{ readonly body: unknown } | null> {
    try {
      const response = await fetch(options.to, {
        method: "POST",
        headers: { "content-type": type, ...signed(options.signingSecret, body), ...more },
        body,
        signal: AbortSignal.timeout(options.ackWithinMs),
      });
      const said = await response.text();
      const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
      return response.ok ? { body: isJson ? JSON.parse(said) : said } : null;
    } catch {
      return null;
    }
  }

  return {
    async send(payload, attempt, reason) {
      const retry: Record<string, string> = attempt === 0 ? {} : { "x-slack-retry-num": String(attempt), "x-slack-retry-reason": reason };
      return (await post("application/json", JSON.stringify(payload), retry)) !== null;
    },
    interact(kind, payload) {
      const fields = kind === "interactive" ? { payload: JSON.stringify(payload) } : stringly(payload);
      return post("application/x-www-form-urlencoded", new URLSearchParams(fields).toString());
    },
  };
}

function stringly(payload: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
}
