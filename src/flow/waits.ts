import { desire } from "../domain/desire.ts";
import type { Mirror } from "../domain/mirror.ts";
import { type Notice, quietNotices, waitNotices } from "../domain/notice.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import type { Links } from "./links.ts";
import { createLooks } from "./looks.ts";
import type { Reconcile } from "./reconcile.ts";

/** Who pressed longer ago has seen that nothing came of it. */
const RECENT_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const PAGE = 100;
/** One look reads so many pages, newest changes first. */
const MOST_PAGES = 5;

export interface WaitsOptions {
  readonly store: Store;
  readonly reconcile: Pick<Reconcile, "judge" | "of">;
  readonly links: Pick<Links, "all">;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Between two looks. */
  readonly lookMs: number;
  /** What passes by itself within it is not worth a word. */
  readonly lastingMs: number;
  /** Called when there is something in the outbox. */
  readonly wake: () => void;
}

export interface Waits {
  start(): void;
  /** One look: whoever waits for quiet hours to be over, or has been waiting for a while, and was not told so yet, is going to be. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

type Why = "waits" | "queued";

/** Looks after what was pressed lately and cannot go yet, so that people are told that it waits, and for what. */
export function createWaits({ store, reconcile, links, clock, observer, lookMs, lastingMs, wake }: WaitsOptions): Waits {
  /** What was sent at the last look, so that the store is not asked again and again. */
  let told: ReadonlySet<string> = new Set();

  /** Why nothing goes through an account; null when it does. */
  async function troubleOf(account: string): Promise<Why | null> {
    const { paused, probeAtMs } = await store.health(account);
    if (paused !== null || probeAtMs !== null) return "waits";
    return (await store.limitedForMs(reconcile.of(account))) > 0 ? "queued" : null;
  }

  async function owed(mirror: Mirror, trouble: Why | null): Promise<readonly Notice[]> {
    const why = trouble ?? (mirror.failingSinceMs === null ? null : "waits");
    const nowMs = clock.now();
    const judge = mirror.waits ? null : reconcile.judge(mirror, await store.health(mirror.slot.account), nowMs);
    if (judge === null) return [];
    const quiet = nowMs - mirror.changedMs >= RECENT_MS ? [] : quietNotices(mirror, desire(mirror, judge, nowMs));
    return why === null ? quiet : [...quiet, ...waitNotices(mirror, judge, why, { nowMs, lastingMs, recentMs: RECENT_MS })];
  }

  async function look(): Promise<void> {
    const troubles = new Map<string, Why | null>();
    const found: Notice[] = [];
    // What quiet hours have held back may have been pressed a day before it could go.
    const isQuietSomewhere = links.all().some(({ policy }) => policy.quietHours.timeZone !== null);
    const changedWithinMs = isQuietSomewhere ? RECENT_MS + DAY_MS : RECENT_MS;
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { state: "due", changedWithinMs, limit: PAGE } as const;
      const { mirrors, next } = await store.mirrors(after === undefined ? query : { ...query, after });
      for (const mirror of mirrors) {
        const { account } = mirror.slot;
        if (!troubles.has(account)) troubles.set(account, await troubleOf(account));
        found.push(...(await owed(mirror, troubles.get(account) ?? null)));
      }
      if (next === null) break;
      after = next;
    }
    const news = found.filter(({ key }) => !told.has(key));
    told = new Set(found.map(({ key }) => key));
    if (news.length === 0) return;
    await store.send(news.map((notice): OutboxItem => ({ key: notice.key, kind: "notice", payload: notice })));
    wake();
  }

  const looks = createLooks({
    look,
    everyMs: lookMs,
    clock,
    failed: (error) => observer.log.warn({ error: String(error) }, "a look at what waits ended early"),
  });
  return { ...looks, look };
}
