import { z } from "zod";
import type { SpokenEvent } from "../../domain/event.ts";
import { tidyName } from "../../domain/foreign.ts";
import { id, messageIn, type Ourselves, type Place, toMessage, toPerson } from "./ids.ts";
import { toPlain } from "./plain.ts";

/** What people write themselves, or answer; every other kind is something that Discord tells of. */
const DEFAULT = 0;
const REPLY = 19;

const user = z.object({ id, username: z.string(), global_name: z.string().nullish(), bot: z.boolean().nullish() });
const mention = user.extend({ member: z.object({ nick: z.string().nullish() }).nullish() });

const messageSchema = z.object({
  id,
  channel_id: id,
  guild_id: id.nullish(),
  type: z.int(),
  author: user,
  member: z.looseObject({}).nullish(),
  webhook_id: id.nullish(),
  application_id: id.nullish(),
  content: z.string(),
  mentions: z.array(mention).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  sticker_items: z.array(z.unknown()).nullish(),
  message_reference: z.object({ type: z.int().nullish(), channel_id: id.nullish(), message_id: id.nullish() }).nullish(),
});

/** A message that somebody wrote, as Discord tells of it. */
export type Written = z.infer<typeof messageSchema>;

/** Null when nobody wrote it, or our own app did. Throws a ZodError when it is malformed. */
export function toWritten(message: unknown, us: Ourselves): Written | null {
  const written = messageSchema.parse(message);
  const isOurs = written.author.id === us.user || written.application_id === us.application;
  return isOurs || (written.type !== DEFAULT && written.type !== REPLY) ? null : written;
}

/** What a text names besides people. Null for what is not known. */
export interface Names {
  readonly role: (id: string) => string | null;
  readonly channel: (id: string) => string | null;
  readonly isForum: (channel: string) => boolean;
}

export function toSpoken(written: Written, place: Place, names: Names): SpokenEvent {
  const { author, content, mentions, attachments, sticker_items } = written;
  const people = new Map((mentions ?? []).map((one) => [one.id, one.member?.nick || one.global_name || one.username]));
  const tidy = (name: string | null | undefined) => (name == null ? null : tidyName(name, "someone"));
  const text = toPlain(content, {
    user: (one) => tidy(people.get(one)),
    role: (one) => tidy(names.role(one)),
    channel: (one) => tidy(names.channel(one)),
  });
  return {
    kind: "spoken",
    message: toMessage(place, written.id),
    thread: headOf(written, place, names),
    person: toPerson(place.workspace, author.id),
    text,
    files: (attachments?.length ?? 0) + (sticker_items?.length ?? 0),
    askedBy: null,
  };
}

/**
 * The message that it belongs to: the head of its thread, or in the channel itself the message that it answers. A thread bears the id of
 * the message that it was made from; in a forum that message is the first in it.
 */
function headOf({ id: message, message_reference: answered }: Written, { channel, thread }: Place, names: Names): string | null {
  if (thread !== null) {
    const head = names.isForum(channel) ? messageIn(thread, thread) : thread;
    return head === messageIn(thread, message) ? null : head;
  }
  const isAnswer = answered != null && (answered.type ?? 0) === 0 && (answered.channel_id ?? channel) === channel;
  return isAnswer ? (answered.message_id ?? null) : null;
}
