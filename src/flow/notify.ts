import { backoffMs } from "../domain/failure.ts";
import type { Notice } from "../domain/notice.ts";
import type { Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { OutboxClaim, Store } from "../ports/store.ts";
import type { Announcement } from "./alert.ts";
import { createLoop, type Loop } from "./loop.ts";
import { sentence } from "./sentences.ts";

const LEASE_MS = 60_000;
/** About a quarter of an hour in all: later, nobody remembers the press. */
const ATTEMPTS = 10;
/** About a day: longer than any platform is away. */
const ALERT_ATTEMPTS = 150;

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

/** Works off the outbox: tells people what became of their reaction, and operators what they are wanted for. */
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
    const isAlert = item.kind === "alert";
    try {
      await (isAlert ? announce(item.payload as Announcement, item) : tell(item.payload as Notice));
    } catch (error) {
      const attempts = item.attempts + 1;
      const hopeless = attempts >= (isAlert ? ALERT_ATTEMPTS : ATTEMPTS);
      retryAfterMs = hopeless ? null : backoffMs(attempts, clock.random());
      if (isAlert) observer.log.warn({ attempts, hopeless, error: String(error) }, "operators could not be told");
      else observer.log.warn({ kind: item.kind, attempts, hopeless, error: String(error) }, "a person could not be told");
    }
    await store.finishItem(holder, item.key, retryAfterMs);
  }

  async function tell(notice: Notice): Promise<void> {
    const source = sources.find(({ platform }) => platform === notice.message.platform);
    const account = accounts.get(notice.account);
    if (source === undefined || account === undefined) return;
    await source.tell(notice.message, notice.person, sentence(notice, account.network));
  }

  async function announce({ channel, text }: Announcement, { key, attempts }: OutboxClaim): Promise<void> {
    const source = sources.find(({ platform }) => channel.startsWith(`${platform}:`));
    // Without the platform the channel is not there either, until somebody changes the configuration.
    await source?.say(channel.slice(channel.indexOf(":") + 1), text, key, attempts > 0);
  }

  const loop = createLoop({ next, clock, log: observer.log, concurrency: 4, abandon: () => {} });
  return {
    ...loop,
    async tick() {
      for (let found = await next(); "pass" in found; found = await next()) await found.pass();
    },
  };
}
