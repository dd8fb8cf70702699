import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "discord.js";
import { z } from "zod";
import { createPools } from "../../http/pool.ts";
import type { Account } from "../../ports/account.ts";
import type { Commands } from "../../ports/commands.ts";
import type { Board, Listening, Receive, Source } from "../../ports/source.ts";
import { createBoard } from "./board.ts";
import { createBudget } from "./budget.ts";
import { createCatchUp } from "./catch-up.ts";
import { createInteractions } from "./commands/index.ts";
import { createCustomNames } from "./emoji.ts";
import { goodbye, plainly } from "./errors.ts";
import { createGaps } from "./gaps.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { createHeld } from "./held.ts";
import { id, type Ourselves, postedMs, toChannel, userOf } from "./ids.ts";
import { IDENTIFY_EVERY_MS, MESSAGE_CONTENT_GRANTS } from "./info.ts";
import { createLanes } from "./lanes.ts";
import { createListen } from "./listen.ts";
import type { Log } from "./log.ts";
import { createPeople } from "./people.ts";
import { createPins, PINNED } from "./pins.ts";
import { createPlaces } from "./places.ts";
import { createPosts } from "./posts.ts";
import { createRest } from "./rest.ts";
import { say } from "./say.ts";
import { createStanding } from "./standing.ts";
import { createAccount } from "./target.ts";
import { createTell } from "./tell.ts";
import { createThreads } from "./threads.ts";
import { createWebhooks } from "./webhooks.ts";

export interface DiscordOptions {
  readonly botToken: string;
  /** Without a version and without a slash at its end. */
  readonly apiUrl: string;
  readonly log: Log;
  /** The ids of the channels, and of threads, that links name now. Not called before the start. */
  readonly channels: () => readonly string[];
  /** Whether somebody wants to hear what is written in this channel, given by its id; absent, nothing is heard, and Discord is not asked for it. */
  readonly wantsMessages?: (channel: string) => boolean;
  /** Called for each dispatch that is not what Discord documents, with where it is wrong, never with what it says. */
  readonly onMalformed?: (reason: string) => void;
  /** Called for each dispatch that comes to nothing before it is an event: what it is and why, in words of which there are few. */
  readonly onLeftOut?: (what: string, why: string) => void;
  /** Called with each client of Discord's library before it connects. */
  readonly onClient?: (client: Client) => void;
  /** How often to try a token that Discord refuses; once a minute of itself. */
  readonly askAgainMs?: number;
  /** How much time lies between two sessions; 5 s of itself, which is what Discord wants. */
  readonly identifyEveryMs?: number;
}

export interface Discord extends Source {
  readonly board: Board;
  readonly listening: Listening;
  /** Our bot, as what shows customers' reactions. */
  readonly account: Account;
}

const ASK_AGAIN_MS = 60_000;
/** A start does not wait longer for the right to connect: everything else goes on meanwhile. */
const START_WITHIN_MS = 10_000;
/** What takes longer is waiting for Discord itself, and is read at the next start. */
const STOP_WITHIN_MS = 3_000;

const self = z.object({ id });
const application = z.object({ id, flags: z.int().nullish() });

