import { LINKEDIN_MESSAGES } from "../../networks/linkedin.ts";
import type { ProviderInfo } from "../info.ts";

/**
 * Whether a reaction to a message is one of the 15 writes per minute is not said ("/message" and "/posts/react" are); it counts
 * as one here. The key's burst of 100 in 10 s is never reached below 60 per minute.
 */
export const INFO = {
  name: "connectsafely",
  title: "ConnectSafely",
  baseUrl: "https://api.connectsafely.ai/linkedin",
  auth: { header: "authorization", prefix: "Bearer " },
  limits: [
    { scope: "credential", requests: 60, perMs: 60_000, documented: true },
    { scope: "account", requests: 15, perMs: 60_000, documented: true },
  ],
  messages: { linkedin: LINKEDIN_MESSAGES },
  posts: {},
  documents: [
    "https://connectsafely.ai/docs (React or unreact to a message)",
    "https://connectsafely.ai/docs (Send message, List conversations, Get conversation messages)",
    "https://connectsafely.ai/docs/webhooks/events",
    "https://connectsafely.ai/docs (Rate limits)",
  ],
} as const satisfies ProviderInfo;
