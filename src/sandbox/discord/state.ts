export interface Person {
  readonly id: string;
  /** The name in the address; `displayName` is what others read. */
  readonly name: string;
  readonly displayName: string | null;
  readonly bot: boolean;
}

export interface Role {
  readonly id: string;
  name: string;
  permissions: bigint;
  mentionable: boolean;
  readonly managed: boolean;
}

export interface Member {
  readonly person: Person;
  nick: string | null;
  readonly roles: Set<string>;
  readonly joinedAt: string;
}

export interface CustomEmoji {
  readonly id: string;
  name: string;
  readonly animated: boolean;
}

/** What a reaction is named by: an emoji of Unicode has no id. */
export interface NamedEmoji {
  readonly id: string | null;
  readonly name: string;
  readonly animated?: boolean;
}

export interface Reaction {
  readonly emoji: NamedEmoji;
  /** Who holds it, in the order in which they pressed. */
  readonly normal: string[];
  /** Who holds it as a super reaction. */
  readonly burst: string[];
}

export interface Thread {
  archived: boolean;
  locked: boolean;
  readonly ownerId: string;
  readonly members: Set<string>;
  sent: number;
}

/** What a channel is, in Discord's numbers. */
export const KINDS = {
  text: 0,
  dm: 1,
  voice: 2,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  thread: 11,
  privateThread: 12,
  forum: 15,
};

export interface Channel {
  readonly id: string;
  readonly type: number;
  name: string;
  topic: string | null;
  /** The category of a channel, or the channel of a thread. */
  readonly parentId: string | null;
  readonly thread: Thread | null;
  /** Of a direct message; empty in a guild. */
  readonly recipients: readonly Person[];
  /** Role or member → what it is allowed and denied here. */
  readonly overwrites: Map<string, [allow: bigint, deny: bigint]>;
  readonly messages: Map<string, Message>;
  /** The messages that are pinned, and when that was, as Discord writes it; the oldest first. */
  readonly pins: Map<string, string>;
}

/** How a message stands to an interaction. */
export interface FromInteraction {
  readonly id: string;
  readonly type: number;
  readonly user: Person;
}

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly type: number;
  /** Of a webhook, what it called itself. */
  readonly author: Person;
  readonly webhookId: string | null;
  readonly avatarUrl: string | null;
  /** The application that sent it, also through a webhook of its own. */
  readonly applicationId: string | null;
  content: string;
  embeds: readonly Readonly<Record<string, unknown>>[];
  components: readonly Readonly<Record<string, unknown>>[];
  attachments: readonly Attachment[];
  flags: number;
  readonly nonce: string | number | null;
  /** What it answers or was made from. */
  readonly reference: { readonly channelId: string; readonly messageId: string } | null;
  readonly interaction: FromInteraction | null;
  /** What else Discord writes of it: stickers, a poll, what was forwarded. */
  readonly extra: Readonly<Record<string, unknown>>;
  editedAt: string | null;
  /** Whom it mentioned so that they were told: people and roles by their ids, `everyone`, `here`. */
  readonly pings: readonly string[];
  /** By the emoji, or the id of a custom one. */
  readonly reactions: Map<string, Reaction>;
  /** The only one who sees it. */
  readonly onlyFor: Person | null;
  deleted: boolean;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

export interface Webhook {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  readonly name: string;
  readonly avatar: string | null;
  /** Whose it is; null when a person made it in the settings. */
  readonly applicationId: string | null;
  readonly by: Person;
}

/** Something that our app may be told of, if a session asked for any of `intents`; 0 for what everybody is told. */
export interface Dispatch {
  readonly t: string;
  readonly d: object;
  readonly intents: number;
  /** In its place where the session may not read what messages say. */
  readonly bare?: object;
}

/** One guild, everybody's direct messages with our app, and what is true of them. */
export interface World {
  readonly now: () => number;
  readonly id: () => string;
  readonly guildId: string;
  readonly applicationId: string;
  readonly bot: Person;
  readonly ownerId: string;
  /** What the application's page at Discord grants it: the privileged intents. */
  readonly granted: number;
  readonly people: Map<string, Person>;
  readonly members: Map<string, Member>;
  readonly roles: Map<string, Role>;
  readonly channels: Map<string, Channel>;
  readonly emojis: Map<string, CustomEmoji>;
  readonly webhooks: Map<string, Webhook>;
  /** Who blocked our app, and who takes no direct messages. */
  readonly blocking: Set<string>;
  readonly closed: Set<string>;
  /** The guild cannot be reached: an outage at Discord. */
  unavailable: boolean;
  emit(dispatch: Dispatch): void;
}

/** What the API answers in place of a result. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: number;
  readonly errors: object | undefined;

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}
