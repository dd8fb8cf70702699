import type { Failure } from "../domain/failure.ts";
import type { Answer, Outgoing } from "../http/exchange.ts";
import type { Pools } from "../http/pool.ts";
import { TargetError } from "../ports/target.ts";
import { ANSWERED, type Answered, ASKED } from "./common.ts";
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
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly json?: unknown;
  /** In place of `json`, a body that is ready. */
  readonly body?: Outgoing["body"];
  /** Besides those of every call. */
  readonly headers?: Outgoing["headers"];
  /** Where the document's answer may be long. */
  readonly maxBytes?: number;
}

/** Makes one call; resolves when `read` finds the success that the document promises, else throws TargetError. A null call cannot be said. */
export type Caller = (call: Call | null, read: (body: unknown) => Reply, signal: AbortSignal) => Promise<void>;

/** What a mapper reads from the body of an answer that was asked for something: `value` is null where it does not hold that. */
export interface Told<T> {
  readonly reply: Reply;
  readonly value: T | null;
}

/** Makes one call for its answer; as a Caller, but resolves with what `read` found. A success without a value is none. */
export type Asker = <T>(call: Call | null, read: (body: unknown, answer: Answer) => Told<T>, signal: AbortSignal) => Promise<T>;

/** `failures` is the table of what is asked for: a provider's table of reactions speaks of those. A read that fails is never ambiguous. */
export function createAsker({ pools, baseUrl, info, secret, failures }: CallerOptions, answered: Answered = ASKED): Asker {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const { title, auth } = info;
  const headers = { accept: "application/json", [auth.header]: auth.prefix + secret };

  return async (call, read, signal) => {
    if (call === null) {
      throw new TargetError(unasked("gone", `${title} was not asked: an id of the target is missing or malformed.`));
    }
    const { method = "POST", path, json, body, maxBytes } = call;
    const thrown = (failure: Failure) => new TargetError(method === "GET" ? { ...failure, ambiguous: false } : failure);
    const request = { method, origin: base.origin, path: prefix + path, headers: { ...call.headers, ...headers } };
    const outcome = await pools.request({ ...request, json, body, maxBytes, signal });
    if (outcome.kind === "fault") throw thrown(unanswered(title, outcome));
    const { reply, value } = read(outcome.body, outcome);
    const succeeded = outcome.status >= 200 && outcome.status < 300 && reply.success;
    if (!succeeded || value === null) throw thrown(failureOf(title, failures, outcome, reply, answered));
    return value;
  };
}

export function createCaller(options: CallerOptions): Caller {
  const ask = createAsker(options, ANSWERED);
  return async (call, read, signal) => {
    await ask(call, (body) => ({ reply: read(body), value: true }), signal);
  };
}
