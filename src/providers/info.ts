import type { NetworkName, ReactionRules } from "../domain/network.ts";

/** A request limit of the provider, as a sliding window. */
export interface Limit {
  /** `credential`: shared by every account that uses the same key; `account`: each account has its own. */
  readonly scope: "credential" | "account";
  readonly requests: number;
  readonly perMs: number;
  /** False where the provider publishes no number and this one is our assumption. */
  readonly documented: boolean;
}

/** What is known of a provider without asking it. Facts alone. */
export interface ProviderInfo {
  /** As `provider:` names it in the configuration. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** Everything before the documented paths. */
  readonly baseUrl: string;
  /** How a request shows its key: `prefix` goes before it. */
  readonly auth: { readonly header: string; readonly prefix: string };
  readonly limits: readonly Limit[];
  /** network ⊕ provider; absent where the provider does not reach that network. */
  readonly messages: Partial<Readonly<Record<NetworkName, ReactionRules>>>;
  readonly posts: Partial<Readonly<Record<NetworkName, ReactionRules>>>;
  /** Where the facts were read. */
  readonly documents: readonly string[];
}
