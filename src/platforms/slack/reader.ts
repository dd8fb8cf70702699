import { setTimeout as sleep } from "node:timers/promises";
import { CALL_TIMEOUT_MS, ERROR_CODE, isRefusal } from "./info.ts";

export interface ReaderOptions {
  readonly botToken: string;
  readonly apiUrl: string;
  /** Called when Slack refuses the token itself, with its name for that. */
  readonly onRefused: (code: string) => void;
  /** Called when it took the token in a call that began then (`performance.now`). */
  readonly onTaken: (begunMs: number) => void;
}

const READ_TRIES = 5;
const CLOCK_STEP_MS = 1_000;

/** Answers with the latest moment certainly before the snapshot, by Slack's clock, in microseconds since 1970. */
type Read = (
  method: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ readonly answer: unknown; readonly atUs: number }>;

/**
 * Asks a method that reads. By hand: the library keeps the answer's headers to itself, and a reading is worth nothing without its
 * `Date`.
 */
export function createReader({ botToken, apiUrl, onRefused, onTaken }: ReaderOptions): Read {
  const base = apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/`;
  let notBefore = 0;
  return async (method, query, signal) => {
    for (let tries = 1; ; tries += 1) {
      const waitMs = notBefore - performance.now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal });
      const begun = performance.now();
      const response = await fetch(`${base}${method}?${new URLSearchParams(query)}`, {
        headers: { authorization: `Bearer ${botToken}` },
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
      });
      if (response.status === 429 && tries < READ_TRIES) {
        await response.body?.cancel();
        notBefore = performance.now() + 1_000 * (Number(response.headers.get("retry-after")) || 1);
        continue;
      }
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`Slack answered ${method} with ${response.status}`);
      }
      // What the parser complains of quotes the answer, which holds the message's text.
      const answer = (await response.json().catch(() => {
        throw new Error(`Slack's answer to ${method} is not JSON`);
      })) as { readonly ok?: unknown; readonly error?: unknown } | null;
      if (answer?.ok !== true) {
        const code = ERROR_CODE.test(String(answer?.error)) ? String(answer?.error) : null;
        if (isRefusal(code)) onRefused(code);
        throw new Error(`Slack refused ${method}: ${code ?? "no reason given"}`);
      }
      onTaken(begun);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (Number.isNaN(date)) throw new Error(`Slack's answer to ${method} has no date`);
      return { answer, atUs: Math.floor((date - (performance.now() - begun) - CLOCK_STEP_MS) * 1_000) };
    }
  };
}
