import { isPlatform } from "../domain/message.ts";
import type { NetworkName } from "../domain/network.ts";
import { accountSchemaOf, type CommonKeys } from "./account-schema.ts";
import { below, type Complain } from "./complaint.ts";
import { name } from "./fields.ts";
import { complainOfClauses, isGroup, readKeys } from "./issues.ts";
import { checkNarrowing, narrowingOf } from "./narrowing.ts";
import { choice, quoted } from "./nearest.ts";
import type { AccountConfig, CommonAccount, ProviderAccounts, Providers } from "./provider.ts";

/** What is known of an account even when something about it is wrong: enough to judge its links. */
export interface AccountSketch {
  readonly provider: ProviderAccounts | undefined;
  readonly network: NetworkName | undefined;
  readonly owner: string | undefined;
}

export interface ReadAccount<P extends Providers> extends AccountSketch {
  /** Null when there is a complaint about it. */
  readonly account: AccountConfig<P> | null;
}

/** By their names. */
export type AccountSketches = ReadonlyMap<string, AccountSketch>;

export function readAccounts<P extends Providers>(raw: unknown, providers: P, complain: Complain): ReadonlyMap<string, ReadAccount<P>> {
  if (!isGroup(raw)) return new Map();
  return new Map(Object.entries(raw).map(([key, value]) => [key, readAccount(key, value, providers, below(complain, key))]));
}

function readAccount<P extends Providers>(key: string, raw: unknown, providers: P, complain: Complain): ReadAccount<P> {
  let sound = true;
  const object: Complain = (path, problem, fix) => {
    sound = false;
    complain(path, problem, fix);
  };
  checkName(key, object);
  const provider = readProvider(key, raw, providers, object);
  if (provider === undefined) return { provider, network: undefined, owner: undefined, account: null };

  const schema = accountSchemaOf(provider.name, provider.accounts);
  const { INFO, secretKey, checkAccount } = provider.accounts;
  const keys: Partial<CommonKeys> & Readonly<Record<string, unknown>> = readKeys(schema, raw, object);
  const { webhookSecret, owner, reactions, rateLimit, pace, baseUrl = INFO.baseUrl, ...own } = keys;
  const network = networkOf(provider.accounts, own);
  if (network !== undefined) {
    const rules = [INFO.messages[network], INFO.posts[network]].filter((one) => one !== undefined);
    checkNarrowing(reactions ?? {}, rules, below(object, "reactions"));
    const clauses = checkAccount({ ...own, network, baseUrl, secret: String(own[secretKey]) });
    complainOfClauses(
      clauses.map((clause) => clause.replace(/^the key /, `${secretKey} `)),
      schema,
      object,
    );
  }
  if (!sound || network === undefined) return { provider: provider.accounts, network, owner, account: null };

  const common: CommonAccount = {
    name: key,
    network,
    baseUrl,
    webhookSecrets: webhookSecret === undefined ? [] : [webhookSecret].flat(),
    owner: owner ?? null,
    reactions: narrowingOf(reactions ?? {}),
    rateLimit: rateLimit ?? null,
    pace: { perDay: pace?.perDay ?? null, spacingMs: pace?.spacingMs ?? null },
  };
  return { provider: provider.accounts, network, owner, account: { ...own, ...common, provider: provider.name } as AccountConfig<P> };
}

function checkName(key: string, complain: Complain): void {
  const read = name.safeParse(key);
  const fix = "Rename the account: its name is part of /webhooks/{account}.";
  for (const { message } of read.error?.issues ?? []) complain([], message, fix);
  if (isPlatform(key)) complain([], "is the name of a platform, which is an account of its own on the way back", fix);
}

function readProvider(
  key: string,
  raw: unknown,
  providers: Providers,
  complain: Complain,
): { name: string; accounts: ProviderAccounts } | undefined {
  if (!isGroup(raw)) {
    complain([], "must be a group of keys", `For example \`${key}: { provider: … }\`.`);
    return undefined;
  }
  const { provider } = raw;
  const accounts = typeof provider === "string" && Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (typeof provider === "string" && accounts !== undefined) return { name: provider, accounts };
  const names = Object.keys(providers);
  complain(["provider"], provider === undefined ? "is missing" : `must be one of ${quoted(names)}`, choice(provider, names));
  return undefined;
}

/** What the account says, or else the only network that its provider reaches. */
function networkOf({ INFO, accountSchema }: ProviderAccounts, own: Readonly<Record<string, unknown>>): NetworkName | undefined {
  const reached = [...new Set([...Object.keys(INFO.messages), ...Object.keys(INFO.posts)])] as NetworkName[];
  return Object.hasOwn(accountSchema.shape, "network") ? reached.find((network) => network === own["network"]) : reached[0];
}
