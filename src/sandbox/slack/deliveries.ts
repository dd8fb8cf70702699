import { type Courier, createCourier, type Progress } from "../deliveries.ts";

/** One event on its way to the app. Lost is what Slack gave up on. */
export interface Delivery extends Progress {
  readonly eventId: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends once and resolves with whether it was acked in time. `attempt` is 0 at first. */
export type Send = (body: Delivery["body"], attempt: number, reason: string) => Promise<boolean>;

export interface Deliveries extends Omit<Courier<Delivery>, "add" | "duplicate"> {
  add(eventId: string, type: string, body: Delivery["body"]): void;
  /** From now on each event is sent so many times, with the same `event_id` or with others. */
  duplicate(copies: number, ids: "same" | "other"): void;
}

/** Slack's promise: what is not acked is sent again after each of `retryAfterMs`, and then lost for good. */
export function createDeliveries(send: Send, retryAfterMs: readonly number[]): Deliveries {
  const courier = createCourier<Delivery>(
    async ({ body }, attempt) => ((await send(body, attempt, "timeout")) ? "acked" : "again"),
    retryAfterMs,
  );
  let copyIds: "same" | "other" = "same";

  return {
    ...courier,
    add(eventId, type, body) {
      courier.add((copy) => {
        const id = copy === 0 || copyIds === "same" ? eventId : `${eventId}${copy}`;
        return { eventId: id, type, body: { ...body, event_id: id }, attempts: 0, acked: false, ackedMs: null, lost: false };
      });
    },
    duplicate(copies, ids) {
      copyIds = ids;
      courier.duplicate(copies);
    },
  };
}
