import type { Pools } from "../http/pool.ts";
import { TargetError } from "../ports/target.ts";
import { type FailureRow, failureOf, type Reply, unanswered, unasked } from "./failure.ts";
import type { ProviderInfo } from "./info.ts";

export interface CallerOptions {
  readonly pools: Pools;
  /** Everything before the documented path; a path of its own is kept. */
  readonly baseUrl: string;
  readonly info: Pick<ProviderInfo, "title" | "auth">;
  /** The API key or token. */
  readonly secret: string;
  readonly failures: readonly FailureRow[];
}

/** A call as a mapper writes it: the documented path with every id encoded, and the body where there is one. */
export interface Call {
  /** POST without it: that is how reactions are set. */
  readonly method?: "GET";
  readonly path: string;
  readonly json?: unknown;
}

/** Makes one call; resolves when `read` finds the success that the document promises, else throws TargetError. A null call cannot be said. */
export type Caller = (call: Call | null, read: (body: unknown) => Reply, signal: AbortSignal) => Promise<void>;

export function createCaller({ pools, baseUrl, info, secret, failures }: CallerOptions): Caller {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const { title, auth } = info;
  const headers = { accept: "application/json", [auth.header]: auth.prefix + secret };

  return async (call, read, signal) => {
    if (call === null) {
      throw new TargetError(unasked("gone", `${title} was not asked: an id of the target is missing or malformed.`));
    }
    const { method = "POST", path, json } = call;
    const outcome = await pools.request({ method, origin: base.origin, path: prefix + path, headers, json, signal });
    if (outcome.kind === "fault") throw new TargetError(unanswered(title, outcome));
    const reply = read(outcome.body);
    const succeeded = outcome.status >= 200 && outcome.status < 300 && reply.success;
    if (!succeeded) throw new TargetError(failureOf(title, failures, outcome, reply));
  };
}
