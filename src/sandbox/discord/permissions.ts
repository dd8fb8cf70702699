import type { Channel, World } from "./state.ts";

/** Those that the sandbox knows the consequences of (discord.com/developers/docs/topics/permissions). */
const BITS = {
  Administrator: 3n,
  ManageChannels: 4n,
  ManageGuild: 5n,
  AddReactions: 6n,
  ViewChannel: 10n,
  SendMessages: 11n,
  ManageMessages: 13n,
  EmbedLinks: 14n,
  AttachFiles: 15n,
  ReadMessageHistory: 16n,
  MentionEveryone: 17n,
  UseExternalEmojis: 18n,
  ManageWebhooks: 29n,
  UseApplicationCommands: 31n,
  ManageThreads: 34n,
  CreatePublicThreads: 35n,
  CreatePrivateThreads: 36n,
  SendMessagesInThreads: 38n,
  PinMessages: 51n,
} as const;

export type Permission = keyof typeof BITS;

const PERMISSIONS = Object.keys(BITS) as readonly Permission[];
/** What everybody may of themselves. */
export const EVERYBODY = PERMISSIONS.filter((name) => !/^(?:Administrator|Manage|MentionEveryone|PinMessages)/.test(name));

export function bitsOf(names: Iterable<Permission>): bigint {
  return [...names].reduce((bits, name) => bits | (1n << BITS[name]), 0n);
}

const ALL = bitsOf(PERMISSIONS);

/** What somebody may in a channel, or in the guild as a whole: roles, then what the channel overwrites, as Discord works it out. */
export function permissionsOf(world: World, userId: string, channel: Channel | null): bigint {
  if (channel !== null && channel.recipients.length > 0) return ALL & ~bitsOf(["Administrator"]);
  const member = world.members.get(userId);
  if (member === undefined) return 0n;
  if (userId === world.ownerId) return ALL;
  const roles = [world.guildId, ...member.roles];
  const base = roles.reduce((bits, id) => bits | (world.roles.get(id)?.permissions ?? 0n), 0n);
  if (base & bitsOf(["Administrator"])) return ALL;
  const placed = channel?.thread ? world.channels.get(channel.parentId ?? "") : channel;
  const apply = (bits: bigint, ids: readonly string[]) => {
    const found = ids.map((id) => placed?.overwrites.get(id) ?? ([0n, 0n] as const));
    const [allow, deny] = found.reduce(([yes, no], [allows, denies]) => [yes | allows, no | denies] as const, [0n, 0n] as const);
    return (bits & ~deny) | allow;
  };
  return apply(apply(apply(base, [world.guildId]), [...member.roles]), [userId]);
}

export function may(world: World, userId: string, channel: Channel | null, permission: Permission): boolean {
  return (permissionsOf(world, userId, channel) & bitsOf([permission])) !== 0n;
}
