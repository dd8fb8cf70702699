import { readFileSync } from "node:fs";
import { type Config, ConfigError, type Environment, type Providers, type ReadFile, readConfig } from "../../src/config.ts";
import * as connectsafely from "../../src/providers/connectsafely/account.ts";
import * as linq from "../../src/providers/linq/account.ts";
import * as postpress from "../../src/providers/postpress/account.ts";
import * as ryzeapi from "../../src/providers/ryzeapi/account.ts";

/** As `main.ts` has it. */
export const providers = { postpress, linq, connectsafely, ryzeapi } satisfies Providers;

export const both: Environment = { SLACK_BOT_TOKEN: "xoxb-bot", SLACK_APP_TOKEN: "xapp-app", DISCORD_BOT_TOKEN: "discord-bot" };

/** One sound account of each kind. */
export const ACCOUNTS = `
accounts:
  wa: { provider: ryzeapi, instance: acme, token: ryze-token }
  wa-pp: { provider: postpress, network: whatsapp, accountId: acc_wa, apiKey: pp-key }
  li: { provider: postpress, network: linkedin, accountId: acc_li, apiKey: pp-key }
  ig: { provider: postpress, network: instagram, accountId: acc_ig, apiKey: pp-key }
  dana: { provider: connectsafely, accountId: "665000000000000000000001", apiKey: cs-key }
  im: { provider: linq, apiKey: linq-key }
`;

/** Files that the bridge's own repository has are there as well. */
export function filesOf(files: Readonly<Record<string, string>>): ReadFile {
  return (path) => files[path] ?? readFileSync(path, "utf8");
}

export function read(yaml: string, env: Environment = both, files: Readonly<Record<string, string>> = {}): Config<typeof providers> {
  return readConfig({ BRIDGE_CONFIG: "test.yaml", ...env }, filesOf({ "test.yaml": yaml, ...files }), providers);
}

/** What reading throws; fails when it throws nothing or something else. */
export function errorOf(yaml: string, env: Environment = both, files: Readonly<Record<string, string>> = {}): ConfigError {
  try {
    read(yaml, env, files);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

/** `key: problem. fix`, one for each complaint. */
export function wrongs(yaml: string, env: Environment = both, files: Readonly<Record<string, string>> = {}): readonly string[] {
  return errorOf(yaml, env, files).complaints.map(({ key, problem, fix }) => `${key}: ${problem}. ${fix}`);
}
