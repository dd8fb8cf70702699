import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./faults.ts";
import { createWindows, type Limit, type Window } from "./limits.ts";
import { find, isEscaped, type Outcome, type Route } from "./route.ts";

/** One request as it arrived. Headers, and with them every secret, are left out. */
export interface Call {
  /** When its first bytes were here, in milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  /** As it came, with its query. */
  readonly path: string;
  /** As it is documented: `POST /v1/messages/:id/reaction`; null where nothing is. */
  readonly endpoint: string | null;
  /** What was answered; null while nothing was, and for ever when it hangs or was cut. */
  readonly status: number | null;
  /** Parsed where it is JSON or a form, null where there is none. */
  readonly body: unknown;
}

/** What one vendor documents. */
export interface Vendor {
  /** The part of the base URL after the host. */
  readonly prefix: string;
  readonly routes: readonly Route[];
  /** The credential that a request shows in the documented way. */
  credential(headers: IncomingHttpHeaders): string | undefined;
  readonly refuse: Readonly<Record<"unauthenticated" | "forged" | "unknown" | "invalid", (detail: string) => Answer>>;
  /** The account whose own limit a write draws from. */
  account?(query: URLSearchParams, body: unknown): string;
  limited(window: Window): Answer;
  limitHeaders?(window: Window): Readonly<Record<string, string>>;
}

export interface Verdict extends Outcome {
  readonly endpoint?: string;
  readonly limitHeaders?: Readonly<Record<string, string>> | undefined;
}

interface JudgeOptions {
  readonly vendor: Vendor;
  readonly credential: string;
  readonly limits: readonly Limit[];
  readonly now: () => number;
  readonly onViolation: (violation: string) => void;
  readonly onLimitBreach: (breach: string) => void;
}

/** Holds requests to the documented contract: place, credential, limit, path, query, content type, body, in this order. */
export function createJudge({ vendor, credential, limits, now, onViolation, onLimitBreach }: JudgeOptions) {
  const take = createWindows(limits, now);

  return function judge(headers: IncomingHttpHeaders, call: Call): Verdict {
    const line = `${call.method} ${call.path}`;
    const note = (violation: string) => onViolation(`${line}: ${violation}`);
    const refuse = (reason: keyof Vendor["refuse"], violation: string): Outcome => {
      note(violation);
      return { answer: vendor.refuse[reason](violation) };
    };
    const [path = "", search] = call.path.split("?");
    const query = new URLSearchParams(search);
    const writes = call.method !== "GET";

    if (!path.startsWith(`${vendor.prefix}/`)) {
      // Which of two documented prefixes is the right one, a caller may find out with a harmless read.
      return writes ? refuse("unknown", "not below the base URL") : { answer: vendor.refuse.unknown("not found") };
    }
    const shown = vendor.credential(headers);
    if (shown === undefined) return refuse("unauthenticated", "no credential where it is documented");
    if (shown !== credential) return { answer: vendor.refuse.forged("a wrong credential") };

    const window = take({ credential, account: writes ? (vendor.account?.(query, call.body) ?? null) : null });
    const limitHeaders = window ? vendor.limitHeaders?.(window) : undefined;
    if (window?.over) {
      const { requests, perMs, of } = window.limit;
      onLimitBreach(`${line}: over ${requests} per ${perMs} ms of one ${of}`);
      return { answer: vendor.limited(window), limitHeaders };
    }

    function outcome(): Omit<Verdict, "limitHeaders"> {
      if (!isEscaped(path)) return refuse("unknown", "a path segment is not percent-encoded");
      const found = find(vendor.routes, call.method, path.slice(vendor.prefix.length));
      if (found === null) return refuse("unknown", "no such method and path");
      const stray = [...query.keys()].find((name) => !found.route.query.includes(name));
      if (stray !== undefined) return refuse("invalid", `the query parameter ${stray} is not documented`);
      const { type = "application/json" } = found.route;
      if (writes && headers["content-type"]?.split(";")[0]?.toLowerCase() !== type) {
        return refuse("invalid", `the content type is not ${type}`);
      }
      const param = (name: string) => found.params.get(name) ?? "";
      const served = found.route.serve({ param, query, note, invalid: (violation) => refuse("invalid", violation) }, call.body);
      return { ...served, endpoint: `${call.method} ${vendor.prefix}${found.route.path}` };
    }
    return { ...outcome(), limitHeaders };
  };
}
