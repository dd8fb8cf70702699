import { probing } from "../../domain/account.ts";
import type { Mirror } from "../../domain/mirror.ts";
import type { Claim, Decide, Served, Store } from "../../ports/store.ts";
import { createBatches, type Ended } from "./batch.ts";
import { type Deciding, openDeciding, turnsAt } from "./deciding.ts";
import type { Parts, Stepping } from "./parts.ts";
import { isBroken } from "./trouble.ts";

interface Job {
  readonly served: readonly Served[];
  readonly decide: Decide;
}

type Claimed = Claim | { readonly afterMs: number | null };
interface Answer {
  readonly result: Claimed;
}
/** By account, how long it has nothing to do or may not do it; none where nothing is there, or only a person can help. */
type Waits = Map<string, number>;

const MOST_CLAIMS = 32;
/** Mirrors that need no call are settled on the way, so many in one step. */
const MOST_SETTLED = 100;
/** For so long it is known where there is work. Then others may have some, too, and have their turn. */
const LOOKED_MS = 25;
/** Between two batches: under load each then does the work of several. */
const APART_MS = 5;
/** What is ready is in somebody else's hands, for the length of a step. */
const IN_HANDS_MS = 10;

/**
 * Claims, as many at once as are asked for: one look at what there is to do, and one step at the accounts where there is something. Right
 * after such a look it is not looked again where there was work.
 */
export function createClaims({ step, look }: Stepping): Pick<Store, "claim"> {
  let lookedMs = Number.NEGATIVE_INFINITY;
  let busy: ReadonlySet<string> = new Set();

  async function claimed(jobs: readonly Job[]): Promise<readonly Ended<Claimed>[]> {
    const served = [...new Map(jobs.flatMap((job) => job.served.map((one) => [one.account, one] as const))).values()];
    if (performance.now() - lookedMs < LOOKED_MS && served.some(({ account }) => busy.has(account))) {
      const ended = await taken(jobs, served, new Map([...busy].map((account) => [account, 0])));
      if (ended.every(({ result }) => "token" in result)) return ended;
      return again(jobs, ended);
    }
    lookedMs = performance.now();
    const waits = await look((parts) => waitsOf(parts, served));
    busy = new Set([...waits].flatMap(([account, ms]) => (ms === 0 ? [account] : [])));
    if (busy.size === 0) return jobs.map((job) => ({ result: { afterMs: leastOf(job, waits) } }));
    return taken(jobs, served, waits);
  }

  /** Whoever went away empty-handed may find something elsewhere. */
  async function again(jobs: readonly Job[], ended: readonly Answer[]): Promise<readonly Ended<Claimed>[]> {
    lookedMs = Number.NEGATIVE_INFINITY;
    const empty = jobs.filter((_, index) => !isClaim(ended[index]));
    const more = [...(await claimed(empty))];
    return ended.map((one) => (isClaim(one) ? one : (more.shift() ?? one)));
  }

  function taken(jobs: readonly Job[], served: readonly Served[], waits: ReadonlyMap<string, number>): Promise<readonly Answer[]> {
    const open = served.filter(({ account }) => waits.get(account) === 0);
    return step(turnsAt(open), async (parts) => {
      const counter = createCounter(parts, await openDeciding(parts, open, true), new Map(waits), jobs.length);
      const ended: Answer[] = [];
      for (const job of jobs) ended.push({ result: await counter.serve(job) });
      return ended;
    });
  }

  const claim = createBatches<Job, Claimed>({
    most: MOST_CLAIMS,
    apartMs: APART_MS,
    work: claimed,
    isOnesFault: (error) => !isBroken(error),
  });
  return { claim: (_holder, served, decide) => claim({ served, decide }) };
}

function isClaim(ended: Answer | undefined): boolean {
  return ended !== undefined && "token" in ended.result;
}

/** Where those who ask for work are served one after the other, within one step. `waits`: of the accounts that it may serve, 0. */
function createCounter({ mirrors }: Parts, deciding: Deciding, waits: Waits, jobs: number) {
  const { accounts, nowMs } = deciding;
  const found = new Map<string, Mirror[]>();
  let looks = MOST_SETTLED;

  /** The mirror of an account that has been ready for longest; null when there is none, and then it is known how long. */
  async function next(account: string): Promise<Mirror | null> {
    const isProbe = accounts.health(account).probeAtMs !== null;
    let ready = found.get(account) ?? [];
    if (ready.length === 0) ready = [...(await mirrors.ready(account, nowMs, isProbe ? 1 : jobs, isProbe))];
    found.set(account, ready.slice(1));
    if (ready[0] !== undefined) return ready[0];
    const earliestMs = (await mirrors.earliestMs([account])).get(account);
    if (earliestMs === undefined) waits.delete(account);
    else waits.set(account, Math.max(IN_HANDS_MS, earliestMs - nowMs));
    return null;
  }

  async function claimFrom(served: Served, decide: Decide): Promise<Claim | null | "tired"> {
    const { account } = served;
    for (;;) {
      // 1. May this account do work?
      const closedMs = await deciding.waitMs(served);
      if (closedMs === null) waits.delete(account);
      else waits.set(account, closedMs);
      if (closedMs !== 0) return null;
      // 2. Find.
      const mirror = await next(account);
      if (mirror === null) return null;
      if (looks === 0) return "tired";
      looks -= 1;
      // 3. Claim, unless it needs no call.
      const decision = deciding.decide(mirror, decide, 0);
      deciding.keep(mirror, decision);
      const claim = deciding.claimed(decision, served);
      if (claim === null) continue;
      accounts.setHealth(account, probing(accounts.health(account), nowMs));
      return claim;
    }
  }

  return {
    async serve(job: Job): Promise<Claimed> {
      const open = job.served.filter(({ account }) => waits.get(account) === 0);
      for (const one of open.toSorted((a, b) => accounts.served(a.account) - accounts.served(b.account))) {
        const claim = await claimFrom(one, job.decide);
        if (claim === "tired") return { afterMs: 0 };
        if (claim !== null) return claim;
      }
      return { afterMs: leastOf(job, waits) };
    },
  };
}

async function waitsOf(parts: Parts, served: readonly Served[]): Promise<Waits> {
  const [deciding, earliest] = await Promise.all([
    openDeciding(parts, served, false),
    parts.mirrors.earliestMs(served.map(({ account }) => account)),
  ]);
  const waits: Waits = new Map();
  for (const one of served) {
    const earliestMs = earliest.get(one.account);
    const closedMs = earliestMs === undefined ? null : await deciding.waitMs(one);
    if (earliestMs !== undefined && closedMs !== null) waits.set(one.account, Math.max(0, closedMs, earliestMs - deciding.nowMs));
  }
  return waits;
}

function leastOf({ served }: Job, waits: ReadonlyMap<string, number>): number | null {
  const found = served.flatMap(({ account }) => waits.get(account) ?? []);
  return found.length === 0 ? null : Math.min(...found);
}
