import { drawMembership } from "./drawn.ts";
import { drawMessage } from "./drawn-message.ts";
import { refusal } from "./errors.ts";
import { may } from "./permissions.ts";
import { type AllowedMentions, pingsOf } from "./pings.ts";
import type { Attachment, Channel, FromInteraction, Message, Person, Webhook, World } from "./state.ts";
import { isDirect, placeOf, tellIn } from "./told.ts";

export interface Draft {
  /** The first message of a post in a forum has the post's id. */
  readonly id?: string;
  readonly author: Person;
  readonly content?: string;
  readonly embeds?: Message["embeds"];
  readonly components?: Message["components"];
  readonly attachments?: readonly Omit<Attachment, "id">[];
  readonly flags?: number;
  readonly type?: number;
  readonly nonce?: string | number | null;
  /** The message that it answers, or that it was made from. */
  readonly reference?: Message | null;
  /** Null: nothing was said about it, and everybody who is mentioned is told. */
  readonly allowed?: AllowedMentions | null;
  readonly webhook?: Webhook | null;
  readonly avatarUrl?: string | null;
  readonly interaction?: FromInteraction | null;
  readonly onlyFor?: Person | null;
  readonly extra?: Message["extra"];
}

export interface Edit {
  readonly content?: string | undefined;
  readonly embeds?: Message["embeds"] | undefined;
  readonly components?: Message["components"] | undefined;
  readonly attachments?: Message["attachments"] | undefined;
  readonly flags?: number | undefined;
}

const HAS_THREAD = 1 << 5;
const REPLY = 19;

/** Messages, and what our app is told of them. */
export function createMessages(world: World) {
  function shape(message: Message, channel: Channel) {
    const member = message.webhookId === null && !isDirect(channel) ? world.members.get(message.author.id) : undefined;
    const more = { ...placeOf(world, channel), ...(member && { member: drawMembership(member) }) };
    return [
      { ...drawMessage(world, message), ...more },
      { ...drawMessage(world, message, { bare: true }), ...more },
    ] as const;
  }
  function announce(t: string, message: Message, channel: Channel): void {
    if (message.onlyFor === null) tellIn(world, channel, "message", t, ...shape(message, channel));
  }

  function post(channel: Channel, draft: Draft): Message {
    const { author, content = "", reference = null, webhook = null, onlyFor = null, interaction = null } = draft;
    const { allowed = null, attachments = [], embeds = [], components = [], avatarUrl = null, nonce = null } = draft;
    const answers = reference !== null && (draft.type ?? REPLY) === REPLY;
    const mayMentionEveryone = webhook !== null || may(world, author.id, channel, "MentionEveryone");
    const { people, roles } = world;
    const pings = pingsOf({ content, allowed, answered: answers ? reference.author : null, mayMentionEveryone, people, roles });
    const message: Message = {
      ...{
        id: draft.id ?? world.id(),
        channelId: channel.id,
        type: draft.type ?? (answers ? REPLY : 0),
        author,
        webhookId: webhook?.id ?? null,
      },
      ...{ avatarUrl, content, embeds, components, flags: draft.flags ?? 0, nonce, interaction, onlyFor, pings, deleted: false },
      applicationId: webhook?.applicationId ?? (author.id === world.bot.id ? world.applicationId : null),
      attachments: attachments.map((file) => ({ ...file, id: world.id() })),
      reference: reference && { channelId: reference.channelId, messageId: reference.id },
      extra: draft.extra ?? {},
      editedAt: null,
      reactions: new Map(),
    };
    channel.messages.set(message.id, message);
    if (channel.thread) {
      channel.thread.sent += 1;
      channel.thread.archived = false;
    }
    announce("MESSAGE_CREATE", message, channel);
    return message;
  }

  function edit(message: Message, changes: Edit): void {
    const { content = message.content, embeds = message.embeds, components = message.components, flags = message.flags } = changes;
    Object.assign(message, { content, embeds, components, flags, attachments: changes.attachments ?? message.attachments });
    message.editedAt = new Date(world.now()).toISOString();
    announce("MESSAGE_UPDATE", message, channelOf(message));
  }

  /** Whoever deletes one, several at once are told as one. */
  function remove(...messages: readonly Message[]): void {
    const shown = messages.filter(({ onlyFor }) => onlyFor === null);
    for (const message of messages) message.deleted = true;
    const [first] = shown;
    if (first === undefined) return;
    const channel = channelOf(first);
    const where = { channel_id: channel.id, ...placeOf(world, channel) };
    const ids = shown.map(({ id }) => id);
    if (ids.length === 1) tellIn(world, channel, "message", "MESSAGE_DELETE", { id: first.id, ...where });
    else tellIn(world, channel, "message", "MESSAGE_DELETE_BULK", { ids, ...where });
  }

  /** A thread was made from it. */
  function hasThread(message: Message): void {
    message.flags |= HAS_THREAD;
    announce("MESSAGE_UPDATE", message, channelOf(message));
  }

  function channelOf({ channelId }: Message): Channel {
    const channel = world.channels.get(channelId);
    if (channel === undefined) throw refusal("unknownChannel");
    return channel;
  }

  function find(channel: Channel, id: string): Message {
    const message = channel.messages.get(id);
    if (message === undefined || message.deleted || message.onlyFor !== null) throw refusal("unknownMessage");
    return message;
  }

  return { post, edit, remove, hasThread, channelOf, find };
}

export type Messages = ReturnType<typeof createMessages>;
