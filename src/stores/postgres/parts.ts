import type { Mirror } from "../../domain/mirror.ts";
import { readyMs } from "../../domain/mirror.ts";
import { type Conversations, conversationsIn } from "./conversations.ts";
import type { Database } from "./database.ts";
import { type Early, earlyIn } from "./early.ts";
import { type Expectations, expectationsIn } from "./expectations.ts";
import { type Holds, holdsIn } from "./holds.ts";
import { type Mirrors, mirrorsIn } from "./mirrors.ts";
import { type Outbox, outboxIn } from "./outbox.ts";
import { type Settings, settingsIn } from "./settings.ts";
import { type Threads, threadsIn } from "./threads.ts";
import type { Transaction } from "./transaction.ts";

/** What the steps are made of, in one transaction. Each part does its SQL; none decides. */
export interface Parts {
  readonly transaction: Transaction;
  readonly mirrors: Mirrors;
  readonly early: Early;
  readonly outbox: Outbox;
  readonly conversations: Conversations;
  readonly threads: Threads;
  readonly expectations: Expectations;
  readonly settings: Settings;
  readonly holds: Holds;
}

/** Steps over the parts: `step` changes what is stored, one at a time for each of the turns; `look` only reads. */
export interface Stepping {
  step<Result>(turns: readonly string[], work: (parts: Parts) => Promise<Result>): Promise<Result>;
  look<Result>(work: (parts: Parts) => Promise<Result>): Promise<Result>;
}

/** `left`: called after a commit that left work which somebody may begin with. */
export function createStepping(database: Database, left: () => void): Stepping {
  return {
    async step(turns, work) {
      let leaves = false;
      const result = await database.step(turns, (transaction) => {
        leaves = false;
        return work(
          partsIn(transaction, () => {
            leaves = true;
          }),
        );
      });
      if (leaves) left();
      return result;
    },
    look: (work) => database.look((transaction) => work(partsIn(transaction, () => {}))),
  };
}

function partsIn(transaction: Transaction, leaves: () => void): Parts {
  const conversations = conversationsIn(transaction);
  return {
    transaction,
    conversations,
    mirrors: mirrorsIn(transaction, (mirror) => (isFree(mirror) ? leaves() : undefined)),
    early: earlyIn(transaction),
    outbox: outboxIn(transaction, leaves),
    threads: threadsIn(transaction, conversations),
    expectations: expectationsIn(transaction),
    settings: settingsIn(transaction),
    holds: holdsIn(transaction),
  };
}

/** Whoever works on a mirror, or waits for its lease to run out, is told nothing new. */
function isFree(mirror: Mirror): boolean {
  return mirror.lease === null && readyMs(mirror) !== null;
}
