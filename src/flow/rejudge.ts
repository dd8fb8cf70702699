import { woken } from "../domain/due.ts";
import { mayShow } from "../domain/mirror.ts";
import { heldTooLong, overtaken } from "../domain/rehearsal.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";
import type { Reconcile } from "./reconcile.ts";

const RECENT_MS = 7 * 86_400_000;
const PAGE = 100;
/** Between two pages: whoever works goes first. */
const PACE_MS = 20;

export interface RejudgeOptions {
  readonly store: Store;
  readonly reconcile: Pick<Reconcile, "judge">;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly wake: () => void;
}

export interface Rejudge {
  /** Begins at once, or anew when it is under way. */
  start(): void;
  /** Resolves with how many mirrors show what they shall not show any more, or wait for quiet hours that are others now; they are due. */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * After a change of the rules takes back what they do not allow any more, and lets go what waits for quiet hours that are others now. It adds
 * nothing that was kept in: that is for new presses.
 */
export function createRejudge({ store, reconcile, clock, observer, wake }: RejudgeOptions): Rejudge {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  let round = 0;

  async function sweep(): Promise<number> {
    round += 1;
    const ours = round;
    let [back, on] = [0, 0];
    let after: string | undefined;
    do {
      const page = await store.mirrors({ changedWithinMs: RECENT_MS, limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const mirror of page.mirrors.filter((one) => one.wakeMs !== null || mayShow(one).length > 0)) {
        const judge = reconcile.judge(mirror, await store.health(mirror.slot.account), clock.now());
        if (judge === null) continue;
        const isOvertaken = overtaken(mirror, judge, clock.now()).length > 0;
        if (!isOvertaken && heldTooLong(mirror, judge, clock.now()).length === 0) continue;
        await store.absorb(mirror.id, (one, nowMs) => ({ mirror: woken(one, nowMs), again: false, repaired: 0 }));
        if (isOvertaken) back += 1;
        else on += 1;
        wake();
      }
      after = page.next ?? undefined;
      if (after !== undefined) await clock.sleep(PACE_MS, stopping.signal);
    } while (after !== undefined && ours === round && !stopping.signal.aborted);
    if (back > 0) observer.log.info({ mirrors: back }, "what the rules do not allow any more is taken back");
    if (on > 0) observer.log.info({ mirrors: on }, "what waited for quiet hours that are others now goes on");
    return back + on;
  }

  return {
    sweep,
    start() {
      const sweeping = sweep().catch((error) => observer.log.warn({ error: String(error) }, "a look at what the rules allow ended early"));
      running = Promise.all([running, sweeping]);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
