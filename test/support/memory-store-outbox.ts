import type { Notice } from "../../src/domain/notice.ts";
import type { OutboxItem, Store } from "../../src/ports/store.ts";
import { outboxKey } from "../../src/stores/outbox-key.ts";

interface Item {
  readonly key: string;
  readonly kind: string;
  /** As JSON, as every lasting store keeps it. */
  readonly payload: string;
  readonly lane: string | undefined;
  readonly placeUs: number;
  readonly order: number;
  readonly attempts: number;
  readonly readyMs: number | null;
  readonly holder: string | null;
}

export interface MemoryOutbox {
  readonly methods: Pick<
    Store,
    "dropLanes" | "delayItems" | "claimItem" | "keepItem" | "finishItem" | "remember" | "isRemembered" | "forgetPerson"
  >;
  enqueue(items: readonly OutboxItem[]): void;
  tell(notices: readonly Notice[]): void;
  release(holder: string | null): number;
}

export function memoryOutbox(now: () => number): MemoryOutbox {
  const outbox = new Map<string, Item>();
  const words = new Map<string, Set<string>>();
  const isRemembered = (person: string, word: string) => words.get(person)?.has(word) === true;
  function remember(person: string, word: string): boolean {
    if (isRemembered(person, word)) return false;
    words.set(person, new Set([...(words.get(person) ?? []), word]));
    return true;
  }

  function enqueue(items: readonly OutboxItem[]) {
    const written = items.map((item) => ({ ...item, payload: JSON.stringify(item.payload) ?? "null" }));
    for (const { kind, payload, lane, placeUs = now() * 1_000, afterMs = 0, ...item } of written) {
      const key = outboxKey(item, now());
      if (outbox.has(key)) continue;
      outbox.set(key, { key, kind, payload, lane, placeUs, order: outbox.size, attempts: 0, readyMs: now() + afterMs, holder: null });
    }
  }

  /** What is begun stands before everything else in its lane. */
  const rank = ({ attempts, placeUs }: Item) => (attempts > 0 ? Number.NEGATIVE_INFINITY : placeUs);

  /** Nothing stands before it in its lane. */
  function firsts(): (Item & { readyMs: number })[] {
    const busy = new Set<string>();
    const found: (Item & { readyMs: number })[] = [];
    for (const item of [...outbox.values()].sort((a, b) => rank(a) - rank(b) || a.order - b.order)) {
      if (item.readyMs === null || (item.lane !== undefined && busy.has(item.lane))) continue;
      if (item.lane !== undefined) busy.add(item.lane);
      found.push({ ...item, readyMs: item.readyMs });
    }
    return found;
  }

  return {
    enqueue,
    tell(notices) {
      const owed = notices.filter(({ person, ever }) => ever === undefined || remember(person, ever));
      enqueue(owed.map((notice) => ({ key: notice.key, kind: "notice", payload: notice })));
    },
    release(holder) {
      const held = [...outbox.values()].filter((item) => item.holder !== null && (holder === null || item.holder === holder));
      for (const item of held) outbox.set(item.key, { ...item, readyMs: now(), holder: null });
      return held.length;
    },
    methods: {
      remember: async (person, word) => remember(person, word),
      isRemembered: async (person, word) => isRemembered(person, word),
      async forgetPerson(person) {
        words.delete(person);
        for (const { key, lane } of outbox.values()) if (lane === undefined && ` ${key} `.includes(` ${person} `)) outbox.delete(key);
      },
      async dropLanes(lanes) {
        for (const item of outbox.values())
          if (lanes.includes(item.lane ?? "")) outbox.set(item.key, { ...item, readyMs: null, holder: null, payload: "null" });
      },
      async delayItems(kind, ms) {
        for (const item of outbox.values()) {
          const isEarly = item.kind === kind && item.attempts === 0 && item.readyMs !== null && item.readyMs < now() + ms;
          if (isEarly) outbox.set(item.key, { ...item, readyMs: now() + ms });
        }
      },
      async claimItem(holder, leaseMs, without = []) {
        const [item] = firsts()
          .filter(({ kind }) => !without.includes(kind))
          .sort((a, b) => a.readyMs - b.readyMs || a.order - b.order);
        if (item === undefined) return { afterMs: null };
        if (item.readyMs > now()) return { afterMs: item.readyMs - now() };
        const { key, kind, payload, attempts } = item;
        outbox.set(key, { ...item, attempts: attempts + 1, readyMs: now() + leaseMs, holder });
        return { key, kind, payload: JSON.parse(payload), attempts };
      },
      async keepItem(holder, key, leaseMs) {
        const item = outbox.get(key);
        if (item === undefined || item.holder !== holder) return false;
        outbox.set(key, { ...item, readyMs: now() + leaseMs });
        return true;
      },
      async finishItem(holder, key, retryAfterMs) {
        const item = outbox.get(key);
        if (item === undefined || item.holder !== holder) return false;
        outbox.set(key, { ...item, holder: null, readyMs: retryAfterMs === null ? null : now() + retryAfterMs });
        return true;
      },
    },
  };
}
