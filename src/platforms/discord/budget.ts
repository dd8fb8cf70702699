import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Log } from "./log.ts";
import type { Rest } from "./rest.ts";

/** What Discord says of the sessions that our bot may still begin. */
const gateway = z.object({
  session_start_limit: z.object({ total: z.int().min(1), remaining: z.int().min(0), reset_after: z.number().min(0) }),
});

export type StartLimit = z.infer<typeof gateway>["session_start_limit"];

/** Waits that are worth a word. */
const NOTABLE_MS = 1_000;

/**
 * How long to wait before the next session. Discord resets the token of a bot that begins more than it may in a day: while there is
 * plenty nothing waits, and from the half on what is left is spread over the time that is left, so that it never runs out.
 */
export function waitBeforeMs({ total, remaining, reset_after }: StartLimit): number {
  if (remaining > total / 2) return 0;
  return Math.ceil(reset_after / Math.max(1, remaining));
}

/** Lets sessions begin no faster than Discord allows. */
export interface Budget {
  /** How long a session must wait that would begin now; a wait that is worth a word is logged. Rejects with a DiscordError. */
  waitMs(signal?: AbortSignal): Promise<number>;
  /** Resolves when one may begin, and counts as that one until `spend`. Rejects with a DiscordError, and when `signal` is aborted. */
  grant(signal: AbortSignal): Promise<void>;
  /** The same, and takes it. */
  spend(signal: AbortSignal): Promise<void>;
}

export interface BudgetOptions {
  readonly rest: Pick<Rest, "read">;
  readonly log: Log;
  /** Between two of them, in any case. */
  readonly everyMs: number;
}

export function createBudget({ rest, log, everyMs }: BudgetOptions): Budget {
  let granted = false;
  /** A wait goes on where it was: Discord hangs up on whoever keeps it waiting, and we come back. */
  let untilMs: number | null = null;
  let spentMs = Number.NEGATIVE_INFINITY;

  async function waitMs(signal?: AbortSignal): Promise<number> {
    if (granted) return 0;
    if (untilMs === null) {
      const { session_start_limit: limit } = gateway.parse(await rest.read("/gateway/bot", signal));
      const forMs = waitBeforeMs(limit);
      untilMs = performance.now() + forMs;
      if (forMs > NOTABLE_MS) {
        const { remaining, total } = limit;
        log.warn(
          { remaining, total, seconds: Math.ceil(forMs / 1_000) },
          "few of the sessions are left that Discord lets this bot begin in a day: waiting before the next",
        );
      }
    }
    return Math.max(0, Math.max(untilMs, spentMs + everyMs) - performance.now());
  }

  async function grant(signal: AbortSignal): Promise<void> {
    const forMs = await waitMs(signal);
    if (forMs > 0) await sleep(forMs, undefined, { signal });
    signal.throwIfAborted();
    granted = true;
    untilMs = null;
  }

  return {
    waitMs,
    grant,
    async spend(signal) {
      await grant(signal);
      granted = false;
      spentMs = performance.now();
    },
  };
}
