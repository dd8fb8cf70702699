import { z } from "zod";
import type { Complain } from "./complaint.ts";
import { choice } from "./nearest.ts";
import {
  type DatabaseSettings,
  type DiscordSettings,
  databaseOf,
  LOG_LEVELS,
  type LogLevel,
  type Settings,
  type SlackSettings,
  VARIABLES,
  type VariableName,
} from "./settings.ts";
import type { Lookup } from "./variable.ts";

/** Reads one variable with its default; undefined when it has none or somebody has complained already. */
type Read = (name: VariableName) => string | undefined;

/** What `readSettings` cannot give because of a complaint holds a default: use it only when there was none. */
export function readSettings(lookup: Lookup, plain: Lookup, complain: Complain): Settings {
  const read: Read = (name) => {
    const variable: { secret?: true; fallback?: string } = VARIABLES[name];
    const value = (variable.secret ? lookup : plain)(name);
    return value === undefined ? variable.fallback : (value ?? undefined);
  };
  const isSet = (name: VariableName) => lookup(name) !== undefined;
  const host = readHost("HOST", read, complain);
  const settings: Settings = {
    slack: readSlack(read, isSet, complain),
    discord: readDiscord(read, isSet, complain),
    database: readDatabase(read, complain),
    host,
    port: readPort("PORT", read, complain),
    metricsHost: read("METRICS_HOST") === undefined ? host : readHost("METRICS_HOST", read, complain),
    metricsPort: readPort("METRICS_PORT", read, complain),
    adminToken: readAdminToken(read, complain),
    logLevel: readLogLevel(read, complain),
  };
  if (settings.port !== 0 && settings.port === settings.metricsPort) {
    complain(["METRICS_PORT"], "is the same as PORT", "Give the metrics a port of their own, for example 9464.");
  }
  if (!isSet("SLACK_BOT_TOKEN") && !isSet("DISCORD_BOT_TOKEN")) {
    complain(
      ["SLACK_BOT_TOKEN"],
      "is not set, and neither is DISCORD_BOT_TOKEN",
      "Set one of them, or both: the bridge needs a place where the team works.",
    );
  }
  return settings;
}

function readSlack(read: Read, isSet: (name: VariableName) => boolean, complain: Complain): SlackSettings | null {
  const botToken = read("SLACK_BOT_TOKEN");
  const appToken = read("SLACK_APP_TOKEN");
  const signingSecret = read("SLACK_SIGNING_SECRET");
  const apiUrl = readUrl("SLACK_API_URL", read, complain);
  if (botToken !== undefined && !botToken.startsWith("xoxb-")) complain(["SLACK_BOT_TOKEN"], ...notABotToken(botToken));
  if (appToken !== undefined && !appToken.startsWith("xapp-")) {
    const fix = appToken.startsWith("xoxb-") ? "This one belongs in SLACK_BOT_TOKEN. " : "";
    complain(
      ["SLACK_APP_TOKEN"],
      "is no app-level token (xapp-…)",
      `${fix}Make one under Basic Information → App-Level Tokens, with the scope connections:write.`,
    );
  }
  if (!isSet("SLACK_BOT_TOKEN")) {
    if (!isSet("SLACK_APP_TOKEN") && !isSet("SLACK_SIGNING_SECRET")) return null;
    const given = isSet("SLACK_APP_TOKEN") ? "SLACK_APP_TOKEN" : "SLACK_SIGNING_SECRET";
    complain(
      ["SLACK_BOT_TOKEN"],
      `is not set although ${given} is`,
      "Set it to the Bot User OAuth Token (xoxb-…) of the app's OAuth & Permissions page.",
    );
  }
  if (isSet("SLACK_BOT_TOKEN") && !isSet("SLACK_APP_TOKEN") && !isSet("SLACK_SIGNING_SECRET")) {
    complain(
      ["SLACK_APP_TOKEN"],
      "is not set, and neither is SLACK_SIGNING_SECRET",
      "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode.",
    );
  }
  // Every Slack app has a signing secret, so both together are usual: the app-level token is the one made on purpose.
  const mode =
    appToken === undefined ? ({ kind: "http", signingSecret: signingSecret ?? "" } as const) : ({ kind: "socket", appToken } as const);
  return { botToken: botToken ?? "", mode, apiUrl: `${apiUrl}/` };
}

