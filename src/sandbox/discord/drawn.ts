import { permissionsOf } from "./permissions.ts";
import { madeAt } from "./snowflakes.ts";
import type { Attachment, Channel, CustomEmoji, Member, Person, Role, Webhook, World } from "./state.ts";

/** Things as Discord writes them. */
export function drawUser({ id, name, displayName, bot }: Person) {
  const plain = { id, username: name, global_name: displayName, avatar: null, discriminator: bot ? "0001" : "0" };
  return { ...plain, public_flags: 0, flags: 0, primary_guild: null, ...(bot && { bot: true }) };
}

/** A member without the person, as it stands beside one. */
export function drawMembership({ nick, roles, joinedAt }: Member) {
  const times = { joined_at: joinedAt, premium_since: null, communication_disabled_until: null };
  return { nick, roles: [...roles], ...times, avatar: null, banner: null, flags: 0, pending: false, mute: false, deaf: false };
}

export function drawMember(member: Member) {
  return { ...drawMembership(member), user: drawUser(member.person) };
}

export function drawRole(world: World, { id, name, permissions, mentionable, managed }: Role) {
  const position = [...world.roles.keys()].indexOf(id);
  const colors = { primary_color: 0, secondary_color: null, tertiary_color: null };
  const looks = { color: 0, colors, hoist: false, icon: null, unicode_emoji: null, flags: 0 };
  const tags = managed ? { tags: { bot_id: world.bot.id } } : {};
  return { id, name, permissions: String(permissions), position, mentionable, managed, ...looks, ...tags };
}

export function drawEmoji({ id, name, animated }: CustomEmoji) {
  return { id, name, animated, roles: [], require_colons: true, managed: false, available: true };
}

export function drawChannel(world: World, channel: Channel) {
  const { id, type, name, topic, parentId, thread, recipients, overwrites, messages } = channel;
  const last = [...messages.values()].findLast(({ onlyFor, deleted }) => onlyFor === null && !deleted)?.id ?? null;
  const plain = { id, type, last_message_id: last, flags: 0 };
  if (recipients.length > 0) return { ...plain, recipients: recipients.map(drawUser) };
  const placed = { ...plain, guild_id: world.guildId, name, parent_id: parentId, rate_limit_per_user: 0, last_pin_timestamp: null };
  if (thread) {
    const { archived, locked, ownerId, members, sent } = thread;
    const moments = { archive_timestamp: madeAt(id), create_timestamp: madeAt(id) };
    const thread_metadata = { archived, locked, auto_archive_duration: 1_440, ...moments };
    const counts = { message_count: sent, member_count: members.size, total_message_sent: sent };
    const ours = members.has(world.bot.id) ? { member: drawThreadMember(world, channel, world.bot.id) } : {};
    return { ...placed, owner_id: ownerId, thread_metadata, ...counts, ...ours };
  }
  const permission_overwrites = [...overwrites].map(([whom, [allow, deny]]) => ({
    ...{ id: whom, type: world.roles.has(whom) ? 0 : 1 },
    ...{ allow: String(allow), deny: String(deny) },
  }));
  return { ...placed, topic, position: [...world.channels.keys()].indexOf(id), nsfw: false, permission_overwrites };
}

function drawThreadMember(world: World, { id }: Channel, userId: string) {
  return { id, user_id: userId, join_timestamp: new Date(world.now()).toISOString(), flags: 0, muted: false, mute_config: null };
}

/** What every document about a guild says, the gateway's and the API's. */
export function drawGuild(world: World) {
  const none = {
    ...{ icon: null, description: null, home_header: null, splash: null, discovery_splash: null, banner: null, application_id: null },
    ...{ afk_channel_id: null, system_channel_id: null, widget_channel_id: null, vanity_url_code: null, incidents_data: null },
    ...{ rules_channel_id: null, safety_alerts_channel_id: null, public_updates_channel_id: null, max_presences: null },
  };
  const settings = {
    ...{ region: "deprecated", afk_timeout: 300, system_channel_flags: 0, widget_enabled: false, verification_level: 1 },
    ...{ default_message_notifications: 1, mfa_level: 0, explicit_content_filter: 0, max_members: 500_000, premium_tier: 0 },
    ...{ max_stage_video_channel_users: 50, max_video_channel_users: 25, premium_subscription_count: 0, preferred_locale: "en-US" },
    ...{ premium_progress_bar_enabled: false, nsfw: false, nsfw_level: 0, features: [], stickers: [] },
  };
  const roles = [...world.roles.values()].map((role) => drawRole(world, role));
  const emojis = [...world.emojis.values()].map(drawEmoji);
  return { id: world.guildId, name: "Acme", owner_id: world.ownerId, ...none, ...settings, roles, emojis };
}

/** What a session is told of a guild at its beginning. Of the members only our app comes along, as without the privileged intents. */
export function drawGuildCreate(world: World) {
  const channels = [...world.channels.values()].filter(({ recipients }) => recipients.length === 0);
  const ours = world.members.get(world.bot.id);
  return {
    ...drawGuild(world),
    joined_at: ours?.joinedAt ?? new Date(world.now()).toISOString(),
    ...{ large: false, unavailable: false, member_count: world.members.size, members: ours ? [drawMember(ours)] : [] },
    channels: channels.filter(({ thread }) => thread === null).map((channel) => drawChannel(world, channel)),
    threads: channels.filter(({ thread }) => thread && !thread.archived).map((channel) => drawChannel(world, channel)),
    ...{ voice_states: [], presences: [], stage_instances: [], guild_scheduled_events: [], soundboard_sounds: [] },
  };
}

export function drawAttachment({ id, name, size, type }: Attachment) {
  const url = `https://cdn.discordapp.test/attachments/${id}/${encodeURIComponent(name)}`;
  return { id, filename: name, size, content_type: type, url, proxy_url: url };
}

export function drawWebhook(world: World, webhook: Webhook) {
  const { id, token, channelId, name, avatar, applicationId, by } = webhook;
  // Of a webhook that a person made, everybody who may manage webhooks sees the token; of another application's nobody does.
  const secret = applicationId === null || applicationId === world.applicationId ? { token } : {};
  const plain = { id, type: 1, channel_id: channelId, guild_id: world.guildId, name, avatar, application_id: applicationId };
  return { ...plain, user: drawUser(by), ...secret };
}

/** A member who acts: with what they may where they act. */
export function drawActor(world: World, member: Member, channel: Channel) {
  return { ...drawMember(member), permissions: String(permissionsOf(world, member.person.id, channel)) };
}
