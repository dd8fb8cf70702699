import type { Outcome } from "../domain/pass.ts";
import { type Account, servedBeside } from "../ports/account.ts";
import type { Permit } from "../ports/calls.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";
import { TargetError } from "../ports/target.ts";

export interface PermitsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: Observer;
}

/** Makes calls that are no mirror's, each request with a token of its account's limits. */
export interface Permits {
  /**
   * Runs `work` with a permit, and tells the store how it ended. Rejects with what `work` rejects with; while the account is paused, or
   * has no token, with a TargetError that says for how long (`rate-limited`). `what` names the work in the metrics.
   */
  within<T>(account: Account, what: string, work: (permit: Permit) => Promise<T>): Promise<T>;
}

/** While an account is paused nothing else can be said of how long it takes. */
const PAUSED_MS = 60_000;

const SAYS_NOTHING: Outcome = { kind: "read", shown: null };

export function createPermits({ store, clock, observer }: PermitsOptions): Permits {
  return {
    async within(account, what, work) {
      const served = servedBeside(account);
      const tokens: string[] = [];
      const startedMs = clock.now();
      let ours: TargetError | null = null;

      async function permit(): Promise<void> {
        const isPaused = (await store.health(account.name)).paused !== null;
        const token = isPaused ? null : await store.probe(served);
        if (token !== null) return void tokens.push(token);
        ours = waiting(isPaused ? PAUSED_MS : await store.limitedForMs(served));
        throw ours;
      }

      async function ended(outcome: Outcome): Promise<void> {
        const result = outcome.kind === "failed" ? outcome.failure.kind : outcome.kind;
        if (tokens.length > 0) observer.step(account.provider, what, result, clock.now() - startedMs);
        for (const token of tokens) await store.probed(served, token, outcome);
      }

      try {
        const result = await work(permit);
        await ended({ kind: "done" });
        return result;
      } catch (error) {
        // What no answer of the provider's says nothing of its account; what was asked until then counts all the same.
        const isAnswer = error instanceof TargetError && error !== ours;
        await ended(isAnswer ? { kind: "failed", failure: error.failure } : SAYS_NOTHING);
        throw error;
      }
    },
  };
}

function waiting(ms: number): TargetError {
  const message = "The account has no call to spare just now.";
  return new TargetError({ kind: "rate-limited", ambiguous: false, message, retryAfterMs: Math.max(1, ms), vendor: { status: 0 } });
}
