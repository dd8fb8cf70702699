import { resumed } from "../../domain/account.ts";
import type { Outcome } from "../../domain/pass.ts";
import { released } from "../../domain/pass.ts";
import type { Claim, Decide, Served, Store } from "../../ports/store.ts";
import { afterOutcome, afterProbe, blockedForMs } from "../gate.ts";
import { readAccounts, turnOf } from "./accounts.ts";
import { openDeciding, turnsAt } from "./deciding.ts";
import type { Parts, Stepping } from "./parts.ts";

type Passing = "advance" | "release" | "limitedForMs" | "probe" | "probed" | "health" | "pause";

interface Ending {
  readonly holder: string;
  readonly claim: Claim;
  readonly served: Served;
  readonly outcome: Outcome;
  readonly decide: Decide;
}

/** What ended says something of its account, or wants another token: that takes a turn. */
class TurnNeeded extends Error {}

/** How claims end, and what accounts may do besides. */
export function createPasses({ step, look }: Stepping): Pick<Store, Passing> {
  async function advanced(
    parts: Parts,
    { holder, claim, served, outcome, decide }: Ending,
    inTurn: boolean,
  ): Promise<Claim | null | false> {
    const [deciding, mirror] = await Promise.all([openDeciding(parts, [served], inTurn), parts.mirrors.byId(claim.mirror.id, true)]);
    const { accounts, calls, nowMs } = deciding;
    const { account, limits } = served;
    // 1. What the call was for the account.
    const before = accounts.health(account);
    const health = afterOutcome(before, claim.mirror.id, outcome, nowMs);
    if (!inTurn && health !== before) throw new TurnNeeded();
    await calls.end(limits, claim.token, outcome.kind !== "unsent", nowMs);
    accounts.setHealth(account, health);
    const blockedMs = blockedForMs(outcome);
    if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
    // 2. What it was for the mirror.
    if (mirror === null) throw new Error("a claimed mirror is not in the store");
    const isOurs = mirror.lease?.holder === holder;
    // An account that was paused meanwhile has no token at all; that its mirror is due at once makes no difference then.
    const decision = deciding.decided(mirror, decide, (await deciding.waitMs(served)) ?? 1);
    if (!inTurn && (decision.move !== null || decision.refused.length > 0)) throw new TurnNeeded();
    // 3. Onward.
    return isOurs ? deciding.claimed(decision, served) : false;
  }

  return {
    async advance(holder, claim, served, outcome, decide) {
      const ending = { holder, claim, served, outcome, decide };
      // Most calls are done, settle their mirror and say nothing new of their account: they wait for nobody.
      if (outcome.kind === "done" || outcome.kind === "read") {
        try {
          return await step([], (parts) => advanced(parts, ending, false));
        } catch (error) {
          if (!(error instanceof TurnNeeded)) throw error;
        }
      }
      return step(turnsAt([served]), (parts) => advanced(parts, ending, true));
    },

    release: (holder) =>
      step([], async ({ transaction, mirrors, outbox }) => {
        const [leased, nowMs] = await Promise.all([mirrors.leasedBy(holder), transaction.now()]);
        for (const mirror of leased) mirrors.save(released(mirror, mirror.lease?.abandonedForMs ?? 0, nowMs));
        return leased.length + (await outbox.release(holder, nowMs));
      }),

    limitedForMs: (served) =>
      look(async (parts) => {
        const { calls, nowMs } = await openDeciding(parts, [served], false);
        return calls.waitMs(served.limits, nowMs);
      }),

    probe: (served) =>
      step(turnsAt([served]), async (parts) => {
        const { accounts, calls, nowMs } = await openDeciding(parts, [served], true);
        if ((await calls.waitMs(served.limits, nowMs)) > 0) return null;
        accounts.serve(served.account);
        return calls.take(served.limits, nowMs);
      }),

    probed: (served, token, outcome) =>
      step(turnsAt([served]), async (parts) => {
        const { account, limits } = served;
        const { accounts, calls, nowMs } = await openDeciding(parts, [served], true);
        await calls.end(limits, token, outcome.kind !== "unsent", nowMs);
        accounts.setHealth(account, afterProbe(accounts.health(account), outcome));
        const blockedMs = blockedForMs(outcome);
        if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
      }),

    health: (account) => look(async ({ transaction }) => (await readAccounts(transaction, [account])).health(account)),

    pause: (account, reason) =>
      step([turnOf(account)], async ({ transaction }) => {
        const accounts = await readAccounts(transaction, [account]);
        const health = accounts.health(account);
        accounts.setHealth(account, reason === null ? resumed(health) : { ...health, paused: reason });
      }),
  };
}
