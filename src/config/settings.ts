/** Where the bridge stores what it knows. */
export type DatabaseSettings = { readonly kind: "sqlite"; readonly path: string } | { readonly kind: "postgres"; readonly url: string };

/** What a value of DATABASE_URL names; null when it is none. */
export function databaseOf(url: string): DatabaseSettings | null {
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (path !== undefined) return { kind: "sqlite", path };
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url) ? { kind: "postgres", url } : null;
}

export interface SlackSettings {
  readonly botToken: string;
  /** Socket Mode when there is an app-level token, else HTTP. */
  readonly mode: { readonly kind: "socket"; readonly appToken: string } | { readonly kind: "http"; readonly signingSecret: string };
  /** Ends in a slash. */
  readonly apiUrl: string;
}

export interface DiscordSettings {
  readonly botToken: string;
  /** Without a version and without a slash at its end. */
  readonly apiUrl: string;
}

/** What the environment says. */
export interface Settings {
  readonly slack: SlackSettings | null;
  readonly discord: DiscordSettings | null;
  readonly database: DatabaseSettings;
  readonly host: string;
  readonly port: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  /** Null switches the console and the JSON API off. */
  readonly adminToken: string | null;
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every variable that the bridge reads by itself, in the order of `.env.example`; the secrets also as `NAME_FILE`. */
export const VARIABLES = {
  SLACK_BOT_TOKEN: { secret: true },
  SLACK_APP_TOKEN: { secret: true },
  SLACK_SIGNING_SECRET: { secret: true },
  SLACK_API_URL: { fallback: "https://slack.com/api/" },
  DISCORD_BOT_TOKEN: { secret: true },
  DISCORD_API_URL: { fallback: "https://discord.com/api" },
  DATABASE_URL: { secret: true, fallback: "sqlite:data/bridge.db" },
  BRIDGE_CONFIG: { fallback: "config/bridge.yaml" },
  HOST: { fallback: "127.0.0.1" },
  PORT: { fallback: "3000" },
  METRICS_HOST: {},
  METRICS_PORT: { fallback: "9464" },
  ADMIN_TOKEN: { secret: true },
  LOG_LEVEL: { fallback: "info" },
} as const satisfies Readonly<Record<string, { readonly secret?: true; readonly fallback?: string }>>;

export type VariableName = keyof typeof VARIABLES;
