import type { Inbox } from "../../ports/inbox.ts";
import { createInbox, secretInHeader } from "../delivery.ts";
import { toHeard } from "./events.ts";
import { INFO } from "./info.ts";

/** Deliveries carry the `authorization` of their webhook as it is, and nothing else that shows whose they are. */
export function createWebhook(instance: string, secrets: readonly string[]): Inbox {
  return createInbox({
    title: INFO.title,
    secrets,
    verify: secretInHeader("authorization"),
    fix: "Set the webhook's `authorization` at RyzeAPI to the account's webhookSecret.",
    read: (body) => toHeard(instance, body),
  });
}
