import { z } from "zod";
import { formFault, isOneEmoji, qualified } from "./emoji.ts";
import type { Answer } from "./faults.ts";
import type { Phone } from "./phone.ts";
import { type Asked, get, post, type Route } from "./route.ts";
import { isIn, type Kept, madeUpId, OWN_JID, type RyzeApiChats } from "./ryzeapi-chats.ts";
import { ryzeApiError as error, PARTICIPANT, ryzeApiErrors } from "./ryzeapi-errors.ts";

const NUMBER = /^(?:\d{7,15}|\d{7,15}@s\.whatsapp\.net|\d+@lid|[\d-]+@g\.us)$/;
const PERSON = /^\d+(?::\d+)?@(?:s\.whatsapp\.net|lid)$/;
const SOURCE = "reacji-bridge";
const number = z.string("Number is required").regex(NUMBER, "Invalid phone number format: neither a phone number nor a JID");
const Reaction = z.strictObject({
  number,
  messageId: z.string("MessageID is required").regex(/^\S+$/, "MessageID is required"),
  reaction: z.string("Reaction is required").refine((text) => text === "remove" || isOneEmoji(text), "not exactly one emoji, nor remove"),
  fromMe: z.boolean(),
  participant: z.string().regex(PERSON, "participant is not a person's JID").optional(),
  source: z.string().optional(),
});
const Text = z.strictObject({
  number,
  message: z.string("Message is required").min(1, "Message is required"),
  linkPreview: z.boolean().optional(),
  replyTo: z.string().min(1).optional(),
  replyPrivate: z.boolean().optional(),
  delay: z.number().min(0).optional(),
  mention: z.array(z.string()).optional(),
  mentionAll: z.boolean().optional(),
  source: z.string().optional(),
});

interface Around {
  readonly chats: RyzeApiChats;
  readonly phone: Phone;
  readonly instances: readonly string[];
  readonly onSent: (message: Kept) => void;
}

/** Sending reactions and texts, and looking one message up. */
export function messageRoutes({ chats, phone, instances, onSent }: Around): readonly Route[] {
  const isKnown = (asked: Asked) => instances.includes(asked.param("instance"));

  function sent(message: string, data: Readonly<Record<string, unknown>>): Answer {
    return { status: 200, body: { success: true, message, status: "sent", data: { ...data, direction: "outgoing" } } };
  }

  return [
    post("/api/message/reaction/:instance", [], Reaction, (asked, { number: to, messageId, reaction, fromMe, participant, source }) => {
      if (!isKnown(asked)) return { answer: ryzeApiErrors.instance_not_found };
      const needed = to.endsWith("@g.us") && !fromMe;
      if (needed && participant === undefined) return asked.invalid(PARTICIPANT);
      if (!needed && participant !== undefined) asked.note("participant has no meaning outside groups or when fromMe is true");
      if (source !== SOURCE) asked.note(`source is not ${SOURCE}`);
      const fault = formFault(reaction, "bare");
      if (fault !== null) asked.note(fault);
      const message = chats.messages.get(messageId);
      if (message === undefined || !isIn(message, to)) return { answer: ryzeApiErrors.invalid_message_id };
      const isAuthor = message.author === null || [message.author.id, message.author.lid].includes(participant);
      if (needed && !isAuthor) return asked.invalid(PARTICIPANT);
      const found = fromMe === message.fromMe;
      if (!found) asked.note("fromMe is inverted: the reaction is lost without an error");
      const gone = reaction === "remove";
      const about = { messageId: madeUpId(), content: gone ? "" : reaction, replyTo: { messageId }, source };
      return {
        answer: sent(gone ? "Reaction removed successfully" : "Reaction sent successfully", about),
        apply() {
          if (found) phone.set(messageId, {}, gone ? [] : [qualified(reaction)]);
        },
      };
    }),
    post("/api/message/text/:instance", [], Text, (asked, { number: to, message: text, replyTo, source }) => {
      const instance = asked.param("instance");
      if (!isKnown(asked)) return { answer: ryzeApiErrors.instance_not_found };
      if (source?.startsWith(SOURCE) !== true) asked.note(`source does not begin with ${SOURCE}`);
      if (replyTo !== undefined && !chats.messages.has(replyTo)) return { answer: ryzeApiErrors.invalid_message_id };
      const id = madeUpId();
      const reply = replyTo === undefined ? {} : { replyTo: { messageId: replyTo } };
      return {
        answer: sent("Message sent successfully", { messageId: id, content: text, ...reply, source }),
        apply() {
          const { conversation = to, lid = null, group = null } = chats.chatOf(to) ?? {};
          const names = { ...(lid !== null && { lid }), ...(group !== null && { group }) };
          const more = { ...(replyTo !== undefined && { quoted: replyTo }), ...(source !== undefined && { source }) };
          const message = chats.write({ id, instance, conversation, text, ...names, ...more });
          phone.send({ conversation, id, text, quoted: replyTo ?? null });
          onSent(message);
        },
      };
    }),
    get("/api/chat/getMessage/:instance", ["messageId"], (asked) => {
      if (!isKnown(asked)) return ryzeApiErrors.instance_not_found;
      const found = chats.messages.get(asked.query.get("messageId") ?? "");
      if (found === undefined) return error(404, "Message not found");
      const { id, conversation: chat, fromMe, author, text: content, at } = found;
      const [from, to] = fromMe ? [OWN_JID, chat] : [author?.id ?? chat, OWN_JID];
      const when = { timestamp: new Date(at).toISOString(), isGroup: chat.endsWith("@g.us"), status: "delivered" };
      const data = { content, type: "text", from, to, chat, ...when };
      return { status: 200, body: { success: true, message: "Message found", messageId: id, data, status: "found" } };
    }),
  ];
}
