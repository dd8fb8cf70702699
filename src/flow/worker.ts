import { isAiling, type Mirror } from "../domain/mirror.ts";
import type { Outcome } from "../domain/pass.ts";
import { type Accounts, targetOf } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Claim, Served, Store } from "../ports/store.ts";
import { deliver } from "./deliver.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { Reconcile } from "./reconcile.ts";
import { createSteady } from "./steady.ts";

export interface WorkerOptions {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly reconcile: Reconcile;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Unique per process. */
  readonly name: string;
  /** About how many passes may be under way at once, for each account: one whose calls are never answered takes no other's place. */
  readonly concurrency: number;
  /** Called after a pass: it may have left something in the outbox. */
  readonly finished: () => void;
}

/** One place in so many may be taken by mirrors whose last call failed: those that are never answered leave the others theirs. */
const AILING_PART = 10;

export interface Worker extends Loop {
  /** Works off everything that is due now; resolves with how long until there is more, null for never. For tests. */
  tick(): Promise<number | null>;
}

/** Claims what is due and carries it through, pass by pass. */
export function createWorker(options: WorkerOptions): Worker {
  const { store, accounts, reconcile, observer } = options;
  const clock: Clock = { ...options.clock, now: createSteady(options.clock) };
  const given = new AbortController();
  const ailingAtOnce = Math.max(1, Math.floor(options.concurrency / AILING_PART));
  /** By account: the mirrors that are worked on, as they were claimed. */
  const underWay = new Map<string, Set<Mirror>>(reconcile.served.map(({ account }) => [account, new Set()]));
  let passes = 0;

  async function next(): Promise<{ pass: () => Promise<void> } | { afterMs: number | null }> {
    passes += 1;
    const holder = `${options.name}/${passes}`;
    const askedMs = clock.now();
    const claim = await store.claim(holder, reconcile.served.flatMap(withRoom), reconcile.begin(holder));
    return "afterMs" in claim ? claim : { pass: () => counted(claim, () => pass(holder, claim, askedMs)) };
  }

  function withRoom(served: Served): readonly Served[] {
    const mirrors = [...(underWay.get(served.account) ?? [])];
    if (mirrors.length >= options.concurrency) return [];
    return [mirrors.filter(isAiling).length < ailingAtOnce ? served : { ...served, wellOnly: true }];
  }

  async function counted({ mirror }: Claim, work: () => Promise<void>): Promise<void> {
    const mirrors = underWay.get(mirror.slot.account);
    mirrors?.add(mirror);
    try {
      await work();
    } finally {
      mirrors?.delete(mirror);
    }
  }

  async function pass(holder: string, first: Claim, firstAskedMs: number): Promise<void> {
    if (first.takenOver) observer.takenOver();
    if (first.mirror.lease?.confirming === true) observer.confirmed();
    let claim: Claim | null = first;
    let askedMs = firstAskedMs;
    while (claim !== null) {
      const made: Claim = claim;
      const outcome = await move(made, askedMs);
      askedMs = clock.now();
      const going = await store.advance(
        holder,
        made,
        reconcile.of(made.mirror.slot.account),
        outcome,
        reconcile.goOn(holder, made, outcome),
      );
      if (going === false) observer.log.warn({ mirror: made.mirror.id, version: made.mirror.version }, "the lease was lost during a call");
      claim = going === false ? null : going;
    }
    options.finished();
  }

  async function move({ mirror, move }: Claim, askedMs: number): Promise<Outcome> {
    const { account } = mirror.slot;
    const target = targetOf(accounts, mirror.slot);
    if (target === null) return { kind: "unsent" };
    const startedMs = clock.now();
    const outcome = await deliver(mirror, move, target, askedMs, { clock, log: observer.log, signal: given.signal });
    const result = outcome.kind === "failed" ? outcome.failure.kind : outcome.kind;
    observer.step(accounts.get(account)?.provider ?? "", move.op, result, clock.now() - startedMs);
    const fields = { mirror: mirror.id, version: mirror.version, account, op: move.op };
    if (outcome.kind !== "failed") observer.log.debug({ ...fields, result }, "made a move");
    else {
      const { kind, ambiguous, message, vendor } = outcome.failure;
      if (ambiguous) observer.ambiguous();
      observer.log.warn({ ...fields, kind, ambiguous, status: vendor.status, code: vendor.code, requestId: vendor.requestId }, message);
    }
    return outcome;
  }

  const concurrency = options.concurrency * reconcile.served.length;
  const loop = createLoop({ next, clock, log: observer.log, concurrency, abandon: () => given.abort() });
  return {
    ...loop,
    async tick() {
      for (;;) {
        const found = await next();
        if ("afterMs" in found) {
          if (found.afterMs !== 0) return found.afterMs;
        } else await found.pass();
      }
    },
  };
}