function notABotToken(token: string): [problem: string, fix: string] {
  const fix = "Copy the Bot User OAuth Token of the app's OAuth & Permissions page.";
  if (token.startsWith("xapp-")) return ["is an app-level token (xapp-…)", `This one belongs in SLACK_APP_TOKEN. ${fix}`];
  if (token.startsWith("xoxp-")) return ["is a user's token (xoxp-…)", fix];
  if (token.startsWith("xoxe"))
    return ["is a token that expires (xoxe…)", "Use an app without token rotation: a bot token that begins with xoxb-."];
  return ["is no bot token (xoxb-…)", fix];
}

function readDiscord(read: Read, isSet: (name: VariableName) => boolean, complain: Complain): DiscordSettings | null {
  const botToken = read("DISCORD_BOT_TOKEN");
  const apiUrl = readUrl("DISCORD_API_URL", read, complain);
  if (/\/v\d+$/.test(apiUrl)) complain(["DISCORD_API_URL"], "ends with a version", "Leave the version out, as in https://discord.com/api.");
  if (botToken !== undefined && /\s/.test(botToken)) {
    complain(["DISCORD_BOT_TOKEN"], "has a space in it", "Give the token alone, without the word Bot before it.");
  }
  return isSet("DISCORD_BOT_TOKEN") ? { botToken: botToken ?? "", apiUrl } : null;
}

function readDatabase(read: Read, complain: Complain): DatabaseSettings {
  const url = read("DATABASE_URL") ?? VARIABLES.DATABASE_URL.fallback;
  const database = databaseOf(url);
  if (database === null) {
    complain(
      ["DATABASE_URL"],
      "is neither sqlite:path nor a postgres:// URL",
      `Write it as ${VARIABLES.DATABASE_URL.fallback} or postgres://user:password@host/database.`,
    );
  }
  return database ?? { kind: "postgres", url };
}

function readHost(name: "HOST" | "METRICS_HOST", read: Read, complain: Complain): string {
  const host = read(name) ?? VARIABLES.HOST.fallback;
  const sound = z.union([z.ipv4(), z.ipv6(), z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/)]).safeParse(host).success;
  if (!sound)
    complain(
      [name],
      "is no address to listen on",
      "Write an IP address or a host name, without scheme and port: 127.0.0.1, or 0.0.0.0 for every interface.",
    );
  return host;
}

function readPort(name: "PORT" | "METRICS_PORT", read: Read, complain: Complain): number {
  const text = read(name) ?? VARIABLES[name].fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  complain([name], "is no port", `Write a whole number from 1 to 65535 (0 takes any free one), for example ${VARIABLES[name].fallback}.`);
  return 0;
}

function readUrl(name: "SLACK_API_URL" | "DISCORD_API_URL", read: Read, complain: Complain): string {
  const url = read(name) ?? VARIABLES[name].fallback;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    complain([name], "is no http(s) URL", `Write it as ${VARIABLES[name].fallback}, or unset it.`);
  return url.replace(/\/+$/, "");
}

function readAdminToken(read: Read, complain: Complain): string | null {
  const token = read("ADMIN_TOKEN");
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    complain(
      ["ADMIN_TOKEN"],
      "cannot go into a header",
      "Use printable ASCII without spaces, for example the output of: openssl rand -hex 32.",
    );
  }
  return token ?? null;
}

function readLogLevel(read: Read, complain: Complain): LogLevel {
  const text = (read("LOG_LEVEL") ?? VARIABLES.LOG_LEVEL.fallback).toLowerCase();
  const level = LOG_LEVELS.find((one) => one === text);
  if (level === undefined) complain(["LOG_LEVEL"], "is no level of the log", choice(text, LOG_LEVELS));
  return level ?? "info";
}
