import { setTimeout as sleep } from "node:timers/promises";
import { type Ended, type GatewayOptions, openClient } from "./client.ts";
import { DiscordError, goodbye } from "./errors.ts";

/** One session with Discord's gateway after the other. */
export interface Gateway {
  /** Resolves when Discord has told of its servers. Rejects when it refuses us. Keeps itself connected from then on. */
  start(): Promise<void>;
  /** Begins in the background, and keeps itself connected. */
  keep(): void;
  isOpen(): boolean;
  stop(): Promise<void>;
}

/** The code with which the gateway refuses a token. */
const TOKEN = 4004;
const PATIENCE_MS = 60_000;
const AGAIN_MS = 5_000;
const CLOSE_WITHIN_MS = 1_500;
/** What somebody must mend on a page of Discord's takes longer than a minute. */
const MENDED_BY_HAND = 10;

export function createGateway(options: GatewayOptions): Gateway {
  const { log, budget, askAgainMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let close: () => Promise<void> = async () => {};
  let isOpen = false;
  /** When the last session was lost; null before the first. */
  let lostMs: number | null = null;
  let keeping: Promise<void> = Promise.resolve();

  const rest = (ms: number) => sleep(ms, undefined, { signal }).catch(() => {});

  /** Resolves once Discord has told of its servers, with how that will end. */
  async function session(): Promise<{ readonly ended: Promise<Ended> }> {
    await budget.grant(signal);
    const { promise: readied, resolve: ready } = Promise.withResolvers<void>();
    const { connect, ended, destroy } = openClient({
      ...options,
      signal,
      onState(open, isNew) {
        if (isOpen && !open) lostMs = Date.now();
        isOpen = open;
        if (!isNew) return;
        options.onSession(lostMs);
        // Another may follow without a word about the end of this one.
        lostMs = Date.now();
        ready();
      },
    });
    close = async () => {
      if (isOpen) lostMs = Date.now();
      isOpen = false;
      await Promise.race([destroy(), sleep(CLOSE_WITHIN_MS)]);
    };
    const over = ended.then(({ code }) => {
      throw code === null ? new DiscordError("Discord's gateway cannot be reached", 0, null) : goodbye(code);
    });
    const patience = new AbortController();
    const late = sleep(PATIENCE_MS, undefined, { signal: AbortSignal.any([signal, patience.signal]) }).then(() => {
      throw new DiscordError("Discord's gateway did not answer", 0, null);
    });
    // Whichever loses the race is nobody's to wait for.
    for (const one of [over, late, connect]) one.catch(() => {});
    try {
      // A refusal is both an end and a failure of the library's, which says less.
      const connected = connect.catch(async (error: unknown) => {
        await Promise.race([over, sleep(0)]);
        throw error;
      });
      await Promise.race([Promise.all([connected, readied]), over, late]);
    } catch (error) {
      await close();
      throw error;
    } finally {
      patience.abort();
    }
    return { ended };
  }

  /** Begins anew whenever it has ended. Never rejects. */
  async function go(begun: Promise<Ended> | null): Promise<void> {
    let last = begun === null ? null : { ended: begun };
    while (!signal.aborted) {
      if (last !== null) {
        const code = await Promise.race([last.ended.then((one) => one.code), aborted(signal)]);
        await close();
        await restAfter(code);
        if (signal.aborted) return;
      }
      last = await session().catch(async (error: unknown) => {
        if (signal.aborted) return null;
        if (error instanceof DiscordError && error.status === 401) await restAfter(TOKEN);
        else {
          const reason = error instanceof Error ? error.message : "unknown";
          log.warn({ reason }, "no session with Discord could be begun; trying again");
          await rest(Math.min(AGAIN_MS, askAgainMs));
        }
        return null;
      });
    }
  }

  async function restAfter(code: number | null): Promise<void> {
    if (code === null || signal.aborted) return;
    options.onRefused(code);
    await rest(code === TOKEN ? askAgainMs : MENDED_BY_HAND * askAgainMs);
  }

  return {
    isOpen: () => isOpen,
    async start() {
      const { ended } = await session();
      keeping = go(ended);
    },
    keep() {
      keeping = go(null);
    },
    async stop() {
      stopping.abort();
      await close();
      await Promise.race([keeping, sleep(CLOSE_WITHIN_MS)]);
    },
  };
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}
