import { setTimeout as sleep } from "node:timers/promises";

/** One event on its way to the app. */
export interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** How often it was sent. */
  attempts: number;
  acked: boolean;
  /** Slack gave up on it. */
  lost: boolean;
}

/** Sends once and resolves with whether it was acked in time. `attempt` is 0 at first. */
export type Send = (body: Delivery["body"], attempt: number, reason: string) => Promise<boolean>;

export interface Deliveries {
  readonly all: readonly Delivery[];
  add(eventId: string, type: string, body: Delivery["body"]): void;
  /** From now on each event is sent so many times, with the same `event_id` or with others. */
  duplicate(copies: number, ids: "same" | "other"): void;
  /** Events wait until `release`, which sends them in the order that it makes of them. */
  hold(): void;
  release(order?: (waiting: readonly Delivery[]) => readonly Delivery[]): void;
  close(): Promise<void>;
}

/** Slack's promise: what is not acked is sent again after each of `retryAfterMs`, and then lost for good. */
export function createDeliveries(send: Send, retryAfterMs: readonly number[]): Deliveries {
  const all: Delivery[] = [];
  const closing = new AbortController();
  const under = new Set<Promise<void>>();
  let held: Delivery[] | null = null;
  let copies = 1;
  let copyIds: "same" | "other" = "same";

  async function deliver(delivery: Delivery): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      delivery.attempts += 1;
      delivery.acked ||= await send(delivery.body, attempt, "timeout");
      if (delivery.acked) return;
      const waitMs = retryAfterMs[attempt];
      if (waitMs === undefined) break;
      await sleep(waitMs, undefined, { signal: closing.signal }).catch(() => {});
    }
    delivery.lost = true;
  }

  function go(delivery: Delivery): void {
    const work = deliver(delivery).finally(() => under.delete(work));
    under.add(work);
  }

  return {
    all,
    add(eventId, type, body) {
      for (let copy = 0; copy < copies; copy += 1) {
        const id = copy === 0 || copyIds === "same" ? eventId : `${eventId}${copy}`;
        const delivery: Delivery = { eventId: id, type, body: { ...body, event_id: id }, attempts: 0, acked: false, lost: false };
        all.push(delivery);
        if (held) held.push(delivery);
        else go(delivery);
      }
    },
    duplicate(times, ids) {
      copies = times;
      copyIds = ids;
    },
    hold() {
      held ??= [];
    },
    release(order = (waiting) => waiting) {
      const waiting = held ?? [];
      held = null;
      for (const delivery of order(waiting)) go(delivery);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(under);
    },
  };
}
