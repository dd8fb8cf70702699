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
  /** Reads what somebody outside says of a target message: the slot, or every complaint, each a clause without secrets. */
  slot(link: Link, target: unknown): { readonly slot: Slot } | { readonly complaints: readonly string[] };
}

export type Accounts = ReadonlyMap<string, Account>;

/** The target that fills a slot; null when the account is gone from the configuration, or cannot. */
export function targetOf(accounts: Accounts, slot: Pick<Slot, "account" | "post">): Target | null {
  const account = accounts.get(slot.account);
  return (slot.post ? account?.posts : account?.messages) ?? null;
}
