import type { Attachment, Author, Conversation, HeardMessage, HeardReaction } from "../../src/domain/heard.ts";
import type { Link } from "../../src/domain/link.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { link, policy, SLOT } from "../domain/given.ts";

export const MARIA: Author = { id: "351910000001@s.whatsapp.net", name: "Maria" };
export const JOSE: Author = { id: "351910000002@s.whatsapp.net", name: "José" };
export const ANA: Author = { id: "351910000003@s.whatsapp.net", name: "Ana" };
export const ME: Author = { id: "351910000009@s.whatsapp.net", name: null };

/** The conversation of the usual link. */
export const CHAT: Conversation = { ids: [SLOT.conversation ?? ""], name: "Northwind orders", isGroup: true };
export const OTHER_CHAT: Conversation = { ids: ["351910000007@s.whatsapp.net"], name: "Rui", isGroup: false };

/** A link of the usual channel or of another, with what its policy says of messages. */
export function linked(name = "northwind", change: Partial<Omit<Link, "policy">> = {}, relay: Partial<Policy["relay"]> = {}): Link {
  const said = { inbound: true, outbound: "off", notes: true, ...relay } as const;
  return { ...link(name), policy: policy({ relay: said }), ...change };
}

export const INBOX_CHANNEL = "slack:C0INBOX";
export const inbox = (relay: Partial<Policy["relay"]> = {}) => linked("inbox", { channel: INBOX_CHANNEL, conversation: "*" }, relay);

/** Somebody wrote something at a moment. */
export function wrote(id: string, text: string | null, atMs: number, change: Partial<HeardMessage> = {}): HeardMessage {
  return {
    ...{ kind: "message", conversation: CHAT, id, fromMe: false, author: MARIA, parts: [{ part: 0, text, attachments: [] }] },
    ...{ quoted: null, atUs: atMs * 1_000, ...change },
  };
}

/** Somebody reacted, or took it back (null), at a moment. */
export function reacted(
  id: string,
  person: Author,
  emoji: string | null,
  atMs: number,
  change: Partial<HeardReaction> = {},
): HeardReaction {
  return {
    ...{ kind: "reaction", op: emoji === null ? "remove" : "add", id, part: 0, conversation: CHAT, emoji, fromMe: false, person },
    ...{ atUs: atMs * 1_000, event: `${id} ${person.id} ${emoji} ${atMs}`, ...change },
  };
}

export const PICTURE: Attachment = { name: "pump.jpg", type: "image", url: "https://files.example/pump.jpg" };
