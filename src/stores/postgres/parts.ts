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
import { type Words, wordsIn } from "./words.ts";

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
  readonly words: Words;
  /** Calls `write` once at the end of the step: what changed often is written once. */
  atEnd(write: () => void): void;
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
      const result = await database.step(turns, async (transaction) => {
        leaves = false;
        const last: (() => void)[] = [];
        const parts = partsIn(transaction, last, () => {
          leaves = true;
        });
        const done = await work(parts);
        for (const write of last) write();
        return done;
      });
      if (leaves) left();
      return result;
    },
    look: (work) => database.look((transaction) => work(partsIn(transaction, [], () => {}))),
  };
}

function partsIn(transaction: Transaction, last: (() => void)[], leaves: () => void): Parts {
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
    words: wordsIn(transaction),
    atEnd: (write) => void last.push(write),
  };
}

/** Whoever works on a mirror, or waits for its lease to run out, is told nothing new. */
function isFree(mirror: Mirror): boolean {
  return mirror.lease === null && readyMs(mirror) !== null;
}
