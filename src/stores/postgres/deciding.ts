import { closedForMs, learned } from "../../domain/account.ts";
import type { Mirror } from "../../domain/mirror.ts";
import type { Decision } from "../../domain/pass.ts";
import { ailingPart, type Limit } from "../../domain/window.ts";
import type { Claim, Decide, Served } from "../../ports/store.ts";
import { type Accounts, readAccounts, turnOf } from "./accounts.ts";
import { type Calls, readCalls, turnAt } from "./calls.ts";
import type { Parts } from "./parts.ts";

/** Some accounts and their limits within one step, and what is decided there of their mirrors. */
export interface Deciding {
  readonly accounts: Accounts;
  readonly calls: Calls;
  readonly nowMs: number;
  /** How long this account has no call to give in any of these ways; null while only a person can help it. */
  waitMs(account: string, ailing: boolean, ways: readonly (readonly Limit[])[]): Promise<number | null>;
  /** What is decided of a mirror; nothing is stored yet. */
  decide(mirror: Mirror, decide: Decide, tokenWaitMs: number): Decision;
  keep(mirror: Mirror, decision: Decision): void;
  claimed(decision: Decision, drawn: readonly Limit[]): Claim | null;
}

/** Whoever takes tokens from these accounts, or changes what is known of them, takes these turns. */
export function turnsAt(served: readonly Served[]): readonly string[] {
  return served.flatMap(({ account, limits }) => [turnOf(account), ...limits.map(turnAt)]);
}

/** `inTurn`: with the turns taken (see `turnsAt`); else nothing may be written of accounts and limits. */
export async function openDeciding(parts: Parts, served: readonly Served[], inTurn: boolean): Promise<Deciding> {
  const { mirrors, outbox, transaction } = parts;
  const [accounts, calls, nowMs] = await Promise.all([
    readAccounts(
      parts,
      served.map(({ account }) => account),
    ),
    readCalls(
      parts,
      served.flatMap(({ limits }) => [...limits, ...limits.map(ailingPart)]),
      inTurn,
    ),
    transaction.now(),
  ]);
  return {
    accounts,
    calls,
    nowMs,
    async waitMs(account, ailing, ways) {
      const closedMs = closedForMs(accounts.health(account), ailing, nowMs);
      if (closedMs === null) return null;
      let leastMs = Number.POSITIVE_INFINITY;
      for (const limits of ways) leastMs = Math.min(leastMs, await calls.waitMs(limits, nowMs));
      return Math.max(closedMs, leastMs);
    },
    decide: (mirror, decide, tokenWaitMs) => decide(mirror, { nowMs, tokenWaitMs, health: accounts.health(mirror.slot.account) }),
    keep(mirror, decision) {
      const { account } = mirror.slot;
      if (decision.mirror !== mirror) mirrors.save(decision.mirror);
      outbox.tell(decision.notices, nowMs);
      accounts.setHealth(account, learned(accounts.health(account), decision.refused, nowMs));
    },
    claimed({ mirror, move, takenOver }, drawn) {
      if (move === null) return null;
      accounts.serve(mirror.slot.account);
      return { mirror, move, token: calls.take(drawn, nowMs), drawn, takenOver };
    },
  };
}
