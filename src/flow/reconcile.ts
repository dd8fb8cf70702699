import type { Judge } from "../domain/desire.ts";
import type { Families } from "../domain/ladder.ts";
import type { Mirror } from "../domain/mirror.ts";
import { type Moment, type Outcome, proceed, take } from "../domain/pass.ts";
import { type Accounts, targetOf } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Claim, Decide, Served } from "../ports/store.ts";
import { LEASE_MS } from "./deliver.ts";
import type { Links } from "./links.ts";

export interface ReconcileOptions {
  readonly links: Links;
  readonly accounts: Accounts;
  readonly families: Families;
  readonly clock: Clock;
}

/** Brings what is configured to the domain's decisions. */
export interface Reconcile {
  readonly served: readonly Served[];
  of(account: string): Served;
  /** Decides how the pass over a mirror begins. */
  begin(holder: string): Decide;
  /** Decides how it goes on after a move. */
  goOn(holder: string, claim: Claim, outcome: Outcome): Decide;
}

export function createReconcile({ links, accounts, families, clock }: ReconcileOptions): Reconcile {
  const served = [...accounts.values()].map(({ name, limits }): Served => ({ account: name, limits }));

  function judge({ slot }: Mirror, refused: readonly string[]): Judge {
    const target = targetOf(accounts, slot);
    if (target === null) throw new Error(`account ${slot.account} cannot fill this slot`);
    return { rules: target.rules, families, links: links.all(), refused };
  }

  function moment(holder: string, mirror: Mirror, nowMs: number, tokenWaitMs: number): Moment {
    const readable = targetOf(accounts, mirror.slot)?.shown !== undefined;
    return { holder, nowMs, leaseMs: LEASE_MS, tokenWaitMs, readable, random: clock.random() };
  }

  return {
    served,
    of: (account) => served.find((one) => one.account === account) ?? { account, limits: [] },
    begin: (holder) => (mirror, at) => take(mirror, judge(mirror, at.health.refused), moment(holder, mirror, at.nowMs, at.tokenWaitMs)),
    goOn: (holder, claim, outcome) => (mirror, at) =>
      proceed(mirror, claim.move, outcome, judge(mirror, at.health.refused), moment(holder, mirror, at.nowMs, at.tokenWaitMs)),
  };
}
