import { type AccountHealth, HEALTHY } from "../../domain/account.ts";
import type { Parts } from "./parts.ts";
import type { Transaction } from "./transaction.ts";

export type Writing = Pick<Parts, "transaction" | "atEnd">;

/** What is known of some accounts, as it was when they were read. To change it takes a turn at the account (see `turnOf`). */
export interface Accounts {
  health(account: string): AccountHealth;
  /** The number of its last call; 0 before the first. */
  served(account: string): number;
  setHealth(account: string, health: AccountHealth): void;
  /** Numbers a call through this account: it is last in turn. */
  serve(account: string): void;
}

interface Known {
  readonly served: number;
  readonly health: AccountHealth;
}

interface Row {
  readonly name: string;
  readonly served: string;
  readonly health: string;
}

const SERVED = `INSERT INTO accounts (name, served, health) VALUES ($1, nextval('call_numbers'), $2)
  ON CONFLICT (name) DO UPDATE SET served = excluded.served, health = excluded.health`;
const CHANGED = `INSERT INTO accounts (name, served, health) VALUES ($1, 0, $2) ON CONFLICT (name) DO UPDATE SET health = excluded.health`;

export function turnOf(account: string): string {
  return `account ${account}`;
}

export async function readAccounts({ transaction, atEnd }: Writing, names: readonly string[]): Promise<Accounts> {
  const rows = await transaction.all<Row>("SELECT name, served, health FROM accounts WHERE name = ANY ($1)", names);
  const known = new Map<string, Known>(
    rows.map(({ name, served, health }) => [
      name,
      { served: Number(served), health: { ...HEALTHY, ...(JSON.parse(health) as Partial<AccountHealth>) } },
    ]),
  );
  const served = new Set<string>();
  const changed = new Set<string>();
  atEnd(() => {
    for (const account of new Set([...served, ...changed])) {
      void transaction.run(served.has(account) ? SERVED : CHANGED, account, JSON.stringify(of(account).health));
    }
  });
  const of = (account: string): Known => known.get(account) ?? { served: 0, health: HEALTHY };
  return {
    health: (account) => of(account).health,
    served: (account) => of(account).served,
    setHealth(account, health) {
      const before = of(account);
      if (before.health === health) return;
      known.set(account, { ...before, health });
      changed.add(account);
    },
    serve(account) {
      const { health } = of(account);
      known.set(account, { served: Math.max(0, ...[...known.values()].map((one) => one.served)) + 1, health });
      served.add(account);
    },
  };
}

/** Makes an account known. */
export function introduce(transaction: Transaction, account: string): void {
  void transaction.run(
    "INSERT INTO accounts (name, served, health) VALUES ($1, 0, $2) ON CONFLICT (name) DO NOTHING",
    account,
    JSON.stringify(HEALTHY),
  );
}
