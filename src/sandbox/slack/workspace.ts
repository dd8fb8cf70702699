import { fromSlackName } from "../../names/index.ts";
import { authorOf, restOf } from "./drawn.ts";
import {
  type Bot,
  type Conversation,
  createStamps,
  type Group,
  type PostedMessage,
  Refusal,
  type Told,
  type User,
  type UserKind,
} from "./state.ts";

/** An event as the Events API tells it, without its envelope. */
export type SlackEvent = { readonly type: string; readonly event_ts: string } & Readonly<Record<string, unknown>>;

const MOST_EMOJI = 50;
const MOST_BY_ONE = 23;

/** A workspace and what its people do in it. What our app would be told goes to `emit`. Throws a Refusal where Slack refuses. */
export function createWorkspace(options: {
  readonly team: string;
  readonly bot: Bot;
  readonly now: () => number;
  /** `sharedChannel`: people of another organization are in the channel that it is about. */
  readonly emit: (event: SlackEvent, sharedChannel: boolean) => void;
}) {
  const { team, bot } = options;
  const stamp = createStamps(options.now);
  const users = new Map<string, User>();
  const conversations = new Map<string, Conversation>();
  const emoji = new Map<string, string>();
  const groups: Group[] = [];
  const ephemerals: Told[] = [];

  function tell(channel: Conversation, event: { readonly type: string } & Readonly<Record<string, unknown>>): void {
    if (channel.members.has(bot.user)) options.emit({ ...event, event_ts: stamp() }, channel.shared);
  }
  function emit(event: { readonly type: string } & Readonly<Record<string, unknown>>): void {
    options.emit({ ...event, event_ts: stamp() }, false);
  }

  function conversation(id: string): Conversation {
    const found = conversations.get(id);
    if (!found) throw new Refusal("channel_not_found");
    return found;
  }

  /** Where somebody may act: they are in it, and it is not archived. */
  function room(user: string, id: string): Conversation {
    const found = conversation(id);
    if (found.archived) throw new Refusal("is_archived");
    if (!found.members.has(user)) throw new Refusal("not_in_channel");
    return found;
  }

  function messageIn(channel: Conversation, ts: string): PostedMessage {
    const found = channel.messages.get(ts);
    if (!found) throw new Refusal("message_not_found");
    return found;
  }

  function toggled(type: "reaction_added" | "reaction_removed", user: string, channel: Conversation, message: PostedMessage, name: string) {
    const item = { type: "message", channel: channel.id, ts: message.ts };
    const author = message.bot === null && message.username === null ? { item_user: message.user } : {};
    tell(channel, { type, user, reaction: name, item, ...author });
  }

  addUser("Slackbot", "bot", "USLACKBOT");
  addUser("Reacji Bridge", "bot", bot.user);

  function addUser(name: string, kind: UserKind = "member", id = `U0${name.toUpperCase().replace(/\W/g, "")}`): string {
    users.set(id, { id, name, kind });
    return id;
  }

  return {
    team,
    bot,
    users,
    conversations,
    emoji,
    groups,
    ephemerals,
    conversation,
    room,
    messageIn,
    /** Answers the id, which comes from the name unless it is given. */
    addUser,
    addChannel(id: string, members: Iterable<string> = [...users.keys()]): string {
      conversations.set(id, {
        id,
        name: id.toLowerCase(),
        members: new Set([bot.user, ...members]),
        archived: false,
        shared: false,
        messages: new Map(),
        pins: new Map(),
      });
      return id;
    },
    /** Everybody whom a message of our bot has notified, wherever and whenever. */
    get pings(): readonly string[] {
      return [...conversations.values()].flatMap(({ messages }) => [...messages.values()].flatMap(({ pings }) => pings));
    },
    /** Answers the message's `ts`. */
    post(
      user: string,
      channelId: string,
      text: string,
      more: Partial<Omit<PostedMessage, "ts" | "user" | "text" | "reactions">> = {},
    ): string {
      const { metadata = null, threadTs = null, username = null, bot: app = null, subtype = null, files = 0, blocks = null } = more;
      // An app that is no user posts from outside.
      const channel = app === null ? room(user, channelId) : conversation(channelId);
      const ts = stamp();
      const message = { ts, user, text, threadTs, metadata, username, bot: app, subtype, files, blocks, pings: more.pings ?? [] };
      channel.messages.set(ts, { ...message, reactions: new Map() });
      const said = metadata === null ? {} : { metadata };
      const where = { ts, team, channel: channelId, channel_type: "channel" };
      tell(channel, { type: "message", ...authorOf(message, bot), text, ...where, ...restOf(message), ...said });
      if (metadata !== null) {
        const poster = { app_id: bot.app, user_id: user, team_id: team, ...(user === bot.user ? { bot_id: bot.bot } : {}) };
        tell(channel, { type: "message_metadata_posted", ...poster, channel_id: channelId, message_ts: ts, metadata });
      }
      return ts;
    },
    edit(
      user: string,
      channelId: string,
      ts: string,
      text: string,
      { blocks = null, pings = [] }: Partial<Pick<PostedMessage, "blocks" | "pings">> = {},
    ): void {
      const channel = room(user, channelId);
      const message = messageIn(channel, ts);
      if (message.user !== user || message.bot !== null) throw new Refusal("cant_update_message");
      message.pings = [...message.pings, ...pings];
      const previous = { type: "message", user: message.user, text: message.text, ts };
      message.text = text;
      message.blocks = blocks;
      const changed = { type: "message", user: message.user, text, ts, edited: { user, ts: stamp() } };
      tell(channel, {
        type: "message",
        subtype: "message_changed",
        channel: channelId,
        hidden: true,
        ts: stamp(),
        message: changed,
        previous_message: previous,
      });
    },
    deleteMessage(channelId: string, ts: string): void {
      const channel = conversation(channelId);
      const { user, text } = messageIn(channel, ts);
      channel.messages.delete(ts);
      channel.pins.delete(ts);
      const previous_message = { type: "message", user, text, ts };
      const event = { type: "message", channel: channelId, hidden: true, ts: stamp(), previous_message };
      const answered = [...channel.messages.values()].some(({ threadTs }) => threadTs === ts);
      const tombstone = {
        type: "message",
        subtype: "tombstone",
        user: "USLACKBOT",
        text: "This message was deleted.",
        hidden: true,
        ts,
        thread_ts: ts,
      };
      tell(
        channel,
        answered ? { ...event, subtype: "message_changed", message: tombstone } : { ...event, subtype: "message_deleted", deleted_ts: ts },
      );
    },
    react(user: string, channelId: string, ts: string, name: string): void {
      const channel = room(user, channelId);
      const message = messageIn(channel, ts);
      if (fromSlackName(name) === null && !emoji.has(name)) throw new Refusal("invalid_name");
      const holders = message.reactions.get(name) ?? [];
      if (holders.includes(user)) throw new Refusal("already_reacted");
      if (holders.length === 0 && message.reactions.size >= MOST_EMOJI) throw new Refusal("too_many_emoji");
      if ([...message.reactions.values()].filter((others) => others.includes(user)).length >= MOST_BY_ONE)
        throw new Refusal("too_many_reactions");
      message.reactions.set(name, [...holders, user]);
      toggled("reaction_added", user, channel, message, name);
    },
    unreact(user: string, channelId: string, ts: string, name: string): void {
      const channel = room(user, channelId);
      const message = messageIn(channel, ts);
      const holders = message.reactions.get(name) ?? [];
      if (!holders.includes(user)) throw new Refusal("no_reaction");
      const left = holders.filter((other) => other !== user);
      if (left.length === 0) message.reactions.delete(name);
      else message.reactions.set(name, left);
      toggled("reaction_removed", user, channel, message, name);
    },
    /** Somebody reacts to a file: the same event type, about no message. */
    reactToFile(user: string, name: string): void {
      emit({ type: "reaction_added", user, reaction: name, item: { type: "file", file: "F0SANDBOX" } });
    },
    archive(user: string, channelId: string): void {
      const channel = room(user, channelId);
      channel.archived = true;
      tell(channel, { type: "channel_archive", channel: channelId, user, is_moved: 0 });
    },
    deleteChannel(channelId: string): void {
      const channel = conversation(channelId);
      conversations.delete(channelId);
      tell(channel, { type: "channel_deleted", channel: channelId });
    },
    /** People of another organization come into a channel, or leave it. */
    share(channelId: string, shared = true): void {
      const channel = conversation(channelId);
      channel.shared = shared;
      const event = shared
        ? { type: "channel_shared", connected_team_id: "T0ELSEWHERE" }
        : { type: "channel_unshared", previously_connected_team_id: "T0ELSEWHERE", is_ext_shared: false };
      tell(channel, { ...event, channel: channelId });
    },
    tellUninstalled(): void {
      emit({ type: "app_uninstalled" });
      emit({ type: "tokens_revoked", tokens: { oauth: [], bot: [bot.user] } });
    },
    /** Takes somebody out of a channel; when it is our bot, only it is told, and nothing more after that. */
    kick(actor: string, user: string, channelId: string): void {
      const channel = room(user, channelId);
      const event =
        user === bot.user ? { type: "channel_left", actor_id: actor } : { type: "member_left_channel", user, channel_type: "C", team };
      tell(channel, { ...event, channel: channelId });
      channel.members.delete(user);
    },
    addEmoji(name: string, value: string): void {
      emoji.set(name, value);
      emit({ type: "emoji_changed", subtype: "add", name, value });
    },
    removeEmoji(...names: string[]): void {
      for (const name of names) emoji.delete(name);
      emit({ type: "emoji_changed", subtype: "remove", names });
    },
    renameEmoji(oldName: string, newName: string): void {
      const value = emoji.get(oldName) ?? "";
      emoji.delete(oldName);
      emoji.set(newName, value);
      emit({ type: "emoji_changed", subtype: "rename", old_name: oldName, new_name: newName, value });
    },
  };
}

export type Workspace = ReturnType<typeof createWorkspace>;
