import { z } from "zod";
import type { LeftEvent, OwnEvent, SourceEvent } from "../../domain/event.ts";
import type { CustomNames } from "./emoji.ts";
import { id, type Ourselves, type Place, toChannel, toMessage, toPerson } from "./ids.ts";

/** Something that a dispatch tells of: where, and what it is once the place is known. */
export interface Told {
  /** The channel or thread, and the server; null for direct messages. */
  readonly channel: string;
  readonly workspace: string | null;
  /** What must keep its order, and nothing else: a message, or a channel. */
  readonly lane: string;
  readonly events: (place: Place) => readonly SourceEvent[];
}

const somewhere = z.object({ channel_id: id, guild_id: id.nullish() });
const onMessage = somewhere.extend({ message_id: id });
/** Of a custom emoji that was deleted, the name is gone. */
const emoji = z.object({ id: id.nullish(), name: z.string().max(100).nullish() }).refine((one) => one.id != null || !!one.name);
const reaction = onMessage.extend({ user_id: id, emoji });
const ofEmoji = onMessage.extend({ emoji });
const deleted = somewhere.extend({ id });
const deletedBulk = somewhere.extend({ ids: z.array(id).max(1_000) });

type Read = (data: unknown, us: Ourselves, names: CustomNames) => Told | null;

const about = ({ channel_id, guild_id }: z.infer<typeof somewhere>, message: string) => ({
  channel: channel_id,
  workspace: guild_id ?? null,
  lane: `${channel_id} ${message}`,
});

/** Super reactions (`burst`, `type` 1) are the emoji like any other. */
function reacted(kind: "added" | "removed"): Read {
  return (data, us, names) => {
    const read = reaction.parse(data);
    const named = names.read(read.emoji);
    if (read.user_id === us.user) return own(kind === "added" ? "add" : "remove", read, named.emoji);
    const all = kind === "added" ? [named] : names.ever(read.emoji);
    return {
      ...about(read, read.message_id),
      events: (place) =>
        all.map((one) => ({
          ...{ kind, message: toMessage(place, read.message_id), person: toPerson(place.workspace, read.user_id), ...one },
          ...{ via: "reaction", atUs: null, id: null },
        })),
    };
  };
}

/** Our bot shows no custom emoji. */
function own(op: OwnEvent["op"], read: z.infer<typeof onMessage>, emoji: OwnEvent["emoji"]): Told | null {
  if (emoji === null) return null;
  return { ...about(read, read.message_id), events: (place) => [{ kind: "own", op, message: toMessage(place, read.message_id), emoji }] };
}

/** No dispatch of its own tells of each reaction that goes by these, and ours goes with them. */
const cleared: Read = (data) => {
  const read = onMessage.parse(data);
  const gone = { kind: "cleared", person: null, name: null, atUs: null, id: null } as const;
  return {
    ...about(read, read.message_id),
    events(place) {
      const message = toMessage(place, read.message_id);
      return [
        { ...gone, message },
        { kind: "own", op: "remove", message, emoji: null },
      ];
    },
  };
};

const clearedOfEmoji: Read = (data, _, names) => {
  const read = ofEmoji.parse(data);
  const all = names.ever(read.emoji);
  const unicode = all[0]?.emoji ?? null;
  const gone = { kind: "cleared", person: null, atUs: null, id: null } as const;
  return {
    ...about(read, read.message_id),
    events(place) {
      const message = toMessage(place, read.message_id);
      const ours = unicode === null ? [] : [{ kind: "own", op: "remove", message, emoji: unicode } as const];
      return [...all.map(({ name }) => ({ ...gone, name, message })), ...ours];
    },
  };
};

const messageDeleted: Read = (data) => {
  const read = deleted.parse(data);
  return { ...about(read, read.id), events: (place) => [{ kind: "deleted", message: toMessage(place, read.id), atUs: null }] };
};

const messagesDeleted: Read = (data) => {
  const read = deletedBulk.parse(data);
  const events = (place: Place) => read.ids.map((each) => ({ kind: "deleted", message: toMessage(place, each), atUs: null }) as const);
  return { ...about(read, read.ids[0] ?? ""), events };
};

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["MESSAGE_REACTION_ADD", reacted("added")],
  ["MESSAGE_REACTION_REMOVE", reacted("removed")],
  ["MESSAGE_REACTION_REMOVE_ALL", cleared],
  ["MESSAGE_REACTION_REMOVE_EMOJI", clearedOfEmoji],
  ["MESSAGE_DELETE", messageDeleted],
  ["MESSAGE_DELETE_BULK", messagesDeleted],
]);

/** What a dispatch tells of a message; null when nothing, or of ourselves. Throws a ZodError when it is malformed. */
export function toTold(type: string, data: unknown, us: Ourselves, names: CustomNames): Told | null {
  return READERS.get(type)?.(data, us, names) ?? null;
}

const channelGone = z.object({ id, guild_id: id.nullish() });
const threadChanged = channelGone.extend({ thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean().nullish() }).nullish() });
const guildGone = z.object({ id, unavailable: z.boolean().nullish() });

/** What a dispatch tells of a channel that links may name. */
export interface Left {
  readonly channels: readonly { readonly workspace: string; readonly channel: string }[];
  readonly reason: LeftEvent["reason"];
}

/**
 * Channels that are there no more, or no more for us; null when a dispatch tells of none. Throws a ZodError when it is malformed. `within`:
 * the channels of a server.
 */
export function toLeft(type: string, data: unknown, within: (workspace: string) => readonly string[]): Left | null {
  switch (type) {
    case "CHANNEL_DELETE":
    case "THREAD_DELETE": {
      const { id: channel, guild_id } = channelGone.parse(data);
      return { channels: guild_id == null ? [] : [{ workspace: guild_id, channel }], reason: "deleted" };
    }
    case "THREAD_UPDATE": {
      const { id: channel, guild_id, thread_metadata } = threadChanged.parse(data);
      // Threads are archived by themselves when they are quiet, and come back with the next message: only a locked one stays shut.
      const isShut = thread_metadata?.archived === true && thread_metadata.locked === true;
      return isShut && guild_id != null ? { channels: [{ workspace: guild_id, channel }], reason: "archived" } : null;
    }
    case "GUILD_DELETE": {
      const { id: workspace, unavailable } = guildGone.parse(data);
      // An outage of Discord's: the server comes back.
      if (unavailable === true) return null;
      return { channels: within(workspace).map((channel) => ({ workspace, channel })), reason: "removed" };
    }
    default:
      return null;
  }
}

export function leftEvents({ channels, reason }: Left): readonly LeftEvent[] {
  return channels.map((where) => ({ kind: "left", channel: toChannel(where), reason, atUs: null }));
}
