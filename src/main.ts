#!/usr/bin/env node
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type App, createApp, type Pace } from "./app.ts";
import { type Checked, check, type PlatformChecked, type Webhooks } from "./check.ts";
import { runCommand } from "./cli.ts";
import { compact } from "./compact.ts";
import type { ProviderAccounts } from "./config/provider.ts";
import { readsOn } from "./config/restart.ts";
import { databaseOf } from "./config/settings.ts";
import { type Config as AnyConfig, type Environment, pathIn, type ReadFile, readConfig } from "./config.ts";
import type { Platform } from "./domain/message.ts";
import { explain } from "./explain.ts";
import { createPools, type Pools } from "./http/pool.ts";
import { serve } from "./http/server.ts";
import type { Account, Accounts } from "./ports/account.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/observer.ts";
import type { Store } from "./ports/store.ts";
import * as connectsafely from "./providers/connectsafely/index.ts";
import { credentialOf } from "./providers/credential.ts";
import { limitsOf } from "./providers/limits.ts";
import * as linq from "./providers/linq/index.ts";
import type { Surroundings } from "./providers/open.ts";
import * as postpress from "./providers/postpress/index.ts";
import * as ryzeapi from "./providers/ryzeapi/index.ts";
import { createReload, rereadBy } from "./reload.ts";
import { openExport } from "./stores/sqlite/export.ts";
import { openSqliteStore } from "./stores/sqlite/index.ts";
import { createTelemetry, type LogDestination, logCrash, type Telemetry } from "./telemetry.ts";
import { namedEmoji, withUnknown } from "./unknown-emoji.ts";

/** By the name that `provider:` gives them in the configuration. */
const PROVIDERS = { connectsafely, linq, postpress, ryzeapi } as const;

export type Config = AnyConfig<typeof PROVIDERS>;

/** Slack's reading method allows about 50 calls a minute. */
const RESYNC = { paceMs: 1_300, everyMs: 15 * 60_000 };

/** For commands, which say what they have to say themselves. */
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const CLOCK: Clock = {
  now: () => Date.now(),
  uptimeMs: () => performance.now(),
  random: () => Math.random(),
  sleep,
};

/** By hand: each wait of `node:timers/promises` that is cut short makes an error with a stack, and that is one per call. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    // What is due already is less than nothing away by now, and Node.js warns of that.
    const timer = setTimeout(wake, Math.max(0, ms));
    signal?.addEventListener("abort", wake);
  });
}

/** A bridge that runs in this process. */
export interface Bridge {
  readonly config: Config;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly metricsUrl: string;
  /** Reads the operator's file again and brings it into force; what was in force stays where it is not sound. Resolves with whether it is. */
  reload(): Promise<boolean>;
  /** Takes at most 15 s. */
  stop(): Promise<void>;
}

/** Reads the configuration. Throws a ConfigError that names every bad key. */
export function read(env: Environment, readFile: ReadFile = (path) => readFileSync(path, "utf8")): Config {
  return readConfig(env, readFile, PROVIDERS);
}

/** What may stand around a bridge in place of what does in earnest. */
export interface Around {
  /** Where it logs to; standard output of itself. */
  readonly to?: LogDestination | undefined;
  readonly pace?: Pace | undefined;
  readonly clock?: Clock;
  /** Reads the configuration again, or with this text in the place of the operator's file. Throws as `read` does. */
  readonly reread?: ((text: string | null) => Config) | undefined;
}

/** Reads the configuration of an environment again and again. */
export function rereadIn(env: Environment, readFile: ReadFile = (path) => readFileSync(path, "utf8")): (text: string | null) => Config {
  return (text) => read(env, (path) => (text !== null && path === pathIn(env) ? text : readFile(path)));
}

