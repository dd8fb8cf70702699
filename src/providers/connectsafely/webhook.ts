import type { Inbox } from "../../ports/inbox.ts";
import { createInbox, hexHmacInHeader } from "../delivery.ts";
import { toHeard } from "./events.ts";
import { INFO } from "./info.ts";

/** Deliveries are signed (connectsafely.ai/docs/webhooks/security), without a moment: an old one is as good as a new one. */
export function createWebhook(accountId: string, secrets: readonly string[]): Inbox {
  return createInbox({
    title: INFO.title,
    secrets,
    verify: hexHmacInHeader("x-webhook-signature", "sha256="),
    fix: "Set the account's webhookSecret to the signing secret that ConnectSafely showed when the webhook was created.",
    read: (body) => toHeard(accountId, body),
  });
}
