import { type Kept, madeUpId, OWN_JID, type RyzeApiChats, type RyzeApiPerson } from "./ryzeapi-chats.ts";

/** Either what the catalog documents, or what integrators say that they get. */
export type RyzeApiShape = "nested" | "flat";

/** A reaction: an object of its own in the message, or a message of that type. Neither is documented. */
export type RyzeApiReaction = "object" | "type";

const SELF: RyzeApiPerson = { id: OWN_JID, name: "Acme" };

/** The `data` of a `message.exchange`. How a file or an answered message looks, the catalog leaves open: these keys are a guess. */
export function exchanged(message: Kept, { messages, nameOf }: RyzeApiChats, shape: RyzeApiShape): unknown {
  const { text, files, source, quoted } = message;
  const common = about(message, message.author ?? SELF, nameOf(message));
  const [file] = files;
  const answered = quoted === null ? undefined : messages.get(quoted);
  const replied = answered?.text ?? "";
  const media = file === undefined ? null : { type: kindOf(file.type), mimetype: file.type, fileName: file.name, url: file.url };
  if (shape === "flat") {
    const type = media?.type ?? "text";
    const reply = quoted === null ? {} : { reply: { message_id: quoted, text: replied } };
    return { ...common, message: { type, content: text, source, media }, ...reply };
  }
  const reply = quoted === null ? {} : { replyTo: { messageId: quoted, text: replied } };
  return nested(message.id, { ...common, content: { text }, media, source, ...reply });
}

/** The `data` of a reaction; an empty text for one that was taken back. */
export function reacted(
  message: Kept,
  { person, emoji, at }: { readonly person: RyzeApiPerson | null; readonly emoji: string; readonly at: number },
  { nameOf }: RyzeApiChats,
  { shape, as }: { readonly shape: RyzeApiShape; readonly as: RyzeApiReaction },
): unknown {
  const common = about({ ...message, id: madeUpId(), fromMe: person === null, at }, person ?? SELF, nameOf(message));
  const reaction =
    as === "object" ? { reaction: { text: emoji, message_id: message.id } } : { type: "reaction", emoji, messageId: message.id };
  if (shape === "flat") return { ...common, message: { ...reaction, source: null } };
  return nested(common.id, { ...common, ...reaction });
}

function about({ id, fromMe, at, conversation, lid }: Kept, sender: RyzeApiPerson, name: string | null) {
  const isGroup = conversation.endsWith("@g.us");
  return {
    id,
    direction: fromMe ? "outgoing" : "incoming",
    timestamp: new Date(at).toISOString(),
    chat: { jid: conversation, lid, name, type: isGroup ? "group" : "private", isCommunity: false },
    sender: { jid: sender.id, lid: sender.lid ?? null, name: sender.name },
  };
}

function nested(id: string, message: Readonly<Record<string, unknown>>): unknown {
  return { id, message };
}

function kindOf(mime: string): string {
  const [kind = ""] = mime.split("/");
  return ["image", "video", "audio"].includes(kind) ? kind : "document";
}
