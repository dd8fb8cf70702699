import type { Link } from "../domain/link.ts";
import type { NetworkName } from "../domain/network.ts";
import type { Slot } from "../domain/slot.ts";
import type { Limit } from "../domain/window.ts";
import type { Target } from "./target.ts";

/** One of our identities on a network, through a provider. */
export interface Account {
  readonly name: string;
  readonly provider: string;
  readonly network: NetworkName;
  /** Everything that its calls draw from; the scopes of one credential are equal over its accounts. */
  readonly limits: readonly Limit[];
  /** Null where this account cannot react to messages, or to posts. */
  readonly messages: Target | null;
  readonly posts: Target | null;
  /**
   * A harmless read: resolves when the provider lets this account in. One call, which draws from `limits`. Throws nothing but
   * TargetError, and must give up when `signal` is aborted.
   */
  probe(signal: AbortSignal): Promise<void>;
  /**
   * Of the places that the provider documents, another one that answers; null for none. For an operator whose probe failed: it makes a
   * call of its own. Only where the documents disagree.
   */
  elsewhere?(signal: AbortSignal): Promise<string | null>;
  /** Reads what somebody outside says of a target message: the slot, or every complaint, each a clause without secrets. */
  slot(link: Link, target: unknown): { readonly slot: Slot } | { readonly complaints: readonly string[] };
}

export type Accounts = ReadonlyMap<string, Account>;

/** The target that fills a slot; null when the account is gone from the configuration, or cannot. */
export function targetOf(accounts: Accounts, slot: Pick<Slot, "account" | "post">): Target | null {
  const account = accounts.get(slot.account);
  return (slot.post ? account?.posts : account?.messages) ?? null;
}
