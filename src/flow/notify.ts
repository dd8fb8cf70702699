import { backoffMs } from "../domain/failure.ts";
import type { Notice } from "../domain/notice.ts";
import type { Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { OutboxClaim, Store } from "../ports/store.ts";
import { createLoop, type Loop } from "./loop.ts";
import { sentence } from "./sentences.ts";

const LEASE_MS = 60_000;
/** About a quarter of an hour in all: later, nobody remembers the press. */
const ATTEMPTS = 10;

export interface NotifyOptions {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Unique per process. */
  readonly name: string;
}

export interface Notify extends Loop {
  /** Works off everything that is due now. For tests. */
  tick(): Promise<void>;
}

/** Works off the outbox: tells people what became of their reaction. */
export function createNotify({ store, sources, accounts, clock, observer, name }: NotifyOptions): Notify {
  let claims = 0;

  async function next(): Promise<{ pass: () => Promise<void> } | { readonly afterMs: number | null }> {
    claims += 1;
    const holder = `${name}/outbox/${claims}`;
    const item = await store.claimItem(holder, LEASE_MS);
    return "afterMs" in item ? item : { pass: () => pass(holder, item) };
  }

  async function pass(holder: string, item: OutboxClaim): Promise<void> {
    let retryAfterMs: number | null = null;
    try {
      await tell(item.payload as Notice);
    } catch (error) {
      const hopeless = item.attempts + 1 >= ATTEMPTS;
      retryAfterMs = hopeless ? null : backoffMs(item.attempts + 1, clock.random());
      observer.log.warn({ kind: item.kind, attempts: item.attempts + 1, hopeless, error: String(error) }, "a person could not be told");
    }
    await store.finishItem(holder, item.key, retryAfterMs);
  }

  async function tell(notice: Notice): Promise<void> {
    const source = sources.find(({ platform }) => platform === notice.message.platform);
    const account = accounts.get(notice.account);
    if (source === undefined || account === undefined) return;
    await source.tell(notice.message, notice.person, sentence(notice, account.network));
  }

  const loop = createLoop({ next, clock, log: observer.log, concurrency: 4, abandon: () => {} });
  return {
    ...loop,
    async tick() {
      for (let found = await next(); "pass" in found; found = await next()) await found.pass();
    },
  };
}
