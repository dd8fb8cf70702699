import { z } from "zod";
import type { Attachment } from "../../domain/heard.ts";
import { opaqueId } from "../check.ts";
import { attachment, foreignText } from "../foreign.ts";

/** What is of another type than expected counts as absent, and so does what is empty. */
const text = z.string().min(1).optional().catch(undefined);
const id = opaqueId.optional().catch(undefined);
const absent = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

/** A reference to another message: its id alone, or an object that holds it under one of the names that integrators found. */
const reference = absent(
  z.union([
    opaqueId,
    z
      .object({
        message_id: id,
        messageId: id,
        id,
        key: absent(z.union([opaqueId, z.object({ id: opaqueId }).transform((key) => key.id)])),
      })
      .transform(({ message_id, messageId, id: own, key }) => message_id ?? messageId ?? own ?? key),
  ]),
);
const party = absent(z.object({ jid: text, lid: text, name: text, groupName: text, type: text }));
const named = absent(z.object({ name: text, displayName: text, address: text }));

/** The fields of a message, wherever they stand. */
const fields = z.object({
  id,
  direction: absent(z.enum(["incoming", "outgoing"])),
  timestamp: absent(z.union([z.number(), z.string()])),
  chat: party,
  sender: party,
  type: text,
  isEdit: absent(z.boolean()),
  edit: reference,
  revoke: reference,
  reply: reference,
  replyTo: reference,
  reaction: absent(
    z
      .object({ text: absent(z.string()), emoji: absent(z.string()) })
      .loose()
      .transform(({ text: shown, emoji, ...rest }) => ({ id: reference.parse(rest), text: shown ?? emoji ?? "" }))
      .refine((reaction) => reaction.id !== undefined),
  ),
  content: absent(z.union([z.string(), z.object({ text }).transform((content) => content.text)])),
  text,
  caption: text,
  interactive: absent(z.object({ title: text })),
  media: absent(z.object({ type: text, mimetype: text, caption: text, fileName: text, filename: text, url: text, s3Url: text })),
  location: named,
  contact: named,
});

export type Exchange = Omit<z.output<typeof fields>, "replyTo">;

/** Kinds that are nothing without their text, or no message at all. */
const EMPTY = /^(text|extended_?text|conversation|unknown|system|protocol.*|reaction)$/;
const MEDIA: Readonly<Record<string, string>> = { ptt: "audio", voice: "audio", ptv: "video", document: "file" };

/**
 * What a `message.exchange` says. The catalog has all of it below `data.message`; on the wire the chat, the sender, the direction and
 * the moment stand beside that. Null where there is no message.
 */
export function exchangeOf(data: unknown): Exchange | null {
  const outer = fields.extend({ message: z.unknown() }).safeParse(data).data;
  const inner = fields.safeParse(outer?.message).data;
  if (outer === undefined || inner === undefined) return null;
  const { message: _, ...around } = outer;
  const { replyTo, ...said } = { ...around, ...Object.fromEntries(Object.entries(inner).filter(([, value]) => value !== undefined)) };
  return { ...said, reply: said.reply ?? replyTo };
}

/** What there is to read of it. A message without text or media, such as a location, is told by its kind. */
export function contentOf(exchange: Exchange): { readonly text: string | null; readonly attachments: readonly Attachment[] } {
  const { content, text: plain, caption, interactive, media, type, location, contact } = exchange;
  const words = [content, plain, media?.caption, caption, interactive?.title].map(foreignText).find((one) => one !== null) ?? null;
  if (media !== undefined && Object.values(media).some((value) => value !== undefined)) {
    const kind = (media.type ?? media.mimetype?.split("/")[0] ?? "").replace(/message$/i, "").toLowerCase();
    const name = media.fileName ?? media.filename;
    return { text: words, attachments: [attachment(MEDIA[kind] ?? kind, name, media.s3Url ?? media.url)] };
  }
  if (words !== null || type === undefined || EMPTY.test(type)) return { text: words, attachments: [] };
  const name = location?.name ?? location?.address ?? contact?.name ?? contact?.displayName;
  return { text: null, attachments: [attachment(type.replace(/message$/i, ""), name, null)] };
}
