import { z } from "zod";
import type { Access } from "./access.ts";
import { boolean, channelEdit, snowflake } from "./bodies.ts";
import type { Channels } from "./channels.ts";
import type { Credential } from "./credential.ts";
import { drawChannel, drawEmoji, drawGuild, drawMember, drawRole, drawUser } from "./drawn.ts";
import { refusal } from "./errors.ts";
import { INTENTS } from "./intents.ts";
import { type Route, route } from "./route.ts";
import { KINDS, type World } from "./state.ts";

const FLAGS = { GuildPresences: 1 << 13, GuildMembers: 1 << 15, MessageContent: 1 << 19 } as const;

/** The guild, who is in it, who our app is, and where the gateway is. */
export function guildRoutes(
  world: World,
  channels: Channels,
  access: Access,
  gateway: { readonly url: () => string; readonly starts: Credential["starts"] },
) {
  const user = { ...drawUser(world.bot), verified: true, mfa_enabled: true, locale: "en-US", email: null };

  function guild(id: string): void {
    if (id !== world.guildId || !world.members.has(world.bot.id)) throw refusal("unknownGuild");
    if (world.unavailable) throw refusal("missingAccess");
  }
  function application(): object {
    const flags = (Object.keys(FLAGS) as (keyof typeof FLAGS)[]).reduce(
      (all, name) => all | (world.granted & INTENTS[name] ? FLAGS[name] : 0),
      0,
    );
    const owner = world.people.get(world.ownerId);
    const plain = { id: world.applicationId, name: "Reacji Bridge", icon: null, description: "", type: null, verify_key: "0".repeat(64) };
    const none = { redirect_uris: [], interactions_endpoint_url: null, role_connections_verification_url: null, team: null };
    const counts = { approximate_guild_count: 1, approximate_user_install_count: 0, approximate_user_authorization_count: 0 };
    const rest = { explicit_content_filter: 0, eligible_oauth2_scopes: [], bot_public: true, bot_require_code_grant: false };
    return {
      ...plain,
      ...none,
      ...counts,
      ...rest,
      flags,
      flags_new: String(flags),
      bot: drawUser(world.bot),
      ...(owner && { owner: drawUser(owner) }),
    };
  }
  const inGuild = () => [...world.channels.values()].filter(({ recipients }) => recipients.length === 0);

  const routes: readonly Route[] = [
    route("get_gateway", "GET /gateway", { open: true }, () => [200, { url: gateway.url() }]),
    route("get_bot_gateway", "GET /gateway/bot", {}, () => {
      const limit = { ...gateway.starts(), max_concurrency: 1 };
      return [200, { url: gateway.url(), shards: 1, session_start_limit: limit }];
    }),
    route("get_my_user", "GET /users/@me", {}, () => [200, user]),
    route("get_my_application", "GET /applications/@me", {}, () => [200, application()]),
    route("get_my_oauth2_application", "GET /oauth2/applications/@me", {}, () => [200, application()]),
    route(
      "list_my_guilds",
      "GET /users/@me/guilds",
      {
        query: {
          limit: z.coerce.number().int().min(1).max(200).optional(),
          after: snowflake.optional(),
          before: snowflake.optional(),
          with_counts: boolean.optional(),
        },
      },
      () => {
        const { id, name, icon, features } = drawGuild(world);
        const ours = world.members.has(world.bot.id) ? [{ id, name, icon, banner: null, owner: false, permissions: "0", features }] : [];
        return [200, ours];
      },
    ),
    route("get_user", "GET /users/:user", {}, ({ param }) => {
      const person = world.people.get(param("user"));
      if (person === undefined) throw refusal("unknownUser");
      return [200, drawUser(person)];
    }),
    route("create_dm", "POST /users/@me/channels", { body: z.strictObject({ recipient_id: snowflake }) }, ({ body }) => {
      const person = world.people.get(body.recipient_id);
      if (person === undefined) throw refusal("unknownUser");
      return [200, drawChannel(world, channels.direct(person))];
    }),
    route("get_guild", "GET /guilds/:guild", { query: { with_counts: boolean.optional() } }, ({ param, query }) => {
      guild(param("guild"));
      const counts = { approximate_member_count: world.members.size, approximate_presence_count: world.members.size };
      return [200, { ...drawGuild(world), ...(query.with_counts && counts) }];
    }),
    route("get_guild_member", "GET /guilds/:guild/members/:user", {}, ({ param }) => {
      guild(param("guild"));
      const member = world.members.get(param("user"));
      if (!world.people.has(param("user"))) throw refusal("unknownUser");
      if (member === undefined) throw refusal("unknownMember");
      return [200, drawMember(member)];
    }),
    route("list_guild_roles", "GET /guilds/:guild/roles", {}, ({ param }) => {
      guild(param("guild"));
      return [200, [...world.roles.values()].map((role) => drawRole(world, role))];
    }),
    route("list_guild_emojis", "GET /guilds/:guild/emojis", {}, ({ param }) => {
      guild(param("guild"));
      return [200, [...world.emojis.values()].map(drawEmoji)];
    }),
    route("list_guild_channels", "GET /guilds/:guild/channels", {}, ({ param }) => {
      guild(param("guild"));
      return [
        200,
        inGuild()
          .filter(({ thread }) => !thread)
          .map((channel) => drawChannel(world, channel)),
      ];
    }),
    route("get_active_guild_threads", "GET /guilds/:guild/threads/active", {}, ({ param }) => {
      guild(param("guild"));
      const threads = inGuild().filter(({ thread }) => thread && !thread.archived);
      const drawn = threads.map((channel) => drawChannel(world, channel));
      return [200, { has_more: false, threads: drawn, members: drawn.flatMap((thread) => ("member" in thread ? [thread.member] : [])) }];
    }),
    route("get_channel", "GET /channels/:channel", {}, ({ param }) => [200, drawChannel(world, access.channel(param("channel")))]),
    route("update_channel", "PATCH /channels/:channel", { body: channelEdit }, ({ param, body }) => {
      const channel = access.channel(param("channel"));
      if (channel.type === KINDS.dm) throw refusal("wrongChannelType");
      const ours = channel.thread?.ownerId === world.bot.id;
      if (!ours) access.needs(channel, channel.thread ? "ManageThreads" : "ManageChannels");
      const { name, topic, archived, locked } = body;
      channels.change(channel, {
        ...(name && { name }),
        ...(topic !== undefined && { topic }),
        archived: archived ?? undefined,
        locked: locked ?? undefined,
      });
      return [200, drawChannel(world, channel)];
    }),
  ];
  return routes;
}
