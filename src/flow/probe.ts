import type { Outcome } from "../domain/pass.ts";
import { type Account, type Accounts, servedBeside } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";
import { TargetError } from "../ports/target.ts";

const REQUEST_TIMEOUT_MS = 10_000;

export interface ProbeOptions {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly observer: Observer;
  /** Unique per process. */
  readonly name: string;
  /** Between two rounds. */
  readonly everyMs: number;
  /** Called when an account works again. */
  readonly wake: () => void;
}

export interface Probes {
  start(): void;
  /** One harmless read for each paused account. */
  round(): Promise<void>;
  stop(): Promise<void>;
}

/** Tries paused accounts slowly, and resumes those that are let in again. */
export function createProbes({ store, accounts, clock, observer, name, everyMs, wake }: ProbeOptions): Probes {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function probe(account: Account): Promise<void> {
    const { name } = account;
    const served = servedBeside(account);
    if ((await store.health(name)).paused === null) return;
    const token = await store.probe(served);
    if (token === null) return;
    const startedMs = clock.now();
    const outcome = await ask(account);
    const result = outcome.kind === "failed" ? outcome.failure.kind : outcome.kind;
    observer.step(account.provider, "probe", result, clock.now() - startedMs);
    await store.probed(served, token, outcome);
    if (outcome.kind !== "done") return observer.log.debug({ account: name, result }, "a paused account is still not let in");
    observer.log.info({ account: name }, "a paused account is let in again and goes on");
    wake();
  }

  async function ask(account: Account): Promise<Outcome> {
    try {
      await account.probe(AbortSignal.any([stopping.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]));
      return { kind: "done" };
    } catch (error) {
      if (error instanceof TargetError) return { kind: "failed", failure: error.failure };
      observer.log.error({ account: account.name, error: String(error) }, "an adapter threw what no adapter may throw");
      const vendor = { status: 0, code: "bug" };
      return { kind: "failed", failure: { kind: "transient", ambiguous: false, message: "The bridge failed while it asked.", vendor } };
    }
  }

  async function round(): Promise<void> {
    for (const account of accounts.values()) {
      if (stopping.signal.aborted) return;
      await probe(account);
    }
  }

  async function run(): Promise<void> {
    // After a start everybody asks once; from then on one process asks for all.
    let isOurTurn: () => Promise<boolean> = async () => true;
    while (!stopping.signal.aborted) {
      try {
        if (await isOurTurn()) await round();
      } catch (error) {
        observer.log.warn({ error: String(error) }, "a round over the paused accounts ended early");
      }
      isOurTurn = () => store.hold("probes", name, 1.5 * everyMs);
      await clock.sleep(everyMs, stopping.signal);
    }
  }

  return {
    round,
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
