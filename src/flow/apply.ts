import type { Declared } from "../domain/declared.ts";
import { type Link, sides } from "../domain/link.ts";
import type { Accounts } from "../ports/account.ts";
import type { Log } from "../ports/observer.ts";
import type { Links } from "./links.ts";
import type { Rejudge } from "./rejudge.ts";
import type { Replaceable } from "./replaceable.ts";

/** Brings another configuration into force: its links, its policies and its families. Accounts stay as they are. */
export type Apply = (next: Declared) => Promise<void>;

export function createApply(options: {
  readonly links: Pick<Links, "declare">;
  readonly accounts: Accounts;
  readonly rules: Pick<Replaceable, "replace">;
  readonly rejudge: Pick<Rejudge, "start">;
  readonly log: Log;
  readonly wake: () => void;
}): Apply {
  const { links, accounts, rules, rejudge, log, wake } = options;
  const isThere = (link: Link) => sides(link).every(({ account }) => accounts.has(account));
  return async (next) => {
    const left = await links.declare(next, isThere);
    for (const link of left) log.warn({ link }, "a link stays as it was until a restart: its account or its platform is not there");
    rules.replace(next.families);
    rejudge.start();
    wake();
  };
}
