import { type AccountState, accountState, knownRefused, triedAgainMs } from "../domain/account.ts";
import type { Emoji } from "../domain/emoji.ts";
import type { Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Served, Store } from "../ports/store.ts";

/** How an account is, why, and until when; nulls where there is nothing to say. */
export interface Standing {
  readonly state: AccountState;
  readonly reason: string | null;
  readonly untilMs: number | null;
  /** What it is known to refuse, and when that is tried again. */
  readonly refused: readonly { readonly emoji: Emoji; readonly untilMs: number }[];
}

export async function standingOf(
  name: string,
  { store, accounts, clock }: { readonly store: Store; readonly accounts: Accounts; readonly clock: Clock },
): Promise<Standing> {
  const served: Served = { account: name, limits: accounts.get(name)?.limits ?? [] };
  const [health, limitedMs] = [await store.health(name), await store.limitedForMs(served)];
  const state = accountState(health, limitedMs);
  const nowMs = clock.now();
  return {
    state,
    reason: state === "paused" ? health.paused : state === "failing" ? health.lastFailure : null,
    untilMs: state === "failing" ? health.probeAtMs : state === "limited" ? nowMs + limitedMs : null,
    refused: knownRefused(health, nowMs).map((one) => ({ emoji: one.emoji, untilMs: triedAgainMs(one) })),
  };
}
