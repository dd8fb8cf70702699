import type { Link } from "../domain/link.ts";
import type { Platform } from "../domain/message.ts";
import type { NetworkName } from "../domain/network.ts";
import type { Slot } from "../domain/slot.ts";
import type { Limit } from "../domain/window.ts";
import type { Calls, Registration } from "./calls.ts";
import type { Inbox, Stream } from "./inbox.ts";
import type { Target } from "./target.ts";

/** One of our identities on a network, through a provider; or our bot on a platform, where it is a target. */
export interface Account extends Calls {
  readonly name: string;
  readonly provider: string;
  readonly network: NetworkName | Platform;
  /** Everything that its calls draw from; the scopes of one credential are equal over its accounts. */
  readonly limits: readonly Limit[];
  /** The teammate whose personal account it is, as a configuration names people (`slack:U0DANA`); null or absent when it is everybody's. */
  readonly owner?: string | null;
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
  /** Reads the deliveries at `/webhooks/{account}`; absent where the provider sends none. */
  readonly inbox?: Inbox;
  /** Deliveries over a connection of ours; absent unless the account's configuration asks for it. */
  readonly stream?: Stream;
  readonly registration?: Registration;
  /**
   * Two ids with one key are one conversation; what is no id of a conversation is its own key. Absent where a conversation has one id
   * alone. Pure.
   */
  conversationKey?(id: string): string;
  /** What is wrong with a text as the id of a conversation, each a clause that begins with `conversation`. Absent where any may be one. Pure. */
  flawsOf?(conversation: string): readonly string[];
  /** Reads what somebody outside says of a target message: the slot, or every complaint, each a clause without secrets. */
  slot(link: Link, target: unknown): { readonly slot: Slot } | { readonly complaints: readonly string[] };
}

export type Accounts = ReadonlyMap<string, Account>;

/** What calls of an account draw from that are no reaction. */
export function servedBeside({ name, limits }: Account): { readonly account: string; readonly limits: readonly Limit[] } {
  return { account: name, limits: limits.filter(({ reactionsOnly }) => reactionsOnly !== true) };
}

/** The target that fills a slot; null when the account is gone from the configuration, or cannot. */
export function targetOf(accounts: Accounts, slot: Pick<Slot, "account" | "post">): Target | null {
  const account = accounts.get(slot.account);
  return (slot.post ? account?.posts : account?.messages) ?? null;
}
