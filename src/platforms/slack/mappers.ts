import { z } from "zod";
import type { Emoji } from "../../domain/emoji.ts";
import type { LeftEvent, Person, Reading, SourceEvent } from "../../domain/event.ts";
import type { Channel, Message } from "../../domain/message.ts";
import { METADATA_EVENT_TYPE } from "./info.ts";

/** Who we are there: `auth.test`. */
export interface Ourselves {
  readonly team: string;
  readonly user: string;
  readonly bot: string | null;
}

/** What a reaction's name is in Unicode; null for a custom emoji that stands for none. */
export type Unicode = (name: string) => Emoji | null;

/** Slack's ids are letters and digits. What is not cannot be one, and must not get into a path, a key or a log. */
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
/** A custom emoji may have a name in any script, but no control character, space or half of one. */
const emojiName = z.string().regex(/^[^\p{C}\p{Z}]{1,256}$/u);
const MESSAGE_TS = /^\d{10}\.\d{6}$/;
export const messageTs = z.string().regex(MESSAGE_TS);
const stamp = z.string().regex(/^\d{1,10}(\.\d{1,6})?$/);
const occurred = z.object({ event_ts: stamp.optional() });

/** `1718031112.000200` → 1718031112000200, exactly. */
export function micros(ts: string): number {
  const [seconds = "", fraction = ""] = ts.split(".");
  return Number(seconds + fraction.padEnd(6, "0"));
}

/** When a message was posted, by its `ts`; null when it cannot be one. */
export function postedMs(ts: string): number | null {
  return MESSAGE_TS.test(ts) ? Math.floor(micros(ts) / 1_000) : null;
}

/** Whether these can be the ids of a message. */
export function isMessageId({ channel, message }: Pick<Message, "channel" | "message">): boolean {
  return id.safeParse(channel).success && MESSAGE_TS.test(message);
}

export function toChannel(us: Ourselves, channel: string): Channel {
  return { platform: "slack", workspace: us.team, channel };
}

export function toMessage(us: Ourselves, channel: string, ts: string): Message {
  return { ...toChannel(us, channel), message: ts };
}

export function toPerson(us: Ourselves, user: string): Person {
  return `slack:${us.team}:${user}`;
}

/** The bare user id; null when this is not a person of our workspace. */
export function userOf(us: Ourselves, person: Person): string | null {
  const prefix = toPerson(us, "");
  return person.startsWith(prefix) ? person.slice(prefix.length) : null;
}

type Read = (event: unknown, us: Ourselves, unicode: Unicode) => SourceEvent | null;

const reactionEvent = z.object({
  type: z.enum(["reaction_added", "reaction_removed"]),
  user: id,
  reaction: emojiName,
  item: z.looseObject({ type: z.string() }),
  event_ts: stamp,
});
const messageItem = z.object({ channel: id, ts: messageTs });

const reaction: Read = (event, us, unicode) => {
  const { type, user, reaction: name, item, event_ts } = reactionEvent.parse(event);
  if (item.type !== "message" || user === us.user) return null;
  const { channel, ts } = messageItem.parse(item);
  return {
    kind: type === "reaction_added" ? "added" : "removed",
    message: toMessage(us, channel, ts),
    person: toPerson(us, user),
    name,
    emoji: unicode(name),
    via: "reaction",
    atUs: micros(event_ts),
    id: null,
  };
};

const metadata = z.looseObject({ event_type: z.string(), event_payload: z.unknown() });
const declaration = z.object({ link: z.string().min(1), target: z.unknown() });

function declared(us: Ourselves, channel: string, ts: string, said: z.infer<typeof metadata>): SourceEvent | null {
  if (said.event_type !== METADATA_EVENT_TYPE) return null;
  const { link, target } = declaration.parse(said.event_payload);
  return { kind: "declared", message: toMessage(us, channel, ts), link, target };
}

const metadataPosted = z.object({ channel_id: id, message_ts: messageTs, user_id: id.nullish(), bot_id: id.nullish(), metadata });

const posted: Read = (event, us) => {
  const { channel_id, message_ts, user_id, bot_id, metadata: said } = metadataPosted.parse(event);
  return isUs(us, user_id, bot_id) ? null : declared(us, channel_id, message_ts, said);
};

const messageEvent = z.object({
  subtype: z.string().optional(),
  channel: id,
  user: id.nullish(),
  bot_id: id.nullish(),
  ts: messageTs.optional(),
  deleted_ts: messageTs.optional(),
  event_ts: stamp.optional(),
  metadata: metadata.nullish(),
  message: z.looseObject({ ts: messageTs.optional(), subtype: z.string().optional() }).optional(),
});