/** Starts the bridge and resolves when it is ready. Rejects when it cannot be, with everything closed again. */
export async function openBridge(config: Config, { to, pace, clock = CLOCK, reread }: Around = {}): Promise<Bridge> {
  await using half = new AsyncDisposableStack();
  const telemetry = createTelemetry(config.logLevel, to);
  const { store, backup } = await openStore(config, telemetry, clock);
  half.defer(() => store.close());
  const pools = createPools();
  half.defer(() => pools.close());
  const configured = openAccounts(config, pools, telemetry.log);
  // Nothing is heard before the start.
  const named: Named = { wantsMessages: (channel) => app.wantsMessages(channel), channels: () => app.channels() };
  const slack = await openSlack(config, telemetry, named);
  const discord = await openDiscord(config, telemetry, named);
  // Discord last: it can make a bot wait that has been started too often.
  const sources = [slack, discord].filter((one) => one !== null);
  const accounts: Accounts = new Map([...configured, ...sources.map(({ account }) => [account.name, account] as const)]);
  const endpoints = slack === null ? {} : { "/slack/events": slack.fetch };
  const { links, policy, families, adminToken, alerts, retentionDays } = config;
  const name = randomUUID();
  const app = await createApp({
    ...{ links, policy, families, adminToken, alerts, store, accounts, sources, endpoints, clock, observer: telemetry, name },
    ...{ resync: RESYNC, keptMs: retentionDays * 86_400_000, backup },
    ...(pace && { pace }),
    ...(reread && { reread: (text: string) => rereadBy(() => reread(text), config) }),
  });
  telemetry.watch({ store, sources, accounts });
  const server = await serve(app.fetch, config.host, config.port);
  half.defer(() => server.close());
  const metrics = await serve(async () => new Response(await telemetry.metrics()), config.metricsHost, config.metricsPort);
  half.defer(() => metrics.close());
  half.defer(() => app.stop());
  await app.start();
  telemetry.log.info({ url: server.url, accounts: configured.size, links: links.length }, "ready");
  const reload = createReload({ read: () => reread?.(null) ?? config, started: config, apply: app.apply, log: telemetry.log });
  const whole = half.move();
  return { config, url: server.url, metricsUrl: metrics.url, reload, stop: () => whole.disposeAsync() };
}

interface OpenedStore {
  readonly store: Store;
  readonly backup: (() => Promise<string>) | null;
}

