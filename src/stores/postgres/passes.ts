import { resumed } from "../../domain/account.ts";
import { isAiling, type Mirror, type MirrorId } from "../../domain/mirror.ts";
import { type Outcome, released } from "../../domain/pass.ts";
import type { Claim, Decide, Served, Store } from "../../ports/store.ts";
import { afterOutcome, afterProbe, blockedForMs } from "../gate.ts";
import { readAccounts, turnOf } from "./accounts.ts";
import { createBatches } from "./batch.ts";
import { type Deciding, openDeciding, turnsAt } from "./deciding.ts";
import type { Stepping } from "./parts.ts";
import { isBroken } from "./trouble.ts";

type Passing = "advance" | "release" | "limitedForMs" | "probe" | "probed" | "health" | "pause";

interface Ending {
  readonly holder: string;
  readonly claim: Claim;
  readonly served: Served;
  readonly outcome: Outcome;
  readonly decide: Decide;
}

/** It says something new of its account, or wants another token: that takes a turn. */
const NEEDS_TURN = "needs a turn";
type Ended = Claim | null | false;

const MOST_ENDINGS = 32;
/** Between two batches: under load each then does the work of several. */
const APART_MS = 2;

/** How claims end, and what accounts may do besides. */
export function createPasses({ step, look }: Stepping): Pick<Store, Passing> {
  /** Most calls are done, settle their mirror and say nothing new of their account: those wait for nobody, and for each other least. */
  const settle = createBatches<Ending, Ended | typeof NEEDS_TURN>({
    most: MOST_ENDINGS,
    apartMs: APART_MS,
    isOnesFault: (error) => !isBroken(error),
    work: (endings) =>
      step([], async (parts) => {
        const served = [...new Map(endings.map((one) => [one.served.account, one.served])).values()];
        const [deciding, found] = await Promise.all([
          openDeciding(parts, served, false),
          parts.mirrors.byIds(endings.map(({ claim }) => claim.mirror.id)),
        ]);
        const mirrors = new Map(found);
        const ended: { result: Ended | typeof NEEDS_TURN }[] = [];
        for (const ending of endings) ended.push({ result: await advanced(deciding, mirrors, ending, false) });
        return ended;
      }),
  });

  /** `mirrors`: as they are by now. */
  async function advanced(
    deciding: Deciding,
    mirrors: Map<MirrorId, Mirror>,
    { holder, claim, served, outcome, decide }: Ending,
    inTurn: boolean,
  ): Promise<Ended | typeof NEEDS_TURN> {
    const { accounts, calls, nowMs } = deciding;
    const { account, limits } = served;
    const mirror = mirrors.get(claim.mirror.id);
    if (mirror === undefined) throw new Error("a claimed mirror is not in the store");
    // 1. What the call was for the account.
    const before = accounts.health(account);
    const health = afterOutcome(before, mirror, outcome, nowMs);
    if (!inTurn && health !== before) return NEEDS_TURN;
    accounts.setHealth(account, health);
    const blockedMs = blockedForMs(outcome, before, mirror);
    if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
    // That it has ended is so, whatever becomes of the rest.
    await calls.end(claim.drawn, claim.token, outcome.kind !== "unsent", nowMs);
    // 2. What it was for the mirror. An account that was paused meanwhile has no token; that its mirror is due at once makes no difference then.
    const decision = deciding.decide(mirror, decide, (await deciding.waitMs(account, isAiling(mirror), [limits])) ?? 1);
    if (!inTurn && (decision.move !== null || decision.refused.length > 0)) return NEEDS_TURN;
    deciding.keep(mirror, decision);
    mirrors.set(mirror.id, decision.mirror);
    // 3. Onward.
    return mirror.lease?.holder === holder ? deciding.claimed(decision, claim.drawn) : false;
  }

  return {
    async advance(holder, claim, served, outcome, decide) {
      const ending = { holder, claim, served, outcome, decide };
      if (outcome.kind === "done" || outcome.kind === "read") {
        const ended = await settle(ending);
        if (ended !== NEEDS_TURN) return ended;
      }
      return step(turnsAt([served]), async (parts) => {
        const [deciding, found] = await Promise.all([openDeciding(parts, [served], true), parts.mirrors.byIds([claim.mirror.id])]);
        const ended = await advanced(deciding, new Map(found), ending, true);
        if (ended === NEEDS_TURN) throw new Error("a step that has its turn asks for one");
        return ended;
      });
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
        const blockedMs = blockedForMs(outcome, accounts.health(account), null);
        if (blockedMs !== null) calls.block(limits, nowMs + blockedMs);
      }),

    health: (account) => look(async (parts) => (await readAccounts(parts, [account])).health(account)),

    pause: (account, reason) =>
      step([turnOf(account)], async (parts) => {
        const accounts = await readAccounts(parts, [account]);
        const health = accounts.health(account);
        accounts.setHealth(account, reason === null ? resumed(health) : { ...health, paused: reason });
      }),
  };
}
