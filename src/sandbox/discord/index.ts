/**
 * Discord as its documents have it: version 10 of the API and the gateway, one guild with an owner and our app in it, and everybody's direct
 * messages. `openDiscord()` answers
 *
 * - `apiUrl` and `botToken`: what to configure;
 * - `guild`: what people do, and what can be seen. Who and where: `member`, `role`, `emoji`, `channel`, `thread`, `dm`, `webhook`, and their
 *   changes and ends; `post`, `edit`, `deleteMessage`; `react`, `unreact`, `clear`, `clearEmoji`; `grant`, `overwrite`, `block`, `closeDms`
 *   for what is refused; `leave(guild.bot)`, `invite`, `outage`. To look: `shown(message)`, `messages(channel)`, `dms(person)`, `pings`;
 * - `use`: what people do with our app, resolved with what they see: `slash`, `complete`, `menu`, `press`, `select`, `submit`; `offers`,
 *   `registered`, `ephemerals`;
 * - `api`: `calls`; `refuse(operation, how, times)` by the operation's name in Discord's OpenAPI document (`create_message`), `mend`, `limit`,
 *   `limitBreaches`, `revoke`, `restore`;
 * - `gateway`: `cut` and `reconnect` (a session is taken up again, with a replay), `lose` and `invalidate` (it is not), `silent`, `down`, `up`,
 *   `malformed`, `raw`; `connections`, `identifies`, `resumes`;
 * - `violations`: every way in which the app broke the documented contract.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAccess } from "./access.ts";
import { createChannels } from "./channels.ts";
import { createCommands } from "./commands.ts";
import { createCredential } from "./credential.ts";
import { drawGuildCreate, drawMember, drawUser } from "./drawn.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { createGuild, type Guild } from "./guild.ts";
import { INTENTS, type Privileged } from "./intents.ts";
import { createInteractions } from "./interactions.ts";
import { createMembers } from "./members.ts";
import { createMessages } from "./messages.ts";
import { EVERYBODY, type Permission } from "./permissions.ts";
import { createPins } from "./pins.ts";
import { createReactions } from "./reactions.ts";
import { createRest, type Rest } from "./rest.ts";
import { commandRoutes } from "./routes-commands.ts";
import { guildRoutes } from "./routes-guild.ts";
import { interactionRoutes } from "./routes-interactions.ts";
import { messageRoutes } from "./routes-messages.ts";
import { pinRoutes } from "./routes-pins.ts";
import { reactionRoutes } from "./routes-reactions.ts";
import { threadRoutes } from "./routes-threads.ts";
import { webhookRoutes } from "./routes-webhooks.ts";
import { createSnowflakes } from "./snowflakes.ts";
import type { World } from "./state.ts";
import { createUse, type Use } from "./use.ts";
import { createWebhooks } from "./webhooks.ts";

export interface DiscordStandInOptions {
  readonly botToken?: string;
  /** The privileged intents that the application's page grants; none of itself. */
  readonly granted?: readonly Privileged[];
  /** With which permissions our app was invited; of itself all that it can use, but to administer. */
  readonly permissions?: readonly Permission[];
  /** How often the app may identify within a day; a thousand times of itself. */
  readonly sessionStarts?: number;
  /** How often a client is to say that it lives; Discord's 41.25 s of itself. */
  readonly heartbeatMs?: number;
  /** Holds reactions to one change per 250 ms and channel, as Discord does it; not of itself. */
  readonly limitsReactions?: boolean;
  /** How long the app has for its first answer to an interaction, and how long the token is good after that; Discord's 3 s, 15 min. */
  readonly answerWithinMs?: number;
  readonly tokenLifeMs?: number;
  readonly now?: () => number;
}

