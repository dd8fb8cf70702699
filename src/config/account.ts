import { z } from "zod";
import type { Narrowing, NetworkName, ReactionRules } from "../domain/network.ts";
import { below, type Complain } from "./complaint.ts";
import { unicodeEmoji } from "./emoji.ts";
import { httpUrl, name, person, text, wholeNumber } from "./fields.ts";
import { complainOfClauses, isGroup, readKeys } from "./issues.ts";
import { checkNarrowing, narrowingOf } from "./narrowing.ts";
import { choice, quoted } from "./nearest.ts";

/**
 * What the configuration must know of one provider, as `providers/<name>/account.ts` exports it. Handed in, so that this folder
 * names no provider. Clauses begin with the key they are about ("accountId must be …") and never repeat a value.
 */
export interface ProviderAccounts {
  readonly INFO: {
    readonly title: string;
    /** The default of `baseUrl`. */
    readonly baseUrl: string;
    readonly messages: Partial<Readonly<Record<NetworkName, ReactionRules>>>;
    readonly posts: Partial<Readonly<Record<NetworkName, ReactionRules>>>;
  };
  /** The account's keys beside those that every account has; with a key `network` where the provider reaches several. */
  readonly accountSchema: z.ZodObject;
  /** Which of those keys holds the API key or token. */
  readonly secretKey: string;
  readonly checkAccount: (account: AccountFacts) => readonly string[];
  readonly checkLink: (link: LinkFacts, account: { readonly network: NetworkName }) => readonly string[];
}

export interface AccountFacts {
  readonly network: NetworkName;
  readonly baseUrl: string;
  readonly secret: string;
  readonly accountId?: string | undefined;
  readonly instance?: string | undefined;
}

export interface LinkFacts {
  readonly conversation: string | null;
  readonly posts: boolean;
  readonly asOrganization: string | null;
}

/** By the name that `provider:` gives them. */
export type Providers = Readonly<Record<string, ProviderAccounts>>;

/** What every account has, whichever its provider. */
export interface CommonAccount {
  readonly name: string;
  readonly network: NetworkName;
  /** Everything before the documented path, without a slash at its end. */
  readonly baseUrl: string;
  /** Any of them may sign a delivery; none: no webhook is accepted for this account. */
  readonly webhookSecrets: readonly string[];
  /** The teammate whose personal account it is, as `slack:U0DANA`. */
  readonly owner: string | null;
  readonly reactions: Narrowing;
  /** Replaces every default limit that applies to the account. */
  readonly rateLimit: { readonly requests: number; readonly perMs: number } | null;
}

/** An account with its provider's own keys: a union that `provider` discriminates when `P` is the registry's own type. */
export type AccountConfig<P extends Providers = Providers> = {
  readonly [N in keyof P & string]: CommonAccount & Readonly<z.output<P[N]["accountSchema"]>> & { readonly provider: N };
}[keyof P & string];

const COMMON = {
  baseUrl: httpUrl.optional(),
  webhookSecret: z
    .union([text, z.array(text).min(1).max(2)])
    .meta({
      description: "What signs or accompanies the provider's webhook deliveries; two while it is being rotated.",
      examples: [`\${WEBHOOK_SECRET}`],
    })
    .optional(),
  owner: person.meta({ description: "The teammate whose personal account it is.", examples: ["slack:U0DANA"] }).optional(),
  reactions: z
    .strictObject({
      allowed: z
        .array(unicodeEmoji)
        .min(1)
        .meta({ description: "The only emoji that may be shown.", examples: [["👍", "❤️"]] }),
      perMessage: wholeNumber.meta({ description: "How many emoji on one message.", examples: [1] }),
      canRemove: z.boolean().meta({ description: "False: never remove.", examples: [false] }),
    })
    .partial()
    .meta({ description: "Narrows what the network and the provider allow.", examples: [{ perMessage: 1 }] })
    .optional(),
  rateLimit: z
    .strictObject({
      requests: wholeNumber.meta({ description: "Requests in one window.", examples: [200] }),
      perMs: wholeNumber.meta({ description: "The window in milliseconds.", examples: [60_000] }),
    })
    .meta({ description: "The plan's real limit; replaces every default.", examples: [{ requests: 200, perMs: 60_000 }] })
    .optional(),
};

