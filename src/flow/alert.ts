import { type Alert, type Condition, isNews, troubleForMs, type Watched, watched } from "../domain/alert.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import { alertSentence } from "./alert-sentences.ts";
import { createLooks } from "./looks.ts";

const HOUR_MS = 3_600_000;
/** Longer than a mirror is tried before it is parked. */
const RECENT_MS = 2 * 86_400_000;
/** More dead letters than this are "more". */
const PAGE = 100;

/** What the outbox keeps of an alert. */
export interface Announcement {
  /** As links name it. */
  readonly channel: string;
  readonly text: string;
}

export interface AlertOptions {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly observer: Observer;
  /** As links name it. */
  readonly channel: string;
  /** Between two looks. */
  readonly lookMs: number;
  /** What passes by itself within it is not worth a word. */
  readonly lastingMs: number;
  /** Called when there is something in the outbox. */
  readonly wake: () => void;
}

export interface Alerts {
  start(): void;
  /** One look: what operators do not know yet goes into the outbox, grouped, and at most once an hour for one cause. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Something to tell, and what is believed once it is told. */
interface News {
  readonly cause: string;
  readonly alert: Alert;
  readonly told: () => void;
}

/** Compares how accounts, platforms and dead letters are with what operators were told, and tells the difference. */
export function createAlerts(options: AlertOptions): Alerts {
  const { store, sources, accounts, clock, observer, channel, lookMs, lastingMs, wake } = options;
  const speaker = sources.find(({ platform }) => channel.startsWith(`${platform}:`));
  const watches = new Map<string, Watched>();
  const toldAtMs = new Map<string, number>();
  let known: ReadonlySet<string> | null = null;

  function watch(subject: string, is: Condition, nowMs: number): Watched {
    const seen = watched(watches.get(subject), is, nowMs);
    watches.set(subject, seen);
    return seen;
  }

  function believe(subject: string, told: Condition): void {
    const seen = watches.get(subject);
    if (seen !== undefined) watches.set(subject, { ...seen, told });
  }

  /** Accounts with one cause are one alert: whoever revokes a key pauses all that use it. */
  async function ofAccounts(nowMs: number): Promise<readonly News[]> {
    const groups = new Map<string, { alert: Alert; names: string[] }>();
    for (const account of accounts.values()) {
      const { paused, probeAtMs, lastFailure } = await store.health(account.name);
      const is = paused !== null ? "paused" : probeAtMs !== null ? "failing" : "well";
      const seen = watch(account.name, is, nowMs);
      if (!isNews(seen, lastingMs, nowMs)) continue;
      const reason = paused ?? "";
      const cause = [is, credential(account), reason].join(" ");
      const names = [...(groups.get(cause)?.names ?? []), account.name];
      groups.set(cause, { names, alert: ofAccount(seen, names, paused ?? lastFailure ?? "", nowMs) });
    }
    return [...groups].map(([cause, { alert, names }]) => {
      const told = () => names.forEach((name) => void believe(name, watches.get(name)?.is ?? "well"));
      return { cause, alert, told };
    });
  }

  function ofPlatforms(nowMs: number): readonly News[] {
    return sources.flatMap((source) => {
      const { platform } = source;
      const seen = watch(`${platform}:`, source.connected() ? "well" : "lost", nowMs);
      if (!isNews(seen, lastingMs, nowMs)) return [];
      const told = () => believe(`${platform}:`, seen.is);
      // Over a lost connection nobody can be told that it is lost; that it was, they are.
      if (source === speaker && seen.is === "lost") told();
      const about = seen.is === "lost" ? ("lost" as const) : ("found" as const);
      return [{ cause: `${about} ${platform}`, alert: { about, platform, forMs: troubleForMs(seen, nowMs) }, told }];
    });
  }

  async function ofDeadLetters(nowMs: number): Promise<readonly News[]> {
    if (!mayTell("parked", nowMs) || (await store.backlog()).parked === 0) return [];
    const { mirrors, next } = await store.mirrors({ state: "parked", changedWithinMs: RECENT_MS, limit: PAGE });
    // What was parked long before this process began was told by the one before.
    known ??= new Set(mirrors.filter(({ lastCallMs }) => lastCallMs < nowMs - HOUR_MS).map(deadLetter));
    const fresh = mirrors.filter((mirror) => known?.has(deadLetter(mirror)) !== true);
    if (fresh.length === 0) return [];
    const counts: Record<string, number> = {};
    for (const { slot } of fresh) counts[slot.account] = (counts[slot.account] ?? 0) + 1;
    const told = () => {
      known = new Set(mirrors.map(deadLetter));
    };
    return [{ cause: "parked", alert: { about: "parked", accounts: counts, more: next !== null }, told }];
  }

  function mayTell(cause: string, nowMs: number): boolean {
    return nowMs - (toldAtMs.get(cause) ?? Number.NEGATIVE_INFINITY) >= HOUR_MS;
  }

  async function look(): Promise<void> {
    const nowMs = clock.now();
    const news = [...(await ofAccounts(nowMs)), ...ofPlatforms(nowMs)];
    // What cannot be said now is looked at again: by then it may be over.
    if (speaker?.connected() !== true) return;
    const due = [...news.filter(({ cause }) => mayTell(cause, nowMs)), ...(await ofDeadLetters(nowMs))];
    if (due.length === 0) return;
    await store.send(due.map(({ cause, alert }) => alertItem(channel, cause, alert)));
    for (const { cause, told } of due) {
      toldAtMs.set(cause, nowMs);
      told();
    }
    wake();
  }

  const looks = createLooks({
    look,
    everyMs: lookMs,
    clock,
    failed: (error) => observer.log.warn({ error: String(error) }, "a look at accounts and platforms ended early"),
  });
  return { ...looks, look };
}

/** The item that tells operators of a cause. By the store's clock no cause is told twice in an hour, whatever another process knows. */
export function alertItem(channel: string, cause: string, alert: Alert): OutboxItem {
  const payload: Announcement = { channel, text: alertSentence(alert) };
  return { key: `alert ${cause}`, perMs: HOUR_MS, kind: "alert", payload };
}

function ofAccount(seen: Watched, accounts: readonly string[], reason: string, nowMs: number): Alert {
  if (seen.is === "paused") return { about: "paused", accounts, reason };
  const forMs = troubleForMs(seen, nowMs);
  return seen.is === "failing" ? { about: "failing", accounts, reason, forMs } : { about: "working", accounts, forMs };
}

/** The window that accounts with one key share stands for the key. */
function credential({ name, limits }: Account): string {
  return limits.find(({ scope }) => scope.startsWith("credential:"))?.scope ?? name;
}

/** Parked again after another call, it is another one. */
function deadLetter({ id, lastCallMs }: { readonly id: string; readonly lastCallMs: number }): string {
  return `${id} ${lastCallMs}`;
}
