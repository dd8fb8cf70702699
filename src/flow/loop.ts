import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/observer.ts";

/** The safety net below every wake-up. */
const POLL_MS = 1_000;
/** After an error of the store's: long enough not to spin. */
const TROUBLE_MS = 1_000;
/** Pieces that are asked for at once share a commit, but keep the store busy for as long as all of them need. */
const MOST_ASKED = 16;

export interface LoopOptions {
  /** Takes the next piece of work, or says when to ask again (null: when woken). */
  readonly next: () => Promise<{ pass: () => Promise<void> } | { readonly afterMs: number | null }>;
  readonly clock: Clock;
  readonly log: Log;
  readonly concurrency: number;
  /** Called when what is under way shall be given up. */
  readonly abandon: () => void;
}

export interface Loop {
  start(): void;
  /** There may be work. */
  wake(): void;
  /** Takes nothing new; what is under way after `graceMs` is given up. Resolves when nothing is. */
  stop(graceMs: number): Promise<void>;
}

/** Keeps up to `concurrency` pieces of work under way. */
export function createLoop({ next, clock, log, concurrency, abandon }: LoopOptions): Loop {
  const active = new Set<Promise<void>>();
  let stopping = false;
  let woken = false;
  let rouse = () => {};
  let running: Promise<void> = Promise.resolve();

  function wake(): void {
    woken = true;
    rouse();
  }

  async function rest(ms: number): Promise<void> {
    if (woken || stopping) return;
    const roused = new AbortController();
    // Without a reason it makes an error with a stack, and that for every change.
    rouse = () => roused.abort("woken");
    await clock.sleep(ms, roused.signal);
    rouse = () => {};
  }

  function begin(pass: () => Promise<void>): void {
    const work = pass()
      .catch((error) => log.error({ error: String(error) }, "a pass ended early; its lease will run out"))
      .finally(() => {
        active.delete(work);
        wake();
      });
    active.add(work);
  }

  /** Begins up to `most` pieces. Resolves with how long until there may be more; 0 when all of them were there. */
  async function ask(most: number): Promise<number> {
    let afterMs = 0;
    const asked = await Promise.allSettled(Array.from({ length: most }, next));
    for (const one of asked) {
      if (one.status === "rejected") continue;
      if ("pass" in one.value) begin(one.value.pass);
      else afterMs = Math.min(one.value.afterMs ?? POLL_MS, POLL_MS);
    }
    const failed = asked.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    return afterMs;
  }

  async function run(): Promise<void> {
    let most = 1;
    while (!stopping) {
      woken = false;
      const free = concurrency - active.size;
      if (free <= 0) {
        await rest(POLL_MS);
        continue;
      }
      try {
        const afterMs = await ask(Math.min(most, free));
        // Where there was work for all, there is likely more.
        most = afterMs === 0 ? Math.min(2 * most, MOST_ASKED) : 1;
        if (afterMs > 0) await rest(afterMs);
      } catch (error) {
        log.error({ error: String(error) }, "the store could not be asked for work");
        most = 1;
        await clock.sleep(TROUBLE_MS);
      }
    }
  }

  return {
    wake,
    start() {
      running = run();
    },
    async stop(graceMs) {
      stopping = true;
      rouse();
      await running;
      const patience = new AbortController();
      const all = Promise.all(active).then(() => patience.abort());
      await clock.sleep(active.size === 0 ? 0 : graceMs, patience.signal);
      abandon();
      await all;
    },
  };
}
