import type { Inbox } from "../../ports/inbox.ts";
import { createInbox, secretInHeader } from "../delivery.ts";
import { toHeard } from "./events.ts";
import { INFO } from "./info.ts";

export interface WebhookOptions {
  readonly accountId: string;
  /** The header that the webhook was created with; nothing else shows whose deliveries they are. */
  readonly webhookHeader: string;
  readonly webhookSecrets: readonly string[];
}

/** Deliveries are JSON, but a webhook that was created without a `Content-Type` may call them, or make them, a form. */
export function createWebhook({ accountId, webhookHeader, webhookSecrets }: WebhookOptions): Inbox {
  const inbox = createInbox({
    title: INFO.title,
    secrets: webhookSecrets,
    verify: secretInHeader(webhookHeader),
    fix: `Create the webhook at PostPress with the header ${webhookHeader}, which holds the account's webhookSecret.`,
    read: (body) => toHeard(accountId, body),
  });
  return {
    read(delivery, nowMs) {
      const read = inbox.read(delivery, nowMs);
      if (!("refused" in read) || read.refused.code !== "not_json") return read;
      const body = jsonInForm(delivery.body);
      return body === null ? read : inbox.read({ ...delivery, body }, nowMs);
    },
  };
}

/** A form of one field: its value, or its name where it has none, is all of the JSON. */
function jsonInForm(body: Uint8Array): Uint8Array | null {
  const [field, ...others] = new URLSearchParams(new TextDecoder().decode(body));
  if (field === undefined || others.length > 0) return null;
  const [name, value] = field;
  return new TextEncoder().encode(value === "" ? name : value);
}
