import { type Kept, keyOf } from "./connectsafely-chats.ts";

/** `message.received`, the only event there is, with the URNs of deliveries, which are not those of reading. */
export function received({ id, conversation, author, text, files, at }: Kept, account: string): unknown {
  const urn = `urn:li:messagingMessage:${keyOf(id)}`;
  return {
    event: "message.received",
    object: "event",
    data: {
      id: urn,
      message_urn: urn,
      account_id: account,
      provider: "LINKEDIN",
      sender: { id: `urn:li:fsd_profile:${author?.id ?? ""}`, name: author?.name ?? "", profile_url: null, profile_picture: null },
      body: text,
      timestamp: new Date(at).toISOString(),
      conversation_id: `urn:li:messagingThread:${keyOf(conversation)}`,
      attachments: files,
    },
  };
}
