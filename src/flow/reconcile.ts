import { type AccountHealth, failsAlone, knownRefused } from "../domain/account.ts";
import type { Judge } from "../domain/desire.ts";
import type { Families } from "../domain/ladder.ts";
import { type Link, sideTo } from "../domain/link.ts";
import { channelName } from "../domain/message.ts";
import type { Mirror } from "../domain/mirror.ts";
import { type Decision, type Moment, type Outcome, proceed, stranded, take } from "../domain/pass.ts";
import { messageOn } from "../domain/slot.ts";
import { type Accounts, targetOf } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Claim, Decide, Served } from "../ports/store.ts";
import type { Target } from "../ports/target.ts";
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
  /** By what a mirror is judged at a moment; `health` is that of its account. Null when no account can fill its slot. */
  judge(mirror: Mirror, health: AccountHealth, nowMs: number): Judge | null;
}

export function createReconcile({ links, accounts, families, clock }: ReconcileOptions): Reconcile {
  const served = [...accounts.values()].map(({ name, limits }): Served => ({ account: name, limits }));

  /** Brings mirror, judge and moment together; sets aside what no account can fill. */
  function decided(holder: string, decision: (mirror: Mirror, judge: Judge, at: Moment) => Decision): Decide {
    return (mirror, { nowMs, tokenWaitMs, health }) => {
      const target = targetOf(accounts, mirror.slot);
      if (target === null) return stranded(mirror);
      const judge = judgeOf(mirror, target, health, nowMs);
      const readable = target.shown !== undefined;
      const alone = failsAlone(health, mirror);
      return decision(mirror, judge, { holder, nowMs, leaseMs: LEASE_MS, tokenWaitMs, alone, readable, random: clock.random() });
    };
  }

  function judgeOf(mirror: Mirror, { rules }: Target, health: AccountHealth, nowMs: number): Judge {
    const refused = knownRefused(health, nowMs).map(({ emoji }) => emoji);
    return { rules, families, links: deciding(mirror), refused };
  }

  /** The links by which a mirror is judged; into a channel, each as its other end has it. */
  function deciding({ slot, feeds }: Mirror): readonly Link[] {
    const message = messageOn(slot);
    if (message === null) return links.all();
    const feeding = new Set(feeds.map(({ link }) => link));
    return links.all().flatMap((link) => {
      const side = feeding.has(link.name) ? sideTo(link, channelName(message)) : null;
      return side === null ? [] : [{ ...link, policy: side.policy }];
    });
  }

  return {
    served,
    of: (account) => served.find((one) => one.account === account) ?? { account, limits: [] },
    begin: (holder) => decided(holder, take),
    goOn: (holder, claim, outcome) => decided(holder, (mirror, judge, at) => proceed(mirror, claim.move, outcome, judge, at)),
    judge(mirror, health, nowMs) {
      const target = targetOf(accounts, mirror.slot);
      return target === null ? null : judgeOf(mirror, target, health, nowMs);
    },
  };
}
