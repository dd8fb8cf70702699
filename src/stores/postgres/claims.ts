import { probing } from "../../domain/account.ts";
import { type Mirror, readyMs } from "../../domain/mirror.ts";
import type { Claim, Decide, Served, Store } from "../../ports/store.ts";
import { drawnFrom, firstOf, kindsFor, type Work, waysFor } from "../gate.ts";
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
/** By account and kind of work, how long there is nothing to do or it may not be done; none where nothing is there, or only a person can help. */
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
    // Each once: for all its work, as soon as one of them may do all of it.
    const asked = jobs.flatMap((job) => job.served).toSorted((a, b) => kindsFor(a).length - kindsFor(b).length);
    const served = [...new Map(asked.map((one) => [one.account, one])).values()];
    if (performance.now() - lookedMs < LOOKED_MS && served.some((one) => keysOf(one).some((key) => busy.has(key)))) {
      const ended = await taken(jobs, served, new Map([...busy].map((key) => [key, 0])));
      if (ended.every(({ result }) => "token" in result)) return ended;
      return again(jobs, ended);
    }
    lookedMs = performance.now();
    const waits = await look((parts) => waitsOf(parts, served));
    busy = new Set([...waits].flatMap(([key, ms]) => (ms === 0 ? [key] : [])));
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
    const open = served.filter((one) => keysOf(one).some((key) => waits.get(key) === 0));
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

function keyOf(account: string, ailing: boolean): string {
  return `${ailing ? "ailing" : "well"} ${account}`;
}

function keysOf(served: Served): readonly string[] {
  return kindsFor(served).map((ailing) => keyOf(served.account, ailing));
}

/** Where those who ask for work are served one after the other, within one step. `waits`: of the work that it may give, 0. */
function createCounter({ mirrors }: Parts, deciding: Deciding, waits: Waits, jobs: number) {
  const { accounts, nowMs } = deciding;
  const found = new Map<string, Mirror[]>();
  let looks = MOST_SETTLED;

  /** The mirror of this kind that is next; null when there is none, and then it is known how long. */
  async function next(account: string, ailing: boolean): Promise<Mirror | null> {
    const key = keyOf(account, ailing);
    const isProbe = accounts.health(account).probeAtMs !== null;
    let ready = found.get(key) ?? [];
    if (ready.length === 0) ready = [...(await mirrors.ready(account, ailing, nowMs, isProbe ? 1 : jobs, isProbe))];
    found.set(key, ready);
    if (ready[0] !== undefined) return ready[0];
    const earliestMs = (await mirrors.earliestMs([account]))(account, ailing);
    wait(key, earliestMs === null ? null : Math.max(IN_HANDS_MS, earliestMs - nowMs));
    return null;
  }

  function wait(key: string, ms: number | null): void {
    if (ms === null) waits.delete(key);
    else waits.set(key, ms);
  }

  /** What an account may do now. */
  async function worksOf(served: Served): Promise<readonly (Work & { readonly mirror: Mirror })[]> {
    const { account } = served;
    const works: (Work & { readonly mirror: Mirror })[] = [];
    for (const ailing of kindsFor(served)) {
      const key = keyOf(account, ailing);
      if (waits.get(key) !== 0) continue;
      const mirror = await next(account, ailing);
      if (mirror === null) continue;
      const work = { ailing, mirror, earliestMs: readyMs(mirror) ?? nowMs, leftMs: 0 };
      const closedMs = await deciding.waitMs(account, ailing, waysFor(served, accounts.health(account), work));
      wait(key, closedMs);
      if (closedMs === 0) works.push(work);
    }
    return works;
  }

  async function claimFrom(served: Served, decide: Decide): Promise<Claim | null | "tired"> {
    const { account } = served;
    for (;;) {
      // 1. Is there work, and may this account do it?
      const health = accounts.health(account);
      const work = firstOf(await worksOf(served), health);
      if (work === null) return null;
      // 2. Take what was found.
      if (looks === 0) return "tired";
      looks -= 1;
      found.get(keyOf(account, work.ailing))?.shift();
      // 3. Claim, unless it needs no call.
      const decision = deciding.decide(work.mirror, decide, 0);
      deciding.keep(work.mirror, decision);
      const claim = deciding.claimed(decision, drawnFrom(served, health, work));
      if (claim === null) continue;
      accounts.setHealth(account, probing(accounts.health(account), nowMs));
      return claim;
    }
  }

  return {
    async serve(job: Job): Promise<Claimed> {
      const open = job.served.filter((one) => keysOf(one).some((key) => waits.get(key) === 0));
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
    for (const ailing of kindsFor(one)) {
      const earliestMs = earliest(one.account, ailing);
      if (earliestMs === null) continue;
      const ways = waysFor(one, deciding.accounts.health(one.account), { ailing, earliestMs });
      const closedMs = await deciding.waitMs(one.account, ailing, ways);
      if (closedMs === null) continue;
      waits.set(keyOf(one.account, ailing), Math.max(0, closedMs, earliestMs - deciding.nowMs));
    }
  }
  return waits;
}

function leastOf({ served }: Job, waits: ReadonlyMap<string, number>): number | null {
  const found = served.flatMap((one) => keysOf(one).flatMap((key) => waits.get(key) ?? []));
  return found.length === 0 ? null : Math.min(...found);
}
