import type { z } from "zod";
import type { Narrowing, NetworkName, ReactionRules } from "../domain/network.ts";

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
  /** No faster than a person would; nulls where nobody minds. */
  readonly pace: { readonly perDay: number | null; readonly spacingMs: number | null };
}

/** An account with its provider's own keys: a union that `provider` discriminates when `P` is the registry's own type. */
export type AccountConfig<P extends Providers = Providers> = {
  readonly [N in keyof P & string]: CommonAccount & Readonly<z.output<P[N]["accountSchema"]>> & { readonly provider: N };
}[keyof P & string];
