import { closedForMs, learned, probing } from "../../domain/account.ts";
import { isAiling, type Mirror } from "../../domain/mirror.ts";
import { type Decision, released } from "../../domain/pass.ts";
import type { Limit } from "../../domain/window.ts";
import type { Claim, Decide, Served, Store } from "../../ports/store.ts";
import { afterOutcome, afterProbe, blockedForMs, drawnFrom, firstOf, kindsFor, type Work, waysFor } from "../gate.ts";
import type { Parts, Steps } from "./parts.ts";

/** Mirrors that need no call are settled on the way, so many in one step. */
const MOST_SETTLED = 100;

type Claiming = "claim" | "advance" | "release" | "limitedForMs" | "probe" | "probed";

/** What works on mirrors: claims, and how they end. */
export function createClaims({ clock, mirrors, accounts, calls, outbox }: Parts): Steps<Pick<Store, Claiming>> {
  /** How long this account has no call to give in any of these ways; null while only a person can help it. */
  function waitMs(account: string, ailing: boolean, ways: readonly (readonly Limit[])[], nowMs: number): number | null {
    const closedMs = closedForMs(accounts.health(account), ailing, nowMs);
    return closedMs === null ? null : Math.max(closedMs, Math.min(...ways.map((limits) => calls.waitMs(limits, nowMs))));
  }

  function nextWork(served: Served, nowMs: number): Work | null {
    const { account } = served;
    const health = accounts.health(account);
    const works = kindsFor(served).flatMap((ailing): readonly Work[] => {
      const earliestMs = mirrors.earliestMs(account, ailing);
      const closedMs = earliestMs === null ? null : waitMs(account, ailing, waysFor(served, health, { ailing, earliestMs }), nowMs);
      if (earliestMs === null || closedMs === null) return [];
      return [{ ailing, earliestMs, leftMs: Math.max(0, closedMs, earliestMs - nowMs) }];
    });
    return firstOf(works, health);
  }

  function decided(mirror: Mirror, decide: Decide, tokenWaitMs: number, nowMs: number): Decision {
    const { account } = mirror.slot;
    const decision = decide(mirror, { nowMs, tokenWaitMs, health: accounts.health(account) });
    if (decision.mirror !== mirror) mirrors.save(decision.mirror);
    outbox.tell(decision.notices, nowMs);
    accounts.setHealth(account, learned(accounts.health(account), decision.refused, nowMs));
    return decision;
  }

  function claimed({ mirror, move, takenOver }: Decision, drawn: readonly Limit[], nowMs: number): Claim | null {
    if (move === null) return null;
    const token = String(accounts.serve(mirror.slot.account));
    calls.take(drawn, token, nowMs);
    return { mirror, move, token, drawn, takenOver };
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
          const work = nextWork(one, nowMs);
          if (work === null) break;
          if (work.leftMs > 0) {
            afterMs = Math.min(afterMs ?? work.leftMs, work.leftMs);
            break;
          }
          // 2. Find.
          const health = accounts.health(one.account);
          const mirror = mirrors.ready(one.account, work.ailing, nowMs, health.probeAtMs !== null);
          if (mirror === null) break;
          if (looks === 0) return { afterMs: 0 };
          looks -= 1;
          // 3. Claim, unless it needs no call.
          const claim = claimed(decided(mirror, decide, 0, nowMs), drawnFrom(one, health, work), nowMs);
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
      const mirror = mirrors.byId(claim.mirror.id);
      if (mirror === null) throw new Error("a claimed mirror is not in the store");
      // 1. What the call was for the account.
      calls.end(claim.drawn, claim.token, outcome.kind !== "unsent", nowMs);
      const blockedMs = blockedForMs(outcome, accounts.health(account), mirror);
      if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
      accounts.setHealth(account, afterOutcome(accounts.health(account), mirror, outcome, nowMs));
      // 2. What it was for the mirror.
      const isOurs = mirror.lease?.holder === holder;
      // An account that was paused meanwhile has no token at all; that its mirror is due at once makes no difference then.
      const decision = decided(mirror, decide, waitMs(account, isAiling(mirror), [limits], nowMs) ?? 1, nowMs);
      // 3. Onward.
      return isOurs ? claimed(decision, claim.drawn, nowMs) : false;
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
      const blockedMs = blockedForMs(outcome, accounts.health(account), null);
      if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
    },
  };
}
