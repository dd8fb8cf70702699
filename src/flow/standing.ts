import { type AccountState, accountState } from "../domain/account.ts";
import type { Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Served, Store } from "../ports/store.ts";

/** How an account is, why, and until when; nulls where there is nothing to say. */
export interface Standing {
  readonly state: AccountState;
  readonly reason: string | null;
  readonly untilMs: number | null;
}

export async function standingOf(
  name: string,
  { store, accounts, clock }: { readonly store: Store; readonly accounts: Accounts; readonly clock: Clock },
): Promise<Standing> {
  const served: Served = { account: name, limits: accounts.get(name)?.limits ?? [] };
  const [health, limitedMs] = [await store.health(name), await store.limitedForMs(served)];
  const state = accountState(health, limitedMs);
  return {
    state,
    reason: state === "paused" ? health.paused : state === "failing" ? health.lastFailure : null,
    untilMs: state === "failing" ? health.probeAtMs : state === "limited" ? clock.now() + limitedMs : null,
  };
}