const message: Read = (event, us) => {
  const { subtype, channel, user, bot_id, ts, deleted_ts, event_ts, metadata: said, message: changed } = messageEvent.parse(event);
  // A deleted message that has replies stays as a tombstone, and that is told as a change.
  const deletedTs =
    subtype === "message_deleted" ? messageTs.parse(deleted_ts) : changed?.subtype === "tombstone" ? messageTs.parse(changed.ts) : null;
  if (deletedTs !== null) {
    return { kind: "deleted", message: toMessage(us, channel, deletedTs), atUs: event_ts === undefined ? null : micros(event_ts) };
  }
  return said && !isUs(us, user, bot_id) ? declared(us, channel, messageTs.parse(ts), said) : null;
};

export function isUs(us: Ourselves, user: string | null | undefined, bot: string | null | undefined): boolean {
  return user === us.user || (us.bot !== null && bot === us.bot);
}

const channelEvent = occurred.extend({ channel: id });

function left(reason: LeftEvent["reason"]): Read {
  return (event, us) => {
    const { channel, event_ts } = channelEvent.parse(event);
    return { kind: "left", channel: toChannel(us, channel), reason, atUs: event_ts === undefined ? null : micros(event_ts) };
  };
}

const shared: Read = (event, us) => {
  const { channel } = channelEvent.parse(event);
  return { kind: "shared", channel: toChannel(us, channel) };
};

const unsharedEvent = channelEvent.extend({ is_ext_shared: z.boolean() });

const unshared: Read = (event, us) => {
  const { channel, is_ext_shared } = unsharedEvent.parse(event);
  return { kind: is_ext_shared ? "shared" : "unshared", channel: toChannel(us, channel) };
};

/** The channel that an event is about; null where it is about none. */
export function channelOf(event: SourceEvent): Channel | null {
  if (event.kind === "gap") return null;
  if ("channel" in event) return event.channel;
  const { platform, workspace, channel } = event.message;
  return { platform, workspace, channel };
}

const member = z.object({ user: id });
const weLeft = left("removed");

// Which of `channel_left` and `member_left_channel` tells that our bot was removed differs; both may come.
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["reaction_added", reaction],
  ["reaction_removed", reaction],
  ["message", message],
  ["message_metadata_posted", posted],
  ["channel_archive", left("archived")],
  ["group_archive", left("archived")],
  ["channel_deleted", left("deleted")],
  ["group_deleted", left("deleted")],
  ["channel_left", weLeft],
  ["group_left", weLeft],
  ["member_left_channel", (event, us, unicode) => (member.parse(event).user === us.user ? weLeft(event, us, unicode) : null)],
  ["channel_shared", shared],
  ["channel_unshared", unshared],
  ["app_rate_limited", () => ({ kind: "gap", reason: "Slack held events back: more than 30,000 in an hour" })],
]);

/** What an Events API event means to the bridge; null when nothing. Throws a ZodError when it is malformed. */
export function toEvent(event: { readonly type: string }, us: Ourselves, unicode: Unicode): SourceEvent | null {
  return READERS.get(event.type)?.(event, us, unicode) ?? null;
}

const revokedEvent = z.object({ tokens: z.object({ bot: z.array(id).nullish() }) });

type Refusal = (event: unknown, us: Ourselves) => string | null;

// These tell of ourselves: our token is good for nothing from then on.
const REFUSALS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ["app_uninstalled", () => "account_inactive"],
  ["tokens_revoked", (event, us) => (revokedEvent.parse(event).tokens.bot?.includes(us.user) ? "token_revoked" : null)],
]);

/** Why Slack will refuse our bot token, as it names it, when an event tells so; else null. Throws a ZodError when it is malformed. */
export function refusalIn(event: { readonly type: string }, us: Ourselves): string | null {
  return REFUSALS.get(event.type)?.(event, us) ?? null;
}

const reactionsAnswer = z.object({
  message: z.object({
    reactions: z.array(z.object({ name: z.string().min(1), users: z.array(id), count: z.number().int() })).optional(),
  }),
});

/** The names in a `reactions.get` answer. */
export function namesIn(answer: unknown): readonly string[] {
  return (reactionsAnswer.parse(answer).message.reactions ?? []).map(({ name }) => name);
}

/** `reactions.get`: a list of people may be cut short, its `count` is right. */
export function toReading(answer: unknown, atUs: number, us: Ourselves, unicode: Unicode): Reading {
  const reactions = reactionsAnswer.parse(answer).message.reactions ?? [];
  return {
    reactions: reactions.flatMap(({ name, users }) =>
      users.filter((user) => user !== us.user).map((user) => ({ person: toPerson(us, user), name, emoji: unicode(name) })),
    ),
    incomplete: reactions.filter(({ users, count }) => new Set(users).size < count).map(({ name }) => name),
    atUs,
  };
}

/** `&`, `<` and `>` are the only characters that Slack gives a meaning before formatting. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Where a payload is malformed, without its values. */
export function flawOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) throw error;
  return error.issues.map((issue) => `${issue.path.join(".") || "(payload)"}: ${issue.code}`).join(", ");
}
