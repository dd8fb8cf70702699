import type { Clock } from "../../ports/clock.ts";
import type { Accounts } from "./accounts.ts";
import type { Calls } from "./calls.ts";
import type { Early } from "./early.ts";
import type { Mirrors } from "./mirrors.ts";
import type { Outbox } from "./outbox.ts";

/** What the steps are made of. Each part does its SQL; none decides. */
export interface Parts {
  readonly clock: Pick<Clock, "now">;
  readonly mirrors: Mirrors;
  readonly early: Early;
  readonly accounts: Accounts;
  readonly calls: Calls;
  readonly outbox: Outbox;
}

/** The store's methods as they run inside a transaction. */
export type Steps<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result
    : never;
};