type CommonKeys = z.output<z.ZodObject<typeof COMMON>>;

/** Every key of an account at this provider. */
export function accountSchemaOf(provider: string, { INFO, accountSchema }: ProviderAccounts) {
  const baseUrl = httpUrl.meta({ description: "Everything before the documented path.", examples: [INFO.baseUrl] }).optional();
  return z.strictObject({ provider: z.literal(provider), ...(accountSchema.shape as Record<string, z.ZodType>), ...COMMON, baseUrl });
}

/** What is known of the accounts by name; null for those with a complaint. */
export type Accounts<P extends Providers> = ReadonlyMap<string, AccountConfig<P> | null>;

export function readAccounts<P extends Providers>(raw: unknown, providers: P, complain: Complain): Accounts<P> {
  if (!isGroup(raw)) return new Map();
  return new Map(Object.entries(raw).map(([key, value]) => [key, readAccount(key, value, providers, below(complain, key))]));
}

function readAccount<P extends Providers>(key: string, raw: unknown, providers: P, complain: Complain): AccountConfig<P> | null {
  let sound = true;
  const object: Complain = (path, problem, fix) => {
    sound = false;
    complain(path, problem, fix);
  };
  if (!name.safeParse(key).success)
    object(
      [],
      "may hold letters, digits, `-`, `_` and `.` only, and begins with a letter or digit",
      "Rename the account: its name is part of /webhooks/{account}.",
    );
  if (!isGroup(raw)) {
    object([], "must be a group of keys", `For example \`${key}: { provider: … }\`.`);
    return null;
  }
  const names = Object.keys(providers);
  const provider = typeof raw["provider"] === "string" && Object.hasOwn(providers, raw["provider"]) ? raw["provider"] : undefined;
  const accounts = provider === undefined ? undefined : providers[provider];
  if (provider === undefined || accounts === undefined) {
    object(["provider"], raw["provider"] === undefined ? "is missing" : `must be one of ${quoted(names)}`, choice(raw["provider"], names));
    return null;
  }
  const schema = accountSchemaOf(provider, accounts);
  const keys: Partial<CommonKeys> & Readonly<Record<string, unknown>> = readKeys(schema, raw, object);
  const { webhookSecret, owner, reactions, rateLimit, baseUrl = accounts.INFO.baseUrl, ...own } = keys;
  const network = networkOf(accounts, own);
  if (network !== undefined && reactions !== undefined) {
    checkNarrowing(
      reactions,
      [accounts.INFO.messages[network], accounts.INFO.posts[network]].filter((rules) => rules !== undefined),
      below(object, "reactions"),
    );
  }
  if (!sound || network === undefined) return null;
  const secret = String(own[accounts.secretKey]);
  complainOfClauses(
    accounts.checkAccount({ ...own, network, baseUrl, secret }).map((clause) => clause.replace(/^the key /, `${accounts.secretKey} `)),
    schema,
    object,
  );
  if (!sound) return null;
  const common: CommonAccount = {
    name: key,
    network,
    baseUrl,
    webhookSecrets: webhookSecret === undefined ? [] : [webhookSecret].flat(),
    owner: owner ?? null,
    reactions: narrowingOf(reactions ?? {}),
    rateLimit: rateLimit ?? null,
  };
  return { ...own, ...common, provider } as AccountConfig<P>;
}

/** What the account says, or else the only network that its provider reaches. */
function networkOf({ INFO, accountSchema }: ProviderAccounts, own: Readonly<Record<string, unknown>>): NetworkName | undefined {
  const reached = [...new Set([...Object.keys(INFO.messages), ...Object.keys(INFO.posts)])] as NetworkName[];
  return "network" in accountSchema.shape ? reached.find((network) => network === own["network"]) : reached[0];
}
