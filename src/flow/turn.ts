import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Listening, Receive, Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import { createHold } from "./hold.ts";
import { createSteady } from "./steady.ts";

/** Whoever listens and ends without a word is followed by another process after so long. */
const LEASE_MS = 10_000;
/** How long before that it stops by itself when the store does not answer: what it has taken is stored by then. */
const SPARE_MS = 3_000;
const LOOK_MS = 1_000;

export interface TurnOptions {
  readonly source: Source & { readonly listening: Listening };
  readonly store: Pick<Store, "hold">;
  readonly clock: Clock;
  readonly observer: Pick<Observer, "log">;
  /** Unique per process. */
  readonly name: string;
  /** Called when a source may have missed events. */
  readonly gap: (source: Source) => void;
}

/** Whose turn it is to listen, where one process listens for all. */
export interface Turn {
  /** Starts the source, which listens if nobody else does, and takes over when that changes. Rejects as the source does. */
  start(receive: Receive): Promise<void>;
  /** Whether it is our turn, or was another's a moment ago. */
  isTaken(): boolean;
  stop(): Promise<void>;
}

export function createTurn({ source, store, clock, observer, name, gap }: TurnOptions): Turn {
  const { platform, listening } = source;
  const hold = createHold({ store, clock, name: `gateway ${platform}`, holder: name, leaseMs: LEASE_MS });
  const now = createSteady(clock);
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let asking: Promise<void> | null = null;
  let isStarted = false;
  let isListening = false;
  /** When another process was last seen to have it. */
  let anotherMs = Number.NEGATIVE_INFINITY;
  /** Until when somebody surely listened. */
  let heardMs = now() - LEASE_MS;

  const isOurs = () => hold.isOurs(SPARE_MS);

  /** Never rejects, and may take longer than the lease lasts. */
  function ask(): Promise<void> {
    asking ??= hold
      .take()
      .then((ours) => {
        if (!ours) anotherMs = now();
      })
      .catch((error: unknown) => observer.log.debug({ platform, error: String(error) }, "whose turn it is to listen could not be asked"))
      .finally(() => {
        asking = null;
        settle();
      });
    return asking;
  }

  function settle(): void {
    const nowMs = now();
    if (anotherMs > nowMs - LOOK_MS) heardMs = Math.max(heardMs, nowMs - LEASE_MS);
    if (!isStarted || stopping.signal.aborted) return;
    if (isListening === isOurs()) {
      if (isListening) heardMs = nowMs;
      return;
    }
    isListening = !isListening;
    if (isListening) {
      observer.log.info({ platform }, "this process listens from now on, in place of another");
      listening.begin(clock.now() - (nowMs - heardMs));
    } else {
      observer.log.warn({ platform }, "the store did not answer in time: another process may listen now");
      void listening.end();
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      void ask();
      await clock.sleep(LOOK_MS, stopping.signal);
      settle();
    }
  }

  /** What comes late must not be stored over what another process has heard since. */
  function whileOurs(receive: Receive): Receive {
    return async (event) => {
      if (event.kind === "gap") return receive(event);
      if (!isOurs()) {
        gap(source);
        throw new Error("another process may listen now");
      }
      await receive(event);
      if (!hold.isOurs()) gap(source);
    };
  }

  return {
    async start(receive) {
      await ask();
      isListening = isOurs();
      running = run();
      await source.start(whileOurs(receive), !isListening);
      // Whoever listened before has ended, and what was told meanwhile was told to nobody.
      if (isListening) gap(source);
      isStarted = true;
    },
    isTaken: () => isListening || now() - anotherMs < LEASE_MS / 2,
    async stop() {
      stopping.abort();
      await source.stop();
      await running;
      await asking;
      await hold.letGo();
    },
  };
}
