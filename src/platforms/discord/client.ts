import { Client, Events, GatewayIntentBits, Options } from "discord.js";
import type { Budget } from "./budget.ts";
import { type GuardOptions, guardedStrategy, guardHandlers } from "./guard.ts";
import { API_VERSION } from "./info.ts";
import type { Log } from "./log.ts";

export interface GatewayOptions {
  readonly botToken: string;
  readonly apiUrl: string;
  /** Whether somebody wants to read what messages say, for which Discord asks a grant on the app's page. */
  readonly readsMessages: boolean;
  readonly log: Log;
  readonly budget: Budget;
  /** Called with every client before it connects: whoever wants to hear of commands attaches there. */
  readonly onClient: (client: Client) => void;
  /** Every dispatch, in order. Must not throw. */
  readonly onDispatch: (type: string, data: unknown) => void;
  /** A session began. Unless it is the first (null), what happened since `lostMs` (of `Date.now`) is told by nobody. */
  readonly onSession: (lostMs: number | null) => void;
  /** Discord sent us away for good, and why; it is tried again. */
  readonly onRefused: (code: number) => void;
  readonly onMalformed: (reason: string) => void;
  /** Between two tries after that. */
  readonly askAgainMs: number;
}

/** How a client ended: with the code that Discord sent it away with; null where the library has lost itself. */
export interface Ended {
  readonly code: number | null;
}

export interface ClientOptions extends GatewayOptions {
  readonly signal: AbortSignal;
  /** Whether it is connected; and whether that is a session that is none of those before. */
  readonly onState: (isOpen: boolean, isNew: boolean) => void;
}

const UNPRIVILEGED = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessageReactions,
];

/** Everything is taken from the raw dispatches; what the library keeps besides servers and channels is of no use. */
const KEPT = {
  MessageManager: 0,
  DMMessageManager: 0,
  GuildMessageManager: 0,
  ReactionManager: 0,
  PresenceManager: 0,
  VoiceStateManager: 0,
};

/** A client of Discord's library for as long as one lasts: it connects, and resumes its session where it can. */
export function openClient(options: ClientOptions): {
  readonly connect: Promise<void>;
  readonly ended: Promise<Ended>;
  readonly destroy: () => Promise<void>;
} {
  const { botToken, apiUrl, readsMessages, budget, log, signal, onState, onMalformed } = options;
  const { promise: ended, resolve: end } = Promise.withResolvers<Ended>();
  let isOver = false;
  const guards: GuardOptions = {
    isOver: () => isOver,
    onThrown: (where) => onMalformed(`${where}: the library cannot take it`),
    onBroken(reason) {
      if (isOver) return;
      log.warn({ reason }, "Discord's library has lost its connection for good: connecting anew");
      end({ code: null });
    },
  };
  const client = new Client({
    intents: readsMessages ? [...UNPRIVILEGED, GatewayIntentBits.MessageContent] : UNPRIVILEGED,
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits(KEPT),
    rest: { api: apiUrl, version: API_VERSION },
    ws: {
      buildStrategy: guardedStrategy(guards),
      buildIdentifyThrottler: async () => ({
        waitForIdentify: (_shard: number, given: AbortSignal) => budget.spend(AbortSignal.any([given, signal])),
      }),
    },
  });
  guardHandlers(client, guards);
  const speak = (error: Error) => log.warn({ from: "discord", reason: error.message }, "Discord's library warns");
  client.on(Events.Error, speak);
  client.on(Events.ShardError, speak);
  client.on(Events.Raw, (packet: { readonly t?: unknown; readonly d?: unknown }) => {
    if (!isOver) options.onDispatch(String(packet.t), packet.d);
  });
  const state = (isOpen: boolean, isNew: boolean) => {
    if (!isOver) onState(isOpen, isNew);
  };
  client.on(Events.ShardReady, () => state(true, true));
  client.on(Events.ShardResume, () => state(true, false));
  client.on(Events.ShardReconnecting, () => state(false, false));
  client.on(Events.ShardDisconnect, ({ code }) => {
    state(false, false);
    end({ code });
  });
  options.onClient(client);
  return {
    connect: client.login(botToken).then(() => {}),
    ended,
    async destroy() {
      isOver = true;
      await client.destroy().catch(() => {});
    },
  };
}
