import type { Clock } from "../ports/clock.ts";

export interface LooksOptions {
  readonly look: () => Promise<void>;
  /** Between the end of one look and the next. */
  readonly everyMs: number;
  readonly clock: Pick<Clock, "sleep">;
  /** Called when a look rejects; the next one comes all the same. */
  readonly failed: (error: unknown) => void;
}

export interface Looks {
  start(): void;
  /** Resolves once the look that is under way is over. */
  stop(): Promise<void>;
}

/** Looks after something now, and again and again. */
export function createLooks({ look, everyMs, clock, failed }: LooksOptions): Looks {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch(failed);
      await clock.sleep(everyMs, stopping.signal);
    }
  }

  return {
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
