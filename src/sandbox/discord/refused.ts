import type { Answer } from "./route.ts";

/** An answer that somebody asked for in place of the real one. */
interface Instead {
  readonly status: number;
  readonly code?: number;
  readonly message?: string;
  /** Of a 429: of the whole app where it is `global`. */
  readonly retryAfterS?: number;
  readonly global?: true;
  /** A string goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  /** In place of those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The request is carried out all the same. */
  readonly applied?: true;
}

/**
 * What becomes of a request in place of an answer; `hang` is nothing at all, `cut` the end of the connection. `after`: it is carried out,
 * and nobody hears of it, or hears of it only so many milliseconds later.
 */
export type Refused = Instead | { readonly hang: true } | { readonly cut: true } | { readonly after: "hang" | "cut" | number };

export interface Refusals {
  /** For the next `times` requests of the operation; 1 of itself. */
  add(operation: string, how: Refused, times?: number): void;
  take(operation: string): Refused | null;
  clear(): void;
}

export function createRefusals(): Refusals {
  const all = new Map<string, { readonly how: Refused; left: number }>();
  return {
    add: (operation, how, times = 1) => void all.set(operation, { how, left: times }),
    take(operation) {
      const refused = all.get(operation);
      if (refused && --refused.left <= 0) all.delete(operation);
      return refused?.how ?? null;
    },
    clear: () => all.clear(),
  };
}

export function sayInstead({ status, code = 0, message = String(status), retryAfterS, global, body }: Instead): Limited {
  if (retryAfterS === undefined) return { answer: [status, body ?? { message, code }], headers: {} };
  return tooMany(retryAfterS, global ? "global" : "shared");
}

interface Limited {
  readonly answer: Answer;
  readonly headers: Readonly<Record<string, string>>;
}

/** That there were too many requests, and until when: in the body to the millisecond, in the header in whole seconds. */
export function tooMany(retryAfterS: number, scope: "user" | "shared" | "global"): Limited {
  const global = scope === "global";
  const headers = {
    "retry-after": String(Math.ceil(retryAfterS)),
    "x-ratelimit-scope": scope,
    ...(global && { "x-ratelimit-global": "true" }),
  };
  return { answer: [429, { message: "You are being rate limited.", retry_after: retryAfterS, global }], headers };
}
