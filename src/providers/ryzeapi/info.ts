import { WHATSAPP_MESSAGES } from "../../networks/whatsapp.ts";
import type { ProviderInfo } from "../info.ts";

export const INFO = {
  name: "ryzeapi",
  title: "RyzeAPI",
  baseUrl: "https://ryzeapi.cloud",
  auth: { header: "token", prefix: "" },
  limits: [{ scope: "credential", requests: 100, perMs: 60_000, documented: true }],
  messages: { whatsapp: WHATSAPP_MESSAGES },
  posts: {},
  documents: [
    "https://docs.ryzeapi.cloud/en/api/messages/reaction",
    "https://docs.ryzeapi.cloud/en/api/messages/text",
    "https://docs.ryzeapi.cloud/en/api/events/catalog",
    "https://docs.ryzeapi.cloud/en/api/websocket",
    "https://docs.ryzeapi.cloud/en/guide/errors",
  ],
} as const satisfies ProviderInfo;
