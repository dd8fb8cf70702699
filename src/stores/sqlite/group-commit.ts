import type { Database } from "./database.ts";

/** Calls `run` soon, once. */
export type Flush = (run: () => void) => void;

export interface GroupCommit {
  /**
   * Runs `work` in the next transaction; once more, and alone, when another step of that one throws, and then nothing is left of the
   * first time. Settles only when its transaction is committed, or is not.
   */
  step<Result>(work: () => Result): Promise<Result>;
  /** Runs and commits all that is queued, now. */
  drain(): void;
}

export interface GroupCommitOptions {
  readonly database: Database;
  readonly flush: Flush;
  /** Called when what was written was undone, so that nothing remembers it. */
  readonly undone: () => void;
  readonly committed: (tookMs: number, steps: number) => void;
}

/** More would keep the event loop waiting for too long. */
const MOST_STEPS = 256;

interface Job {
  /** Runs; returns how to say so once it is committed. */
  readonly run: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** All steps that are asked for in one turn of the event loop share one transaction, and so one fsync. */
export function createGroupCommit({ database, flush, undone, committed }: GroupCommitOptions): GroupCommit {
  let queue: Job[] = [];
  let scheduled = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    flush(turn);
  }

  function turn(): void {
    scheduled = false;
    const batch = queue.slice(0, MOST_STEPS);
    queue = queue.slice(MOST_STEPS);
    if (queue.length > 0) schedule();
    if (batch.length > 0) commit(batch);
  }

  function commit(batch: readonly Job[]): void {
    const startedMs = performance.now();
    const settle: (() => void)[] = [];
    try {
      database.run("BEGIN IMMEDIATE");
      for (const { run } of batch) settle.push(run());
      database.run("COMMIT");
    } catch (error) {
      undone();
      // Where SQLite itself undid the transaction (a full disk), each of them would meet the same.
      const oneThrew = database.inTransaction() && settle.length < batch.length;
      if (database.inTransaction()) database.run("ROLLBACK");
      // Seldom enough that all of them run twice: a savepoint around each step costs more, every time.
      if (oneThrew && batch.length > 1) for (const job of batch) commit([job]);
      else for (const { reject } of batch) reject(error);
      return;
    }
    for (const one of settle) one();
    committed(performance.now() - startedMs, batch.length);
  }

  return {
    step: <Result>(work: () => Result) =>
      new Promise<Result>((resolve, reject) => {
        const run = () => {
          const result = work();
          return () => resolve(result);
        };
        queue.push({ run, reject });
        schedule();
      }),
    drain() {
      while (queue.length > 0) turn();
    },
  };
}
