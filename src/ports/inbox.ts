import type { Heard } from "../domain/heard.ts";

/** One request at the address of an account's deliveries. */
export interface Delivery {
  readonly headers: Headers;
  /** At most 256 KB. */
  readonly body: Uint8Array;
}

/** Why a delivery is not taken, for whoever set the webhook up. Repeats no value of the delivery. */
export interface RefusedDelivery {
  /** 401: forged, unsigned or stale. 400: not what the provider documents, whoever signed it. 503: no secret is configured. */
  readonly status: 400 | 401 | 503;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** What reads the deliveries of one account. */
export interface Inbox {
  /**
   * Verifies a delivery in constant time before anything in it is looked at, and says what it tells. Never throws and changes
   * nothing: called again for a redelivery, it answers the same. An event that the bridge does not know is `other`.
   */
  read(delivery: Delivery, nowMs: number): { readonly heard: readonly Heard[] } | { readonly refused: RefusedDelivery };
}

/** Called for what a stream tells; resolves once it is committed, rejects when it was not. */
export type Hear = (heard: readonly Heard[]) => Promise<void>;

/** Deliveries over a connection that the bridge opens itself, for where no provider can reach it. */
export interface Stream {
  /** Connects and keeps itself connected from then on. Never rejects: what is wrong is logged, and tried again. */
  start(hear: Hear): void;
  stop(): Promise<void>;
  connected(): boolean;
}
