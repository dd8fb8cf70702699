import { IMESSAGE_MESSAGES } from "../../networks/imessage.ts";
import type { ProviderInfo } from "../info.ts";

/**
 * `accepted` means that Linq carries the reaction out after it has answered, hence the longer D. Its only published limit is on
 * messages (30 per 60 s for a pair of people); that for reactions is our assumption.
 */
export const INFO = {
  name: "linq",
  title: "Linq",
  baseUrl: "https://api.linqapp.com/api/partner",
  auth: { header: "authorization", prefix: "Bearer " },
  limits: [{ scope: "credential", requests: 60, perMs: 60_000, documented: false }],
  messages: { imessage: { ...IMESSAGE_MESSAGES, abandonedForMs: 60_000 } },
  posts: {},
  documents: [
    "https://docs.linqapp.com (Add or remove a reaction to a message)",
    "https://docs.linqapp.com (Messages, Chats)",
    "https://docs.linqapp.com (Webhook events, Webhook subscriptions)",
    "https://docs.linqapp.com (Error codes)",
  ],
} as const satisfies ProviderInfo;
