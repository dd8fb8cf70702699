import { setTimeout as sleep } from "node:timers/promises";

/** What became of one job of a batch. */
export type Ended<Result> = { readonly result: Result } | { readonly error: unknown };

export interface BatchOptions<Job, Result> {
  readonly most: number;
  /** From the beginning of one batch to that of the next, at least; whoever comes alone waits for nothing. */
  readonly apartMs?: number;
  readonly work: (jobs: readonly Job[]) => Promise<readonly Ended<Result>[]>;
  /** Whether what failed can be the fault of one job: then each is tried alone. */
  readonly isOnesFault: (error: unknown) => boolean;
}

/** One batch of jobs at a time: what is asked for meanwhile goes together next, so that much of it costs hardly more than one. */
export function createBatches<Job, Result>({
  most,
  apartMs = 0,
  work,
  isOnesFault,
}: BatchOptions<Job, Result>): (job: Job) => Promise<Result> {
  interface Waiting {
    readonly job: Job;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let isRunning = false;
  let begunMs = Number.NEGATIVE_INFINITY;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const earlyMs = begunMs + apartMs - performance.now();
      if (earlyMs > 0) await sleep(earlyMs);
      begunMs = performance.now();
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await carryOut(batch);
    }
    isRunning = false;
  }

  async function carryOut(batch: readonly Waiting[]): Promise<void> {
    try {
      const ended = await work(batch.map(({ job }) => job));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const one = ended[index] ?? { error: new Error("a job of a batch was left out") };
        if ("result" in one) resolve(one.result);
        else reject(one.error);
      }
    } catch (error) {
      if (batch.length > 1 && isOnesFault(error)) for (const one of batch) await carryOut([one]);
      else for (const { reject } of batch) reject(error);
    }
  }

  return (job) =>
    new Promise((resolve, reject) => {
      waiting.push({ job, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      // What is asked for in this very turn of the event loop goes with it.
      queueMicrotask(() => void run());
    });
}
