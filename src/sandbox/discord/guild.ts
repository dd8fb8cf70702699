import type { Channels } from "./channels.ts";
import { emojiPressed } from "./emoji.ts";
import { refusal } from "./errors.ts";
import type { Members } from "./members.ts";
import type { Draft, Messages } from "./messages.ts";
import type { Permission } from "./permissions.ts";
import type { Reactions } from "./reactions.ts";
import { type Channel, KINDS, type Message, type Person, type Role, type Webhook, type World } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

type Kind = "text" | "announcement" | "forum" | "category" | "voice";

/** What people do in the guild and in their direct messages with our app, and what can be seen of it. */
export function createGuild(
  world: World,
  parts: {
    readonly members: Members;
    readonly messages: Messages;
    readonly channels: Channels;
    readonly reactions: Reactions;
    readonly webhooks: Webhooks;
  },
) {
  const { members, messages, channels, reactions, webhooks: hooks } = parts;

  /** As somebody wrote it, its name among the guild's emoji included. */
  const shownAs = ({ id, name }: { readonly id: string | null; readonly name: string }) => (id === null ? name : `${name}:${id}`);

  return {
    id: world.guildId,
    bot: world.bot,
    ownerId: world.ownerId,
    applicationId: world.applicationId,
    people: world.people,
    roles: world.roles,
    channels: world.channels,
    emojis: world.emojis,
    webhooks: world.webhooks,
    everyone: members.everyone,
    role: members.role,
    changeRole: members.changeRole,
    deleteRole: members.deleteRole,
    emoji: members.emoji,
    renameEmoji: members.renameEmoji,
    deleteEmoji: members.deleteEmoji,
    changeMember: members.changeMember,
    /** Takes somebody out of the guild; when it is our app, it hears that the guild is gone. */
    leave: members.leave,
    invite: members.invite,
    outage: members.outage,
    /** Somebody in the guild. */
    member(name: string, { roles = [] as readonly Role[], bot = false, nick = null as string | null, id = world.id() } = {}): Person {
      const person = members.person(name, { bot, id });
      members.join(person, roles, nick);
      return person;
    },
    /** Somebody outside it. */
    stranger: (name: string): Person => members.person(name),
    channel: (name: string, { kind = "text" as Kind, parent = null as Channel | null, topic = null as string | null } = {}): Channel =>
      channels.open(name, { type: KINDS[kind], parent, topic }),
    changeChannel: channels.change,
    deleteChannel: channels.remove,
    /** In a channel, what a member or a role may and may not beyond what they may everywhere. */
    overwrite: (channel: Channel, whom: Person | Role, { allow = [] as readonly Permission[], deny = [] as readonly Permission[] }) =>
      channels.overwrite(channel, whom, allow, deny),
    /** Of a message, or of none. */
    thread: (by: Person, place: Message | Channel, name: string, { isPrivate = false } = {}): Channel =>
      "messages" in place ? channels.thread(place, name, by, null, isPrivate) : channels.thread(messages.channelOf(place), name, by, place),
    /** One that a person makes in the settings, or our app's own; and its end. */
    webhook: (channel: Channel, name: string, { by = world.people.get(world.ownerId) ?? world.bot } = {}): Webhook =>
      hooks.add(channel, name, by),
    deleteWebhook: hooks.remove,
    /** Where somebody and our app are alone. */
    dm: (person: Person): Channel => channels.direct(person),
    post(
      person: Person,
      content: string,
      { channel, ...more }: { readonly channel: Channel } & Partial<Omit<Draft, "author" | "content">>,
    ): Message {
      return messages.post(channel, { ...more, author: person, content });
    },
    edit: (message: Message, content: string): void => messages.edit(message, { content }),
    deleteMessage: (...gone: readonly Message[]): void => messages.remove(...gone),
    /** `👍`, the name of one of the guild's emoji, or `<:name:id>` of another guild's. */
    react: (person: Person, message: Message, emoji: string, { burst = false } = {}): void =>
      reactions.add(person, message, emojiPressed(world, emoji), burst),
    unreact: (person: Person, message: Message, emoji: string, { burst = false } = {}): void =>
      reactions.remove(person, message, emojiPressed(world, emoji), burst),
    /** A moderator takes all reactions away, or all of one emoji. */
    clear: reactions.clear,
    clearEmoji: (message: Message, emoji: string): void => reactions.clearEmoji(message, emojiPressed(world, emoji)),
    /** From now on this person blocks our app, or takes no direct messages; or again. */
    block: (person: Person, on = true): void => void (on ? world.blocking.add(person.id) : world.blocking.delete(person.id)),
    closeDms: (person: Person, on = true): void => void (on ? world.closed.add(person.id) : world.closed.delete(person.id)),
    grant: members.permit,

    /** Emoji (`👍`, or `name:id`) → the ids of those who hold it, super reactions too, our app included. */
    shown: (message: Message): ReadonlyMap<string, readonly string[]> =>
      new Map([...message.reactions.values()].map(({ emoji, normal, burst }) => [shownAs(emoji), [...new Set([...normal, ...burst])]])),
    /** What everybody sees there, oldest first. */
    messages: (channel: Channel): readonly Message[] =>
      [...channel.messages.values()].filter(({ deleted, onlyFor }) => !deleted && onlyFor === null),
    message(id: string): Message {
      const found = [...world.channels.values()].map((channel) => channel.messages.get(id)).find((one) => one !== undefined);
      if (found === undefined) throw refusal("unknownMessage");
      return found;
    },
    /** What our app wrote to somebody alone: in their direct messages. */
    dms: (person: Person): readonly Message[] =>
      [...channels.direct(person).messages.values()].filter(({ author, deleted }) => author.id === world.bot.id && !deleted),
    /** Everybody whom our app or a webhook of its has notified, wherever and whenever: ids, `everyone`, `here`. */
    get pings(): readonly string[] {
      const all = [...world.channels.values()].flatMap((channel) => [...channel.messages.values()]);
      return all
        .filter(({ applicationId, onlyFor }) => applicationId === world.applicationId && onlyFor === null)
        .flatMap((message) => message.pings);
    },
  };
}

export type Guild = ReturnType<typeof createGuild>;
