import { setTimeout as sleep } from "node:timers/promises";
import type { SourceEvent } from "../../domain/event.ts";
import type { Receive } from "../../ports/source.ts";
import type { SlackClient } from "./client.ts";
import type { WorkspaceEmoji } from "./emoji.ts";
import type { Log } from "./log.ts";
import type { Standing } from "./standing.ts";

const AGAIN_MOST_MS = 60_000;

/** What is done about the time in which nothing could be heard. */
export interface Gaps {
  /** Tells that events may have been lost, again and again until it is taken. Never rejects. */
  tell(reason: string): Promise<void>;
  /** Asks Slack whether it takes the bot token again, until it does. Never rejects. */
  askAgain(): Promise<void>;
  stop(): void;
}

export function createGaps(options: {
  readonly standing: Standing;
  readonly client: Pick<SlackClient, "whoAmI">;
  readonly emoji: WorkspaceEmoji;
  readonly log: Log;
  readonly askAgainMs: number;
  readonly receive: Receive;
}): Gaps {
  const { standing, client, emoji, log, askAgainMs, receive } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  return {
    async tell(reason) {
      await emoji.load().catch(() => {});
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
    async askAgain() {
      while (standing.isRefused("SLACK_BOT_TOKEN") && !signal.aborted) {
        await sleep(askAgainMs, undefined, { signal }).catch(() => {});
        if (!signal.aborted) await client.whoAmI().catch(() => {});
      }
    },
    stop: () => stopping.abort(),
  };
}
