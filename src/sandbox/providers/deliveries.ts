import { randomUUID } from "node:crypto";
import { type Attempted, type Courier, createCourier, type Progress } from "../deliveries.ts";

/** Where a webhook delivers to, whether a call registered it or somebody typed it into the vendor's dashboard. */
export interface Address {
  readonly url: string;
  /** What authenticates its deliveries, in the vendor's own way; nothing does without it. */
  readonly secret?: string;
  /** Another address with the same id takes its place, also for what is under way. The URL of itself. */
  readonly id?: string;
  /** Of which events it is told; of all of itself. */
  readonly events?: readonly string[];
  /** Whose (accounts, lines, instances); everybody's of itself. */
  readonly accounts?: readonly string[];
}

/** One event on its way to one address. */
export interface Delivery extends Progress {
  readonly id: string;
  readonly event: string;
  readonly account: string | null;
  /** The id of the address. */
  readonly to: string;
  /** A string goes out as it is, anything else as JSON. */
  readonly body: unknown;
  /** What each attempt was answered; null where nothing came in time. */
  readonly answers: (number | null)[];
}

/** How a vendor authenticates what it delivers, and when it tries again. */
export interface Scheme<A extends Address> {
  /** How long a receiver has for its answer. */
  readonly answerWithinMs: number;
  readonly retryAfterMs: readonly number[];
  judge(status: number | null): Attempted;
  request(delivery: Delivery, address: A, atMs: number): Outgoing;
}

interface Outgoing {
  /** Where it is not the address's own. */
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface DeliveryOptions {
  /** When a delivery that was not taken is sent again; the vendor's schedule of itself. */
  readonly retryAfterMs?: readonly number[];
  /** How long a receiver has for its answer; what the vendor says of itself. */
  readonly answerWithinMs?: number;
  readonly now?: () => number;
}

export interface About {
  /** Whose event it is; everybody's without it. */
  readonly account?: string;
  /** The event's own id, where the vendor has one; made up without it. */
  readonly id?: string;
}

export interface Deliveries<A extends Address = Address> extends Omit<Courier<Delivery>, "add"> {
  addresses(): readonly A[];
  deliverTo(address: A): void;
  forget(id?: string): void;
  /** Tells every address that wants to know. */
  emit(event: string, body: unknown, about?: About): void;
}

/** Posts events to whatever addresses there are at that moment. Without any, nothing happens. */
export function createDeliveries<A extends Address>(scheme: Scheme<A>, options: DeliveryOptions): Deliveries<A> {
  const { retryAfterMs = scheme.retryAfterMs, answerWithinMs = scheme.answerWithinMs, now = Date.now } = options;
  const addresses = new Map<string, A>();
  const closing = new AbortController();

  const courier = createCourier<Delivery>(async (delivery) => {
    const address = addresses.get(delivery.to);
    if (address === undefined) return "never";
    const { url = address.url, headers, body } = scheme.request(delivery, address, now());
    const status = await post(url, headers, body, AbortSignal.any([closing.signal, AbortSignal.timeout(answerWithinMs)]));
    delivery.answers.push(status);
    return scheme.judge(status);
  }, retryAfterMs);

  return {
    ...courier,
    addresses: () => [...addresses.values()],
    deliverTo: (address) => void addresses.set(address.id ?? address.url, address),
    forget(id) {
      if (id === undefined) addresses.clear();
      else addresses.delete(id);
    },
    emit(event, body, { account, id = randomUUID() } = {}) {
      for (const [to, { events, accounts }] of addresses) {
        const isWanted = events?.includes(event) !== false && (account === undefined || accounts?.includes(account) !== false);
        const about = { id, event, account: account ?? null, to, body };
        if (isWanted) courier.add(() => ({ ...about, answers: [], attempts: 0, acked: false, ackedMs: null, lost: false }));
      }
    },
    async close() {
      closing.abort();
      await courier.close();
    },
  };
}

/** The body as it goes over the wire, and as it is signed. */
export function wire(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** Bytes carry no content type of their own; text would. Null when no answer came. */
async function post(url: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<number | null> {
  try {
    const response = await fetch(url, { method: "POST", headers, body: new TextEncoder().encode(body), redirect: "manual", signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
