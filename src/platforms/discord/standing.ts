import { setTimeout as sleep } from "node:timers/promises";
import { CLOSED_FOR_GOOD } from "./errors.ts";
import type { Log } from "./log.ts";

/** Whether Discord takes our token at present. */
export interface Standing {
  isRefused(): boolean;
  /** Discord said so: in a call, or its gateway by this code. Logged once, with what to do. */
  refused(code?: number): void;
  /** Discord took it, in a call that began at `begunMs` (of `performance.now`). What began before the refusal says nothing. */
  taken(begunMs: number): void;
}

export interface StandingOptions {
  readonly log: Log;
  readonly askAgainMs: number;
  /** Asks Discord something harmless; rejects when it refuses. */
  readonly ask: () => Promise<unknown>;
  readonly onTaken: () => void;
  readonly signal: AbortSignal;
}

const TOKEN = 4004;

export function createStanding({ log, askAgainMs, ask, onTaken, signal }: StandingOptions): Standing {
  let sinceMs: number | null = null;

  async function askAgain(): Promise<void> {
    while (sinceMs !== null && !signal.aborted) {
      await sleep(askAgainMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await ask().catch(() => {});
    }
  }

  return {
    isRefused: () => sinceMs !== null,
    refused(code = TOKEN) {
      if (code !== TOKEN) {
        log.error(
          { code, advice: CLOSED_FOR_GOOD[code] },
          "Discord does not let the bridge listen: do what advice says; until then reactions wait",
        );
        return;
      }
      if (sinceMs !== null) return;
      sinceMs = performance.now();
      const advice = CLOSED_FOR_GOOD[TOKEN];
      log.error({ advice }, "Discord refuses the token: do what advice says and start the bridge again; until then reactions wait");
      void askAgain();
    },
    taken(begunMs) {
      if (sinceMs === null || begunMs <= sinceMs) return;
      sinceMs = null;
      log.warn({}, "Discord takes the token again");
      onTaken();
    },
  };
}
