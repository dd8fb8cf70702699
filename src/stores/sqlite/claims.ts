import { learned, probing } from "../../domain/account.ts";
import type { Mirror } from "../../domain/mirror.ts";
import { type Decision, released } from "../../domain/pass.ts";
import type { Claim, Decide, Served, Store } from "../../ports/store.ts";
import { afterOutcome, afterProbe, blockedForMs, gateMs } from "../gate.ts";
import type { Parts, Steps } from "./parts.ts";

/** Mirrors that need no call are settled on the way, so many in one step. */
const MOST_SETTLED = 100;

type Claiming = "claim" | "advance" | "release" | "limitedForMs" | "probe" | "probed";

/** What works on mirrors: claims, and how they end. */
export function createClaims({ clock, mirrors, accounts, calls, outbox }: Parts): Steps<Pick<Store, Claiming>> {
  /** How long this account has no call to give; null while only a person can help it. */
  function waitMs({ account, limits }: Served, nowMs: number): number | null {
    const closedMs = gateMs(accounts.health(account), nowMs);
    return closedMs === null ? null : Math.max(closedMs, calls.waitMs(limits, nowMs));
  }

  function decided(mirror: Mirror, decide: Decide, tokenWaitMs: number, nowMs: number): Decision {
    const { account } = mirror.slot;
    const decision = decide(mirror, { nowMs, tokenWaitMs, health: accounts.health(account) });
    if (decision.mirror !== mirror) mirrors.save(decision.mirror);
    outbox.tell(decision.notices, nowMs);
    accounts.setHealth(account, learned(accounts.health(account), decision.refused, nowMs));
    return decision;
  }

  function claimed({ mirror, move, takenOver }: Decision, { account, limits }: Served, nowMs: number): Claim | null {
    if (move === null) return null;
    const token = String(accounts.serve(account));
    calls.take(limits, token, nowMs);
    return { mirror, move, token, takenOver };
  }

  return {
    claim(_holder, served, decide) {
      const nowMs = clock.now();
      const inTurn = served.toSorted((a, b) => accounts.served(a.account) - accounts.served(b.account));
      let afterMs: number | null = null;
      let looks = MOST_SETTLED;
      for (const one of inTurn) {
        for (;;) {
          // 1. Is there work, and may this account do it?
          const earliestMs = mirrors.earliestMs(one.account);
          const closedMs = earliestMs === null ? null : waitMs(one, nowMs);
          if (earliestMs === null || closedMs === null) break;
          const leftMs = Math.max(closedMs, earliestMs - nowMs);
          if (leftMs > 0) {
            afterMs = Math.min(afterMs ?? leftMs, leftMs);
            break;
          }
          // 2. Find.
          const isProbe = accounts.health(one.account).probeAtMs !== null;
          const mirror = mirrors.ready(one.account, nowMs, isProbe);
          if (mirror === null) break;
          if (looks === 0) return { afterMs: 0 };
          looks -= 1;
          // 3. Claim, unless it needs no call.
          const claim = claimed(decided(mirror, decide, 0, nowMs), one, nowMs);
          if (claim === null) continue;
          accounts.setHealth(one.account, probing(accounts.health(one.account), nowMs));
          return claim;
        }
      }
      return { afterMs };
    },

    advance(holder, claim, served, outcome, decide) {
      const nowMs = clock.now();
      const { account, limits } = served;
      // 1. What the call was for the account.
      calls.end(limits, claim.token, outcome.kind !== "unsent", nowMs);
      accounts.setHealth(account, afterOutcome(accounts.health(account), claim.mirror.id, outcome, nowMs));
      const blockedMs = blockedForMs(outcome);
      if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
      // 2. What it was for the mirror.
      const mirror = mirrors.byId(claim.mirror.id);
      if (mirror === null) throw new Error("a claimed mirror is not in the store");
      const isOurs = mirror.lease?.holder === holder;
      // An account that was paused meanwhile has no token at all; that its mirror is due at once makes no difference then.
      const decision = decided(mirror, decide, waitMs(served, nowMs) ?? 1, nowMs);
      // 3. Onward.
      return isOurs ? claimed(decision, served, nowMs) : false;
    },

    release(holder) {
      const nowMs = clock.now();
      const leased = mirrors.leasedBy(holder);
      for (const mirror of leased) mirrors.save(released(mirror, mirror.lease?.abandonedForMs ?? 0, nowMs));
      return leased.length + outbox.release(holder, nowMs);
    },

    limitedForMs: ({ limits }) => calls.waitMs(limits, clock.now()),

    probe({ account, limits }) {
      const nowMs = clock.now();
      if (calls.waitMs(limits, nowMs) > 0) return null;
      const token = String(accounts.serve(account));
      calls.take(limits, token, nowMs);
      return token;
    },

    probed({ account, limits }, token, outcome) {
      const nowMs = clock.now();
      calls.end(limits, token, outcome.kind !== "unsent", nowMs);
      accounts.setHealth(account, afterProbe(accounts.health(account), outcome));
      const blockedMs = blockedForMs(outcome);
      if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
    },
  };
}
