import { INSTAGRAM_POSTS } from "../../networks/instagram.ts";
import { LINKEDIN_MESSAGE_FLOOR, LINKEDIN_MESSAGES, LINKEDIN_POSTS } from "../../networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../networks/whatsapp.ts";
import type { ProviderInfo } from "../info.ts";

/** Neither document knows a removal. */
const ADDS_ONLY = { canRemove: false, removesByName: false } as const;

/**
 * "LinkedIn accepts a fixed set" of emoji for messages, which is published nowhere; and a new reaction "replaces the previous one"
 * on both networks, though LinkedIn itself would hold several. The limit is our assumption, the document names none.
 */
export const INFO = {
  name: "postpress",
  title: "PostPress",
  baseUrl: "https://api.postpress.ai/v1",
  auth: { header: "x-api-key", prefix: "" },
  limits: [{ scope: "credential", requests: 60, perMs: 60_000, documented: false }],
  messages: {
    whatsapp: { ...WHATSAPP_MESSAGES, ...ADDS_ONLY },
    linkedin: { ...LINKEDIN_MESSAGES, ...ADDS_ONLY, allowed: "discover", floor: LINKEDIN_MESSAGE_FLOOR, perMessage: 1, replaces: true },
  },
  posts: {
    linkedin: { ...LINKEDIN_POSTS, ...ADDS_ONLY },
    instagram: { ...INSTAGRAM_POSTS, ...ADDS_ONLY },
  },
  documents: [
    "https://api.postpress.io/docs/messages-react",
    "https://api.postpress.io/docs/posts-react",
    "https://api.postpress.io/docs/webhooks-create",
    "https://www.postpress.ai/docs/new-messages-webhook",
    "https://www.postpress.ai/docs/quickstart",
  ],
} as const satisfies ProviderInfo;
