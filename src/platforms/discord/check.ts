import { z } from "zod";
import { createPools } from "../../http/pool.ts";
import { goodbye, isNotThere, plainly } from "./errors.ts";
import { id, isId } from "./ids.ts";
import {
  inviteUrl,
  MESSAGE_CONTENT_GRANTS,
  NEEDED_PERMISSIONS,
  OPTIONAL_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  THREADS,
} from "./info.ts";
import { createRest, type Rest } from "./rest.ts";

export interface DiscordCheckOptions {
  readonly botToken: string;
  readonly apiUrl: string;
  /** The ids of those that the configuration names. */
  readonly channels: readonly string[];
  /** Whether some link sends messages of the team's, or looks for posts in them. */
  readonly readsMessages: boolean;
  /** Whether somebody wants to know which custom emoji there are. */
  readonly readsEmoji: boolean;
}

/** Sentences without secrets: what keeps the bridge from working, and what it does without. */
export interface DiscordChecked {
  readonly wrong: readonly string[];
  readonly lacks: readonly string[];
  /** The names of the custom emoji of the channels' servers; null where nobody asked, or Discord does not say. */
  readonly customEmoji: readonly string[] | null;
}

const ADMINISTRATOR = 1n << 3n;
const ROLE = 0;

const bits = z
  .string()
  .regex(/^\d{1,40}$/)
  .transform(BigInt);
const self = z.object({ id });
const application = z.object({ id, flags: z.int().nullish() });
const channelSchema = z.object({
  id,
  type: z.int(),
  guild_id: id.nullish(),
  parent_id: id.nullish(),
  permission_overwrites: z.array(z.object({ id, type: z.int(), allow: bits, deny: bits })).nullish(),
});
const roles = z.array(z.object({ id, permissions: bits }));
const emojis = z.array(z.object({ name: z.string().nullish() }));
const member = z.object({ roles: z.array(id) });

type Channel = z.infer<typeof channelSchema>;

/** Asks Discord whether it takes the token, and what the bot may where it is to listen. Connects to nothing and posts nothing. */
export async function checkDiscord({
  botToken,
  apiUrl,
  channels,
  readsMessages,
  readsEmoji,
}: DiscordCheckOptions): Promise<DiscordChecked> {
  const pools = createPools();
  const rest = createRest({ pools, botToken, apiUrl });
  try {
    const user = self.parse(await rest.ask({ method: "GET", path: "/users/@me" })).id;
    const app = application.parse(await rest.ask({ method: "GET", path: "/applications/@me" }));
    const mayRead = ((app.flags ?? 0) & MESSAGE_CONTENT_GRANTS) !== 0;
    const found = await Promise.all(channels.map((channel) => missing(rest, user, channel)));
    const wrong = [...(readsMessages && !mayRead ? [`${goodbye(4014).message}.`] : []), ...found.flatMap((one) => one.wrong)];
    return {
      wrong,
      lacks: [...found.flatMap((one) => one.lacks), `The address that invites the bot with all it needs: ${inviteUrl(app.id)}`],
      customEmoji: readsEmoji ? await customIn(rest, channels) : null,
    };
  } catch (error) {
    return { wrong: [`${plainly(error, apiUrl).message}.`], lacks: [], customEmoji: null };
  } finally {
    await pools.close();
  }
}

/** What the bot cannot do in a channel. */
async function missing(rest: Rest, user: string, channel: string): Promise<Pick<DiscordChecked, "wrong" | "lacks">> {
  const found = await lookUp(rest, channel);
  if (found === null) {
    return {
      wrong: [`The channel ${channel} is not there, or the bot may not see it: invite it to the server, and give it View Channel.`],
      lacks: [],
    };
  }
  if (found.guild_id == null) return { wrong: [], lacks: [] };
  // A thread has no permissions of its own.
  const place = THREADS.includes(found.type) ? await lookUp(rest, found.parent_id ?? "") : found;
  const may = await permissionsIn(rest, user, found.guild_id, place);
  const isMissing = (permission: Permission) => (may & PERMISSIONS[permission]) === 0n;
  const needed = NEEDED_PERMISSIONS.filter(isMissing);
  const optional = Object.entries(OPTIONAL_PERMISSIONS).filter(([permission]) => isMissing(permission as Permission));
  return {
    wrong: needed.length === 0 ? [] : [`In the channel ${channel} the bot lacks ${needed.join(" and ")}.`],
    lacks: optional.map(([permission, without]) => `Without ${permission} in the channel ${channel}, ${without}.`),
  };
}

/** Of every server that a channel is in. */
async function customIn(rest: Rest, channels: readonly string[]): Promise<readonly string[] | null> {
  try {
    const found = await Promise.all(channels.map((channel) => lookUp(rest, channel)));
    const guilds = new Set(found.flatMap((channel) => channel?.guild_id ?? []));
    const lists = await Promise.all([...guilds].map(async (guild) => emojis.parse(await rest.read(`/guilds/${guild}/emojis`))));
    return lists.flat().flatMap(({ name }) => name ?? []);
  } catch {
    return null;
  }
}

async function lookUp(rest: Rest, channel: string): Promise<Channel | null> {
  if (!isId(channel)) return null;
  try {
    return channelSchema.parse(await rest.read(`/channels/${channel}`));
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

/** What everybody may, then what its roles may, then what the channel says of them (docs.discord.com, Permissions). */
async function permissionsIn(rest: Rest, user: string, guild: string, place: Channel | null): Promise<bigint> {
  const all = roles.parse(await rest.read(`/guilds/${guild}/roles`));
  const ours = [guild, ...member.parse(await rest.read(`/guilds/${guild}/members/${user}`)).roles];
  const may = all.filter((role) => ours.includes(role.id)).reduce((sum, role) => sum | role.permissions, 0n);
  if ((may & ADMINISTRATOR) !== 0n) return ~0n;
  const said = place?.permission_overwrites ?? [];
  const steps = [
    said.filter((one) => one.id === guild),
    said.filter((one) => one.type === ROLE && one.id !== guild && ours.includes(one.id)),
    said.filter((one) => one.type !== ROLE && one.id === user),
  ];
  return steps.reduce((sum, step) => {
    const denied = step.reduce((no, { deny }) => no | deny, 0n);
    return (sum & ~denied) | step.reduce((yes, { allow }) => yes | allow, 0n);
  }, may);
}
