import { type AccountSketches, readAccounts } from "./config/account.ts";
import { below, type Complain, type Complaints, ConfigError, complaints } from "./config/complaint.ts";
import { parseYaml } from "./config/document.ts";
import { readSettings } from "./config/environment.ts";
import { readFamilies } from "./config/families.ts";
import { deepFreeze } from "./config/freeze.ts";
import { isGroup, readKeys } from "./config/issues.ts";
import { readLinks } from "./config/link.ts";
import { mergePolicy } from "./config/policy.ts";
import type { AccountConfig, Providers } from "./config/provider.ts";
import { checkQuietHours } from "./config/quiet.ts";
import { defaultsSchema, outlineSchema } from "./config/schema.ts";
import { type Settings, VARIABLES } from "./config/settings.ts";
import { type Environment, interpolate, type Lookup, lookupIn, type ReadFile } from "./config/variable.ts";
import { RETENTION_DAYS } from "./domain/keeping.ts";
import type { Families } from "./domain/ladder.ts";
import type { Link } from "./domain/link.ts";
import { DEFAULT_POLICY, type Policy } from "./domain/policy.ts";

export { ConfigError } from "./config/complaint.ts";
export type { Providers } from "./config/provider.ts";
export type { Settings } from "./config/settings.ts";
export type { Environment, ReadFile } from "./config/variable.ts";

/** Everything that an operator can say, checked and complete; frozen to its leaves. */
export interface Config<P extends Providers = Providers> extends Settings, BridgeFile<P> {
  /** Which emoji may stand for which, from `config/emoji.yaml`. */
  readonly families: Families;
}

/** The path of the operator's file. */
export function pathIn(env: Environment): string {
  return env["BRIDGE_CONFIG"]?.trim() || VARIABLES.BRIDGE_CONFIG.fallback;
}

/** What the file that BRIDGE_CONFIG names says. */
interface BridgeFile<P extends Providers> {
  readonly accounts: readonly AccountConfig<P>[];
  readonly links: readonly Link[];
  /** What a link allows that says nothing of it, such as one that is made in chat. */
  readonly policy: Policy;
  /** Where operators are told, as `channel` is written; null for nowhere. */
  readonly alerts: string | null;
  /** For how many days what is settled is kept. */
  readonly retentionDays: number;
}

/**
 * Reads the environment and the file that BRIDGE_CONFIG names; variables that it does not know are nobody's concern. `readFile`
 * returns a file's text and throws as `node:fs` does. Throws one ConfigError that names every key which is wrong, missing or unknown.
 */
export function readConfig<const P extends Providers>(env: Environment, readFile: ReadFile, providers: P): Config<P> {
  const path = pathIn(env);
  const inEnvironment = complaints(null, () => 0);
  const lookup = lookupIn(env, readFile, inEnvironment.complain);
  const settings = readSettings(lookup, (name) => env[name]?.trim() || undefined, inEnvironment.complain);

  const text = readBridgeFile(path, readFile, inEnvironment.complain);
  const yaml = parseYaml(text);
  const inFile = complaints(path, yaml.lineOf);
  const file = readBridge(yaml.value, { settings, providers, lookup, inFile });

  const { families, complaints: inFamilies } = readFamilies(readFile);

  const all = [...inEnvironment.all(), ...yaml.errors(path), ...inFile.all(), ...inFamilies];
  if (all.length > 0) throw new ConfigError(all);
  return deepFreeze({ ...settings, ...file, families });
}

function readBridgeFile(path: string, readFile: ReadFile, complain: Complain): string {
  try {
    return readFile(path);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    complain(
      ["BRIDGE_CONFIG"],
      missing ? `names ${path}, which does not exist` : `names ${path}, which cannot be read`,
      missing ? `Begin with the example: cp config/bridge.example.yaml ${path}` : "Give the path of a YAML file that this user may read.",
    );
    return "";
  }
}

interface Surroundings<P extends Providers> {
  readonly settings: Settings;
  readonly providers: P;
  readonly lookup: Lookup;
  readonly inFile: Complaints;
}

/** What it cannot give because of a complaint is a placeholder: use it only when there was none. */
function readBridge<P extends Providers>(value: unknown, { settings, providers, lookup, inFile }: Surroundings<P>): BridgeFile<P> {
  const { complain, mute } = inFile;
  const raw = interpolate(value ?? {}, lookup, complain, mute);
  if (!isGroup(raw)) complain([], "must be a group of keys", "Begin with `accounts:` and `links:`.");
  const outline = readKeys(outlineSchema, withoutEmpty(raw), complain);
  const defaults = outline.defaults === undefined ? {} : readKeys(defaultsSchema, outline.defaults, below(complain, "defaults"));
  const policy = mergePolicy(DEFAULT_POLICY, defaults.policy ?? {});
  const accounts = readAccounts(outline.accounts, providers, below(complain, "accounts"));
  const links = readLinks(outline.links, { accounts, policy }, below(complain, "links"));
  const hasZone = links.some((link) => link.policy.quietHours.timeZone !== null);
  if (!hasZone) checkQuietHours(defaults.policy?.quietHours, policy, below(complain, "defaults"));
  const alerts = outline.alerts ?? null;
  checkPlatforms(settings, { accounts, links, alerts }, complain);
  const sound = [...accounts.values()].map(({ account }) => account).filter((account) => account !== null);
  return { accounts: sound, links, policy, alerts, retentionDays: outline.retentionDays ?? RETENTION_DAYS };
}

/** A group whose every line is a comment is as good as none. */
function withoutEmpty(raw: unknown): unknown {
  if (!isGroup(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([key, value]) => value !== null || !Object.hasOwn(outlineSchema.shape, key)));
}

/** Whoever names a channel or a person on a platform must be connected with it. */
function checkPlatforms(
  { slack, discord }: Settings,
  { accounts, links, alerts }: { accounts: AccountSketches; links: readonly Link[]; alerts: string | null },
  complain: Complain,
): void {
  const check = (path: readonly (string | number)[], named: string | null | undefined) => {
    const slackMissing = slack === null && named?.startsWith("slack:");
    const discordMissing = discord === null && named?.startsWith("discord:");
    if (slackMissing) complain(path, "is on Slack, but SLACK_BOT_TOKEN is not set", "Set it, or name something on Discord.");
    if (discordMissing) complain(path, "is on Discord, but DISCORD_BOT_TOKEN is not set", "Set it, or name something on Slack.");
  };
  if (slack === null && discord === null) return;
  for (const [name, { owner }] of accounts) check(["accounts", name, "owner"], owner);
  check(["alerts"], alerts);
  for (const [index, link] of links.entries()) {
    check(["links", index, "channel"], link.channel);
    check(["links", index, "mirrorTo"], link.mirrorTo);
  }
}
