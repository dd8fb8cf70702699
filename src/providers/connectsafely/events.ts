import { z } from "zod";
import type { Heard } from "../../domain/heard.ts";
import { opaqueId } from "../check.ts";
import { attachment, foreignText, momentUs } from "../foreign.ts";
import { keyOf } from "./urn.ts";

const text = z.string().min(1).optional().catch(undefined);
const id = opaqueId.optional().catch(undefined);

const envelope = z.object({ event: z.string(), data: z.unknown().optional() });
const message = z.object({
  id,
  message_urn: id,
  account_id: z.string(),
  sender: z.object({ id, name: text }).optional().catch(undefined),
  body: text,
  timestamp: z.unknown().optional(),
  conversation_id: opaqueId,
  attachments: z.array(z.unknown()).catch([]),
  /** Not documented; "the same shape Unipile uses" has it. */
  is_sender: z.unknown().optional(),
});
/** Nor is what an attachment looks like. */
const attached = z.object({ type: text, name: text, file_name: text, fileName: text, url: text });

const MOST_ATTACHMENTS = 50;
const OTHER = [{ kind: "other" }] as const;

/**
 * Reads a delivery (connectsafely.ai/docs/webhooks/events): null for what is none. Its only event is a message, of which it does not
 * say whether others are in the conversation besides its sender.
 */
export function toHeard(accountId: string, body: unknown): readonly Heard[] | null {
  const read = envelope.safeParse(body).data;
  if (read === undefined) return null;
  if (read.event !== "message.received") return OTHER;
  const { data } = message.safeParse(read.data);
  const own = data?.message_urn ?? data?.id;
  if (data === undefined || own === undefined) return null;
  if (data.account_id.toLowerCase() !== accountId.toLowerCase()) return OTHER;
  const { conversation_id: thread, sender, timestamp } = data;
  const fromMe = data.is_sender === true || data.is_sender === 1;
  const name = foreignText(sender?.name);
  const attachments = data.attachments.slice(0, MOST_ATTACHMENTS).flatMap((one) => {
    const file = attached.safeParse(one).data;
    return file === undefined ? [] : [attachment(file.type, file.name ?? file.file_name ?? file.fileName, file.url)];
  });
  return [
    {
      kind: "message",
      conversation: { ids: [...new Set([thread, keyOf(thread)])], name: fromMe ? null : name, isGroup: false },
      id: own,
      fromMe,
      author: { id: sender?.id ?? thread, name },
      parts: [{ part: 0, text: foreignText(data.body), attachments }],
      quoted: null,
      atUs: momentUs(timestamp),
    },
  ];
}