async function openStore({ database }: Config, telemetry: Telemetry, clock: Clock): Promise<OpenedStore> {
  const committed = (tookMs: number) => telemetry.committed(tookMs / 1_000);
  if (database.kind === "postgres") {
    // Whoever has a file does not load it. The database's own clock decides.
    const { openPostgresStore } = await import("./stores/postgres/index.ts");
    return { store: await openPostgresStore({ url: database.url, committed }), backup: null };
  }
  const store = await openSqliteStore({ path: database.path, clock, committed });
  return {
    store,
    async backup() {
      const copy = `${database.path}.${new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
      await store.backup(copy);
      return copy;
    },
  };
}

/** Everything in a file, into a database that is empty. */
async function move(from: string, to: string): Promise<string> {
  const [source, target] = [databaseOf(from), databaseOf(to)];
  if (source?.kind !== "sqlite" || target?.kind !== "postgres") throw new Error("It moves --from sqlite:path --to postgres://… only.");
  const { importTables } = await import("./stores/postgres/import.ts");
  const file = openExport(source.path, Date.now());
  try {
    const counts = await importTables(target.url, file.tables());
    const lines = [...counts].map(([table, count]) => `${String(count).padStart(9)}  ${table}`);
    return [
      ...lines,
      "Everything is in the new database. Start the bridge with the new DATABASE_URL, and keep the file until you are content.",
    ].join("\n");
  } finally {
    file.close();
  }
}

/** The ids on one platform of channels, as links name them. */
function idsOn(platform: Platform, channels: readonly string[]): readonly string[] {
  const prefix = `${platform}:`;
  return [...new Set(channels)].filter((channel) => channel.startsWith(prefix)).map((channel) => channel.slice(prefix.length));
}

function namedOn(platform: Platform, { links, alerts }: Config): readonly string[] {
  return idsOn(platform, [...links.flatMap(({ channel, mirrorTo }) => [channel, mirrorTo ?? ""]), alerts ?? ""]);
}

/** What a platform wants to know of the links, once there are any in force; channels as links name them. */
type Named = Pick<App, "wantsMessages" | "channels">;

async function openSlack({ slack }: Config, { log, event }: Telemetry, { wantsMessages }: Named) {
  if (slack === null) return null;
  // Bolt is large: whoever does not use Slack does not load it.
  const { createSlack } = await import("./platforms/slack/index.ts");
  const { botToken, apiUrl, mode } = slack;
  return createSlack({
    botToken,
    apiUrl,
    log,
    onLeftOut: (what, why) => event("slack", what, why),
    wantsMessages: (channel) => wantsMessages(`slack:${channel}`),
    ...(mode.kind === "socket" ? { appToken: mode.appToken } : { signingSecret: mode.signingSecret }),
  });
}

async function openDiscord(config: Config, { log, event }: Telemetry, { wantsMessages, channels }: Named) {
  const { discord } = config;
  if (discord === null) return null;
  const { createDiscord } = await import("./platforms/discord/index.ts");
  return createDiscord({
    ...discord,
    log,
    channels: () => idsOn("discord", channels()),
    onLeftOut: (what, why) => event("discord", what, why),
    // Reading what is written needs a grant of Discord's: it is asked for where somebody wants it alone.
    ...(readsOn("discord", config) && { wantsMessages: (channel) => wantsMessages(`discord:${channel}`) }),
  });
}

function openAccounts({ accounts }: Config, pools: Pools, log: Log): Accounts {
  const drawing = accounts.map(({ name, provider, baseUrl, rateLimit, pace, ...keys }) => {
    const { INFO, secretKey } = PROVIDERS[provider];
    const secret = String((keys as Record<string, unknown>)[secretKey]);
    return { name, rateLimit, pace, limits: INFO.limits, credential: credentialOf(provider, baseUrl, secret) };
  });
  const limits = limitsOf(drawing);
  return new Map(
    accounts.map((account) => {
      const { open }: { open: (declared: never, around: Surroundings) => Account } = PROVIDERS[account.provider];
      // The provider's own schema made it, so the two always fit.
      const opened = open(account as never, { pools, log, limits: limits.get(account.name) ?? [] });
      const { checkLink }: ProviderAccounts = PROVIDERS[account.provider];
      const flawsOf = (conversation: string) => checkLink({ conversation, posts: false, asOrganization: null }, account);
      return [account.name, { ...opened, flawsOf, owner: account.owner }];
    }),
  );
}

/** Whether every account and platform lets us in. */
async function checked(config: Config, webhooks: Webhooks | null): Promise<Checked> {
  const pools = createPools();
  const places = new Map(config.accounts.map(({ name, baseUrl }) => [name, baseUrl]));
  try {
    return await check({ webhooks, places, accounts: openAccounts(config, pools, SILENT), platforms: await checkPlatforms(config) });
  } finally {
    await pools.close();
  }
}

async function checkPlatforms(config: Config): Promise<readonly PlatformChecked[]> {
  return (await Promise.all([slackChecked(config), discordChecked(config)])).filter((one) => one !== null);
}

async function slackChecked(config: Config): Promise<PlatformChecked | null> {
  if (config.slack === null) return null;
  const { checkSlack } = await import("./platforms/slack/check.ts");
  const { botToken, apiUrl, mode } = config.slack;
  const appToken = mode.kind === "socket" ? mode.appToken : null;
  const named = namedEmoji(config.links, "slack");
  const asked = { botToken, appToken, apiUrl, channels: namedOn("slack", config), readsEmoji: named.size > 0 };
  return { title: "Slack", ...withUnknown(named, await checkSlack(asked)) };
}

async function discordChecked(config: Config): Promise<PlatformChecked | null> {
  if (config.discord === null) return null;
  const { checkDiscord } = await import("./platforms/discord/check.ts");
  const named = namedEmoji(config.links, "discord");
  const reads = { readsMessages: readsOn("discord", config), readsEmoji: named.size > 0 };
  return {
    title: "Discord",
    ...withUnknown(named, await checkDiscord({ ...config.discord, ...reads, channels: namedOn("discord", config) })),
  };
}

/** As what an emoji goes out, account by account. */
function explained(emoji: string, config: Config): string {
  return explain(emoji, config.links, openAccounts(config, createPools(), SILENT), config.families);
}

/** A bridge that can read its configuration again. */
async function opened(config: Config): Promise<Bridge> {
  const bridge = await openBridge(config, { reread: rereadIn(process.env) });
  await compact();
  return bridge;
}

/** The sandbox is not part of the image, and loaded by nobody else. */
async function play(once: boolean): Promise<number> {
  const sandbox = await import("./sandbox/index.ts");
  return sandbox.play({ read, openBridge, once });
}

if (import.meta.main)
  await runCommand(process.argv, { read, openBridge: opened, check: checked, explain: explained, move, play, crashed: logCrash });
