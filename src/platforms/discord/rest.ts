import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Answer, Outcome, Outgoing } from "../../http/exchange.ts";
import type { Pools } from "../../http/pool.ts";
import { createBuckets } from "./buckets.ts";
import { answered, DiscordError, unreached } from "./errors.ts";
import { API_VERSION, CALL_TIMEOUT_MS, USER_AGENT } from "./info.ts";

export interface RestOptions {
  readonly pools: Pools;
  readonly botToken: string;
  /** Without a version and without a slash at its end. */
  readonly apiUrl: string;
  /** Called when Discord refuses the token itself. */
  readonly onRefused?: () => void;
  /** Called when it took the token in a call that began then (`performance.now`). */
  readonly onTaken?: (begunMs: number) => void;
}

export interface Request {
  readonly method: Outgoing["method"];
  /** Below the version, with every id already encoded. */
  readonly path: string;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
  /** The path itself says who asks: a webhook's own secret is in it. */
  readonly isOpen?: boolean;
}

/** Discord's API, as it names things. */
export interface Rest {
  /** One request, whatever becomes of it. Never rejects. */
  exchange(request: Request): Promise<Outcome>;
  /** One request, never repeated; resolves with the body of a 2xx. Rejects with a DiscordError. */
  ask(request: Request): Promise<unknown>;
  /**
   * Reads, no faster than Discord's answers allow, and again and again while it wants fewer requests or fails. Rejects with a
   * DiscordError.
   */
  read(path: string, signal?: AbortSignal): Promise<unknown>;
}

const READ_TRIES = 5;
const LONGEST_WAIT_MS = 10_000;
/** A hundred messages. */
const MOST_BYTES = 4 * 1_024 * 1_024;

const reply = z.object({ code: z.int().nullish(), retry_after: z.number().min(0).nullish() });

/** What an answer that is no success says: Discord's own number, and how long to wait. Both are null where it says nothing. */
export function saidIn({ body }: Pick<Answer, "body">): { readonly code: number | null; readonly retryAfterS: number | null } {
  const { data } = reply.safeParse(body);
  return { code: data?.code ?? null, retryAfterS: data?.retry_after ?? null };
}

export function createRest({ pools, botToken, apiUrl, onRefused = () => {}, onTaken = () => {} }: RestOptions): Rest {
  const base = new URL(`${apiUrl}/v${API_VERSION}`);
  const plain = { accept: "application/json", "user-agent": USER_AGENT };
  const ours = { ...plain, authorization: `Bot ${botToken}` };
  const buckets = createBuckets();

  async function exchange({ method, path, json, signal, isOpen = false }: Request): Promise<Outcome> {
    const begunMs = performance.now();
    const outcome = await pools.request({
      ...{ method, origin: base.origin, path: `${base.pathname}${path}`, headers: isOpen ? plain : ours, maxBytes: MOST_BYTES },
      ...(json !== undefined && { json }),
      signal: signal ?? AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    if (outcome.kind === "answer") buckets.told(`${method} ${path}`, outcome.headers);
    if (outcome.kind === "answer" && !isOpen) {
      if (outcome.status === 401) onRefused();
      else if (outcome.status < 400) onTaken(begunMs);
    }
    return outcome;
  }

  async function ask(request: Request): Promise<unknown> {
    const outcome = await exchange(request);
    if (outcome.kind === "fault") throw unreached(outcome.reason);
    const { status, body, empty } = outcome;
    if (status >= 200 && status < 300 && (empty || body !== undefined)) return body;
    const { code, retryAfterS } = saidIn(outcome);
    throw answered(status, code, retryAfterS === null ? null : Math.ceil(retryAfterS * 1_000));
  }

  return {
    exchange,
    ask,
    async read(path, signal) {
      for (let tries = 1; ; tries += 1) {
        const fullMs = buckets.waitMs(`GET ${path}`);
        if (fullMs > 0) await sleep(fullMs, undefined, { ...(signal && { signal }) });
        const bounded = [AbortSignal.timeout(CALL_TIMEOUT_MS), ...(signal === undefined ? [] : [signal])];
        try {
          return await ask({ method: "GET", path, signal: AbortSignal.any(bounded) });
        } catch (error) {
          const waitMs = error instanceof DiscordError && tries < READ_TRIES ? againMs(error, tries) : null;
          if (waitMs === null || signal?.aborted === true) throw error;
          await sleep(waitMs, undefined, { ...(signal && { signal }) });
        }
      }
    },
  };
}

/** When to ask again; null for never. */
function againMs({ status, retryAfterMs }: DiscordError, tries: number): number | null {
  if (status === 429) return retryAfterMs === null ? 1_000 : retryAfterMs > LONGEST_WAIT_MS ? null : retryAfterMs;
  return status === 0 || status >= 500 ? 100 * 2 ** tries : null;
}