export function createDiscord(options: DiscordOptions): Discord {
  const { botToken, apiUrl, log, channels, wantsMessages = null, askAgainMs = ASK_AGAIN_MS } = options;
  const { onLeftOut = () => {}, onClient = () => {}, identifyEveryMs = IDENTIFY_EVERY_MS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let us: Ourselves | null = null;
  let listening = false;
  let client: Client | null = null;
  /** Null while another process listens. */
  let gateway: Gateway | null = null;
  let receive: Receive = async () => {};
  let commands: Commands | null = null;

  const ourselves = (): Ourselves => {
    if (us === null) throw new Error("Discord is not started");
    return us;
  };
  const onMalformed = (reason: string) => {
    log.warn({ reason }, "a malformed dispatch of Discord's was left out");
    onLeftOut("payload", "malformed");
    options.onMalformed?.(reason);
  };

  const pools = createPools();
  // Reactions wait for nothing else.
  const reacting = createPools();
  // At the start, a refusal is what the start fails with.
  const asking = {
    ...{ botToken, apiUrl },
    onRefused: () => listening && standing.refused(),
    onTaken: (begunMs: number) => standing.taken(begunMs),
  };
  const rest = createRest({ ...asking, pools });
  const gaps = createGaps({ log, signal, receive: (event) => receive(event) });
  const standing = createStanding({
    ...{ log, signal, askAgainMs },
    ask: () => rest.ask({ method: "GET", path: "/users/@me" }),
    onTaken: () => void gaps.tell("Discord refused DISCORD_BOT_TOKEN for a while"),
  });
  const names = createCustomNames();
  const places = createPlaces(rest, (channel) => channels().includes(channel));
  const people = createPeople({ rest, servers: places.servers });
  const webhooks = createWebhooks(rest, ourselves, log);
  const posts = createPosts(rest, webhooks, ourselves);
  const pins = createPins(rest, ourselves);
  const threads = createThreads(rest, places);
  const tell = createTell({ rest, posts, log });
  const held = createHeld({ rest, ourselves, names });
  const lanes = createLanes();
  const budget = createBudget({ rest, log, everyMs: identifyEveryMs });
  const listen = createListen({
    ...{ ourselves, names, places, people, lanes, log, signal, onMalformed, onLeftOut, wants: wantsMessages },
    role: (role) => client?.guilds.cache.find(({ roles }) => roles.cache.has(role))?.roles.cache.get(role)?.name ?? null,
    receive: (event) => receive(event),
    onMissed: (reason) => void gaps.tell(reason),
  });
  const catchUp = createCatchUp({
    ...{ rest, places, channels: () => channels().filter((channel) => wantsMessages?.(channel) === true) },
    tell: (message) => listen.take("MESSAGE_CREATE", message),
  });
  const serverOf = async (channel: string) => (await places.find(channel))?.workspace ?? null;
  const interactions = createInteractions({
    ...{ rest, log, placeOf: places.placeOf, serverOf, application: () => ourselves().application, onMalformed, send: listen.send },
    commands() {
      if (commands === null) throw new Error("nothing answers commands");
      return commands;
    },
  });
  /** `sinceMs`: since when nobody has listened; null where that does not matter, as at the start. */
  function openGateway(sinceMs: number | null): Gateway {
    return createGateway({
      ...{ botToken, apiUrl, log, budget, askAgainMs, onMalformed, readsMessages: wantsMessages !== null },
      onClient(next) {
        client = next;
        onClient(next);
      },
      onDispatch(type, data) {
        if (type === "INTERACTION_CREATE") void interactions.take(data);
        else listen.take(type, data);
      },
      onSession(lostMs) {
        const missedMs = lostMs ?? sinceMs;
        if (missedMs !== null) {
          void gaps.tell("Discord began a new session");
          void catchUp(missedMs).catch((error: unknown) =>
            log.warn({ reason: String(error) }, "what the team wrote meanwhile could not be read, and is not sent"),
          );
        }
        void lookAround();
      },
      onRefused: standing.refused,
    });
  }

  async function whoAmI(): Promise<Ourselves> {
    const user = self.parse(await rest.read("/users/@me", signal)).id;
    const app = application.parse(await rest.read("/applications/@me", signal));
    // It would be sent away, and that costs one of the sessions of a day.
    if (wantsMessages !== null && ((app.flags ?? 0) & MESSAGE_CONTENT_GRANTS) === 0) throw goodbye(4014);
    return { user, application: app.id };
  }

  /** Finds linked channels that the gateway does not tell of: direct messages, and threads that have gone quiet. */
  async function lookAround(): Promise<void> {
    for (const channel of channels()) {
      const found = places.known(channel) ?? (await places.find(channel, signal).catch(() => undefined));
      if (found === null) log.warn({ channel }, "a linked channel is not in Discord, or the bot may not see it");
    }
  }

  return {
    platform: "discord",
    resends: false,
    take(given) {
      commands = given;
    },
    board: createBoard({ posts, threads, places }),
    account: createAccount(createRest({ ...asking, pools: reacting })),
    listening: {
      begin(sinceMs) {
        gateway = openGateway(sinceMs);
        gateway.keep();
      },
      async end() {
        const last = gateway;
        gateway = null;
        await last?.stop();
      },
    },
    async start(given, aside = false) {
      receive = given;
      try {
        us = await whoAmI();
        const isSoon = aside || (await budget.waitMs(signal)) <= START_WITHIN_MS;
        if (!aside) {
          // What is told until then is told to nobody.
          gateway = openGateway(isSoon ? null : Date.now());
          if (isSoon) await gateway.start();
          else gateway.keep();
        }
        if (isSoon) await lookAround();
      } catch (error) {
        throw plainly(error, apiUrl);
      }
      listening = true;
      if (commands !== null) void interactions.register(signal);
    },
    async stop() {
      listening = false;
      stopping.abort();
      await gateway?.stop();
      await Promise.race([lanes.idle(), sleep(STOP_WITHIN_MS)]);
      await tell.stop();
      await Promise.all([pools.close(), reacting.close()]);
      people.close();
      webhooks.close();
    },
    connected: () => listening && gateway?.isOpen() !== false && !standing.isRefused(),
    channel(channel) {
      if (!listening) throw new Error("Discord is not started");
      return toChannel({ workspace: places.workspaceOf(channel), channel });
    },
    postedMs,
    held,
    async classes(person) {
      const user = userOf(person);
      return user === null ? [] : people.classes(user.workspace, user.user);
    },
    async tell(message, person, text, actions) {
      const user = userOf(person);
      if (user === null) throw new Error("not a person on Discord");
      await tell(message, user.user, text, actions);
    },
    async say(...said) {
      await say(posts, places, ...said);
    },
    async pin(channel, ...said) {
      return pins.pin(channel, await say(posts, places, channel, ...said, PINNED));
    },
  };
}
