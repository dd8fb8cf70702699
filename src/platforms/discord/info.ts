/** The version of Discord's API and gateway that everything here is written for. */
export const API_VERSION = "10";

/** Without a valid one, Cloudflare turns requests away before Discord sees them (docs.discord.com, Reference, User Agent). */
export const USER_AGENT = "DiscordBot (https://discord.js.org, 14.28.1)";

/** How long Discord may take to answer one call, in milliseconds. */
export const CALL_TIMEOUT_MS = 5_000;

/** How long what Discord said about a person, a role or a webhook is believed, in milliseconds. */
export const LOOKUP_TTL_MS = 10 * 60_000;

/** A bot may begin one session in so long (docs.discord.com, Gateway, Rate Limiting). */
export const IDENTIFY_EVERY_MS = 5_000;

/** Where direct messages are, as Discord's own addresses say it. */
export const DIRECT = "@me";

/** What the webhooks are called that the bridge makes: customers' messages appear through them. */
export const WEBHOOK_NAME = "Reacji Bridge";

/** How long a message may be, in characters, and the description of an embed. */
export const MOST_CONTENT = 2_000;
export const MOST_EMBED = 4_096;

/** `flags` of a message: addresses in it show no pictures of where they lead. */
export const SUPPRESS_EMBEDS = 1 << 2;

/** Nobody is told, whatever a message says. */
export const NO_MENTIONS = { parse: [] } as const;

/** Kinds of channels: threads of announcements, public and private ones. */
export const THREADS: readonly number[] = [10, 11, 12];
/** Kinds of channels that hold posts with threads, and no messages: forums and media channels. */
export const FORUMS: readonly number[] = [15, 16];

/** What the bridge needs in a linked channel: permission → its bit, as Discord's settings call it. */
export const PERMISSIONS = {
  "View Channel": 1n << 10n,
  "Read Message History": 1n << 16n,
  "Send Messages": 1n << 11n,
  "Add Reactions": 1n << 6n,
  "Manage Webhooks": 1n << 29n,
  "Create Public Threads": 1n << 35n,
  "Send Messages in Threads": 1n << 38n,
  "Embed Links": 1n << 14n,
  "Pin Messages": 1n << 51n,
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** Without these there is no hearing who reacts, and no reading it afterwards. */
export const NEEDED_PERMISSIONS: readonly Permission[] = ["View Channel", "Read Message History"];

/** Permission → what the bridge does without it. */
export const OPTIONAL_PERMISSIONS: Readonly<Partial<Record<Permission, string>>> = {
  "Send Messages": "nobody can be told anything there, and of customers' messages none appears without a webhook",
  "Add Reactions": "what customers react is not shown as a reaction",
  "Manage Webhooks": "what customers write appears under the app's name, with theirs in its first line",
  "Create Public Threads": "an inbox has no thread for each conversation, and what customers react is told as an answer in the channel",
  "Send Messages in Threads": "nothing is said in threads",
  "Embed Links": "of a customer's long message only the beginning is shown where there is no webhook",
  "Pin Messages": "the channel legend is not pinned",
};

/** `flags` of an application: its page grants it to read what messages say, for many servers or for few. */
export const MESSAGE_CONTENT_GRANTS = (1 << 18) | (1 << 19);

/** The address at which somebody invites the bot to a server, with all that the bridge needs there. */
export function inviteUrl(application: string): string {
  const permissions = Object.values(PERMISSIONS).reduce((all, bit) => all | bit, 0n);
  const query = new URLSearchParams({ client_id: application, scope: "bot applications.commands", permissions: String(permissions) });
  return `https://discord.com/oauth2/authorize?${query}`;
}
