import { setTimeout as sleep } from "node:timers/promises";
import type { SourceEvent } from "../../domain/event.ts";
import type { Receive } from "../../ports/source.ts";
import type { Log } from "./log.ts";

const AGAIN_MOST_MS = 60_000;

/** What is done about the time in which nothing could be heard. */
export interface Gaps {
  /** Tells that events may have been lost, again and again until it is taken. Never rejects. */
  tell(reason: string): Promise<void>;
}

export function createGaps({ receive, log, signal }: { readonly receive: Receive; readonly log: Log; readonly signal: AbortSignal }): Gaps {
  return {
    async tell(reason) {
      const gap: SourceEvent = { kind: "gap", reason };
      for (let waitMs = 1_000; !signal.aborted; waitMs = Math.min(AGAIN_MOST_MS, 2 * waitMs)) {
        try {
          return await receive(gap);
        } catch {
          log.warn({}, "a gap was not taken; telling of it again");
        }
        await sleep(waitMs, undefined, { signal }).catch(() => {});
      }
    },
  };
}
