import { drawChannel } from "./drawn.ts";
import { refusal } from "./errors.ts";
import type { Messages } from "./messages.ts";
import { bitsOf, type Permission } from "./permissions.ts";
import { type Channel, KINDS, type Message, type Person, type Role, type World } from "./state.ts";
import { tell } from "./told.ts";

const THREAD_CREATED = 18;
const THREAD_STARTER = 21;

/** Channels, threads and direct messages. */
export function createChannels(world: World, messages: Messages) {
  function make(channel: Omit<Channel, "messages" | "overwrites" | "pins">): Channel {
    const made = { ...channel, overwrites: new Map(), messages: new Map(), pins: new Map() };
    world.channels.set(made.id, made);
    return made;
  }

  function open(name: string, { type = KINDS.text, parent = null as Channel | null, topic = null as string | null } = {}): Channel {
    const plain = { thread: null, recipients: [], parentId: parent?.id ?? null };
    const channel = make({ id: world.id(), type, name, topic, ...plain });
    tell(world, "CHANNEL_CREATE", drawChannel(world, channel));
    return channel;
  }

  function change(
    channel: Channel,
    changes: Partial<Pick<Channel, "name" | "topic">> & { archived?: boolean | undefined; locked?: boolean | undefined },
  ): void {
    const { name = channel.name, topic = channel.topic } = changes;
    Object.assign(channel, { name, topic });
    if (channel.thread) Object.assign(channel.thread, { ...channel.thread, ...stateOf(changes) });
    tell(world, channel.thread ? "THREAD_UPDATE" : "CHANNEL_UPDATE", drawChannel(world, channel));
  }

  function overwrite(channel: Channel, whom: Person | Role, allow: readonly Permission[], deny: readonly Permission[]): void {
    channel.overwrites.set(whom.id, [bitsOf(allow), bitsOf(deny)]);
    tell(world, "CHANNEL_UPDATE", drawChannel(world, channel));
  }

  /** With everything in it; its threads go along without a word about them. */
  function remove(channel: Channel): void {
    world.channels.delete(channel.id);
    for (const { id, parentId, thread } of world.channels.values()) if (thread && parentId === channel.id) world.channels.delete(id);
    const { id, parentId, type } = channel;
    if (channel.thread) tell(world, "THREAD_DELETE", { id, parent_id: parentId, type });
    else tell(world, "CHANNEL_DELETE", drawChannel(world, channel));
  }

  /** From a message its id is the thread's, and it says that it has one; without one the channel says that there is a thread. */
  function thread(parent: Channel, name: string, by: Person, from: Message | null = null, isPrivate = false): Channel {
    if (from !== null && world.channels.has(from.id)) throw refusal("hasThread");
    const open = parent.type === KINDS.announcement ? KINDS.announcementThread : KINDS.thread;
    const state = { archived: false, locked: false, ownerId: by.id, members: new Set([by.id, world.bot.id]), sent: 0 };
    const type = isPrivate ? KINDS.privateThread : open;
    const made = make({ id: from?.id ?? world.id(), type, name, topic: null, parentId: parent.id, thread: state, recipients: [] });
    if (parent.type === KINDS.forum) announce(made);
    else if (from === null) {
      announce(made);
      if (!isPrivate) messages.post(parent, { author: by, content: name, type: THREAD_CREATED });
    } else {
      messages.hasThread(from);
      announce(made);
      messages.post(made, { author: from.author, type: THREAD_STARTER, reference: from });
      state.sent = 0;
    }
    return made;
  }
  function announce(made: Channel): void {
    tell(world, "THREAD_CREATE", { ...drawChannel(world, made), newly_created: true });
  }

  function direct(person: Person): Channel {
    const known = [...world.channels.values()].find(({ recipients }) => recipients.some(({ id }) => id === person.id));
    return known ?? make({ id: world.id(), type: KINDS.dm, name: "", topic: null, parentId: null, thread: null, recipients: [person] });
  }

  function find(id: string): Channel {
    const channel = world.channels.get(id);
    if (channel === undefined) throw refusal("unknownChannel");
    return channel;
  }

  return { open, change, overwrite, remove, thread, direct, find };
}

function stateOf({ archived, locked }: { readonly archived?: boolean | undefined; readonly locked?: boolean | undefined }) {
  return { ...(archived !== undefined && { archived }), ...(locked !== undefined && { locked }) };
}

export type Channels = ReturnType<typeof createChannels>;
