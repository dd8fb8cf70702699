import { backoffMs } from "../domain/failure.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { OutboxClaim, Store } from "../ports/store.ts";
import { createLoop, type Loop } from "./loop.ts";
import { createSteady } from "./steady.ts";

/** Whoever takes an item and ends without a word is followed by another process after so long. */
const LEASE_MS = 12_000;
const KEEP_EVERY_MS = LEASE_MS / 3;
/** How long before the lease ends an item is given up that could not be kept: nobody else takes up what is still under way. */
const SPARE_MS = 3_000;
const PATIENCE_MS = 45_000;
/** About so many of one kind: what one kind waits for, a provider or a platform that says nothing, keeps no other waiting. */
const AT_ONCE = 8;

/** What becomes of one kind of item. */
export interface Handler {
  /**
   * Resolves with null when the item is done, or with how long to wait until it is handled again, which is no failure. A rejection is
   * one: it is tried again. May be called again for what it has done already: a process can die in between.
   */
  handle(item: OutboxClaim, signal: AbortSignal): Promise<number | null>;
  /** How often it may fail before it is given up, counted from the start of the process. */
  readonly tries: number;
  /** For the log: what could not be done. */
  readonly failed: string;
  /** Called when it is given up. */
  gaveUp?(item: OutboxClaim, error: unknown): Promise<void>;
}

export interface OutboxOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Unique per process. */
  readonly name: string;
  /** By the kinds of items. */
  readonly handlers: Readonly<Record<string, Handler>>;
}

export interface Outbox extends Loop {
  /** Works off everything that is due now. For tests. */
  tick(): Promise<void>;
}

/** Works off what is no mirror: relayed messages, notices, alerts. */
export function createOutbox({ store, clock, observer, name, handlers }: OutboxOptions): Outbox {
  const now = createSteady(clock);
  const given = new AbortController();
  /** By key. To wait is not to fail. */
  const failures = new Map<string, number>();
  const underWay = new Map<string, number>();
  let claims = 0;

  async function next(): Promise<{ pass: () => Promise<void> } | { readonly afterMs: number | null }> {
    claims += 1;
    const holder = `${name}/outbox/${claims}`;
    const askedMs = now();
    const full = [...underWay].flatMap(([kind, count]) => (count < AT_ONCE ? [] : [kind]));
    const item = await store.claimItem(holder, LEASE_MS, full);
    return "afterMs" in item ? item : { pass: () => counted(item, () => pass(holder, item, askedMs)) };
  }

  async function counted({ kind }: OutboxClaim, work: () => Promise<void>): Promise<void> {
    underWay.set(kind, (underWay.get(kind) ?? 0) + 1);
    try {
      await work();
    } finally {
      underWay.set(kind, (underWay.get(kind) ?? 0) - 1);
    }
  }

  async function pass(holder: string, item: OutboxClaim, claimedMs: number): Promise<void> {
    const handler = Object.hasOwn(handlers, item.kind) ? handlers[item.kind] : undefined;
    if (handler === undefined) observer.log.warn({ kind: item.kind }, "nothing here knows what to do with an item; it is let go of");
    const againMs = handler === undefined ? null : await outcome(handler, holder, item, claimedMs);
    if (againMs === null) failures.delete(item.key);
    await store.finishItem(holder, item.key, againMs);
  }

  /** Keeps an item until it is `over`, and gives it up in time where it cannot be kept, or takes too long. */
  async function keep(holder: string, key: string, claimedMs: number, over: AbortController): Promise<void> {
    let oursUntilMs = claimedMs + LEASE_MS - SPARE_MS;
    const leftMs = () => Math.min(oursUntilMs, claimedMs + PATIENCE_MS) - now();

    async function ask(): Promise<void> {
      const askedMs = now();
      const isOurs = await store.keepItem(holder, key, LEASE_MS);
      oursUntilMs = isOurs ? Math.max(oursUntilMs, askedMs + LEASE_MS - SPARE_MS) : askedMs;
    }

    while (!over.signal.aborted && leftMs() > 0) {
      await clock.sleep(Math.min(KEEP_EVERY_MS, leftMs()), over.signal);
      // Not waited for: the store may answer too late. What it fails at, it may not the next time.
      if (!over.signal.aborted) void ask().catch(() => {});
    }
    over.abort();
  }

  async function outcome(handler: Handler, holder: string, item: OutboxClaim, claimedMs: number): Promise<number | null> {
    const over = new AbortController();
    const kept = keep(holder, item.key, claimedMs, over);
    try {
      return await handler.handle(item, AbortSignal.any([given.signal, over.signal]));
    } catch (error) {
      const failed = (failures.get(item.key) ?? 0) + 1;
      const hopeless = failed >= handler.tries;
      observer.log.warn({ kind: item.kind, failed, hopeless, error: String(error) }, handler.failed);
      failures.set(item.key, failed);
      if (!hopeless) return backoffMs(failed, clock.random());
      await handler.gaveUp?.(item, error);
      return null;
    } finally {
      over.abort();
      await kept;
    }
  }

  const concurrency = AT_ONCE * Object.keys(handlers).length;
  const loop = createLoop({ next, clock, log: observer.log, concurrency, abandon: () => given.abort() });
  return {
    ...loop,
    async tick() {
      for (let found = await next(); "pass" in found; found = await next()) await found.pass();
    },
  };
}