export interface DiscordStandIn {
  /** What to configure as the API's URL, without a version. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly guild: Guild;
  readonly use: Use;
  readonly api: Omit<Rest, "serve"> & {
    /** From now on the token in use is refused; answers the one that takes its place. */
    revoke(): string;
    /** Whatever was revoked is good again. */
    restore(): void;
  };
  readonly gateway: Omit<Gateway, "emit" | "upgrade" | "close">;
  /** Every way in which the app broke the documented contract. Empty in a healthy run. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

const INVITED: readonly Permission[] = [...EVERYBODY, "ManageMessages", "ManageWebhooks", "ManageThreads", "PinMessages"];
const REACTION_LIMIT = { requests: 1, perMs: 250 };

/** Discord on a free port of 127.0.0.1. */
export async function openDiscord(options: DiscordStandInOptions = {}): Promise<DiscordStandIn> {
  const { now = Date.now, sessionStarts = 1_000, heartbeatMs = 41_250, granted = [], permissions = INVITED } = options;
  const { answerWithinMs = 3_000, tokenLifeMs = 15 * 60_000 } = options;
  const violations: string[] = [];
  const onViolation = (violation: string) => void violations.push(violation);
  const id = createSnowflakes(now);
  let origin = "";
  const url = () => `ws://${origin}`;

  const applicationId = id();
  const original = options.botToken ?? `${Buffer.from(applicationId).toString("base64url")}.sandbox.${"s".repeat(27)}`;
  const credential = createCredential({ token: original, sessionStarts, now });

  const bot = { id: applicationId, name: "reacji", displayName: null, bot: true };
  const world: World = {
    ...{ now, id, guildId: id(), applicationId, bot, ownerId: id(), unavailable: false },
    granted: granted.reduce((bits, name) => bits | INTENTS[name], 0),
    ...{
      people: new Map([[bot.id, bot]]),
      members: new Map(),
      roles: new Map(),
      channels: new Map(),
      emojis: new Map(),
      webhooks: new Map(),
    },
    ...{ blocking: new Set(), closed: new Set() },
    emit: (dispatch) => gateway.emit(dispatch),
  };
  const gateway = createGateway({
    ...{ url, heartbeatMs, now, onViolation, granted: world.granted },
    isToken: credential.isGood,
    identified: credential.identify,
    ready() {
      const guild = { id: world.guildId, unavailable: true };
      const application = { id: applicationId, flags: 0 };
      const isIn = world.members.has(bot.id);
      const ready = {
        user: { ...drawUser(bot), verified: true, mfa_enabled: true, email: null },
        guilds: isIn ? [guild] : [],
        application,
      };
      return { ready, guilds: isIn && !world.unavailable ? [drawGuildCreate(world)] : [] };
    },
    members({ user_ids, query = "", limit = 0, nonce }) {
      const ids = user_ids === undefined ? null : [user_ids].flat();
      const all = [...world.members.values()].filter(({ person }) => (ids ? ids.includes(person.id) : person.name.startsWith(query)));
      const found = all.slice(0, limit || all.length);
      const not_found = (ids ?? []).filter((one) => !world.members.has(one));
      const place = { guild_id: world.guildId, chunk_index: 0, chunk_count: 1 };
      return { ...place, members: found.map(drawMember), not_found, ...(nonce !== undefined && { nonce }) };
    },
  });
  const messages = createMessages(world);
  const reactions = createReactions(world, messages);
  const pins = createPins(world, messages);
  const members = createMembers(world);
  const channels = createChannels(world, messages);
  const access = createAccess(world, channels, messages);
  const webhooks = createWebhooks(world);
  const commands = createCommands(world);
  const interactions = createInteractions(world, messages, { answerWithinMs, tokenLifeMs });
  members.join(members.person("Olga", { id: world.ownerId }));
  members.invite(permissions);

  const rest = createRest({
    ...{ now, isToken: credential.isGood, onViolation },
    routes: [
      ...guildRoutes(world, channels, access, { url, starts: credential.starts }),
      ...messageRoutes(world, messages, access),
      ...pinRoutes(world, access, pins),
      ...reactionRoutes(world, access, reactions),
      ...threadRoutes(world, channels, messages, access),
      ...webhookRoutes(world, { messages, access, webhooks, interactions }),
      ...commandRoutes(world, commands),
      ...interactionRoutes(world, messages, interactions),
    ],
  });
  if (options.limitsReactions) rest.limit("reactions", REACTION_LIMIT);

  const server = createServer((request, response) => {
    rest.serve(request, response).catch((error: unknown) => {
      // The caller may leave in mid-sentence; anything else is a bug that must not pass unseen.
      if (request.complete) onViolation(`the stand-in failed: ${String(error)}`);
      response.destroy();
    });
  });
  server.on("upgrade", gateway.upgrade);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    apiUrl: `http://${origin}/api`,
    botToken: original,
    guild: createGuild(world, { members, messages, channels, reactions, webhooks }),
    use: createUse(world, { commands, interactions, messages }),
    api: { ...rest, revoke: credential.revoke, restore: credential.restore },
    gateway,
    violations,
    async close() {
      interactions.close();
      gateway.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
