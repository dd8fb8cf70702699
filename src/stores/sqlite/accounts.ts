import { type AccountHealth, HEALTHY } from "../../domain/account.ts";
import type { Database } from "./database.ts";

/** What is known of each account. Remembered in memory too: the file is ours alone. */
export interface Accounts {
  health(account: string): AccountHealth;
  setHealth(account: string, health: AccountHealth): void;
  /** Makes the account known. */
  introduce(account: string): void;
  /** The number of its last call; 0 before the first. */
  served(account: string): number;
  /** Numbers a call through this account; the number is unique for ever, and the account is last in turn. */
  serve(account: string): number;
  /** What was remembered may have been undone. */
  forget(): void;
}

interface Known {
  readonly served: number;
  readonly health: AccountHealth;
}

interface Row {
  readonly name: string;
  readonly served: number;
  readonly health: string;
}

export function createAccounts(database: Database): Accounts {
  const known = new Map<string, Known>();
  let stale = true;

  function load(): void {
    if (!stale) return;
    known.clear();
    for (const { name, served, health } of database.all<Row>("SELECT name, served, health FROM accounts")) {
      known.set(name, { served, health: { ...HEALTHY, ...(JSON.parse(health) as Partial<AccountHealth>) } });
    }
    stale = false;
  }

  function of(account: string): Known {
    load();
    return known.get(account) ?? { served: 0, health: HEALTHY };
  }

  function set(account: string, next: Known): void {
    database.run(
      `INSERT INTO accounts (name, served, health) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET served = excluded.served, health = excluded.health`,
      account,
      next.served,
      JSON.stringify(next.health),
    );
    known.set(account, next);
  }

  return {
    health: (account) => of(account).health,
    setHealth(account, health) {
      const before = of(account);
      if (before.health !== health) set(account, { ...before, health });
    },
    introduce(account) {
      load();
      if (!known.has(account)) set(account, of(account));
    },
    served: (account) => of(account).served,
    serve(account) {
      const { health } = of(account);
      let served = 1;
      for (const one of known.values()) served = Math.max(served, one.served + 1);
      if (known.has(account)) {
        database.run("UPDATE accounts SET served = ? WHERE name = ?", served, account);
        known.set(account, { served, health });
      } else {
        set(account, { served, health });
      }
      return served;
    },
    forget() {
      stale = true;
    },
  };
}
