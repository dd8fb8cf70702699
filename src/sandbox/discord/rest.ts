import type { IncomingMessage, ServerResponse } from "node:http";
import { createBuckets, type Limit } from "./buckets.ts";
import { invalidForm, refusal } from "./errors.ts";
import { type Body, readForm } from "./form.ts";
import { reasonsOf } from "./reasons.ts";
import { createRefusals, type Refused, sayInstead, tooMany } from "./refused.ts";
import { type Answer, find, isEscaped, type Route } from "./route.ts";
import { ApiError } from "./state.ts";

/** One request as it came, and what it was answered; null while nothing was, and for ever when it hangs or was cut. */
export interface Call {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  status: number | null;
}

export interface Rest {
  readonly calls: readonly Call[];
  /** Requests beyond a limit of which the answers before had told. */
  readonly limitBreaches: readonly string[];
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For the next `times` requests of the operation, as the OpenAPI document names it; 1 of itself. */
  refuse(operation: string, how: Refused, times?: number): void;
  mend(): void;
  /** From now on this holds for the operation, or for `reactions` together; null for no limit. Each channel or webhook has its own. */
  limit(bucket: string, limit: Limit | null): void;
}

const PREFIX = /^\/api\/v10(?=\/)/;
const AGENT = /^DiscordBot \(.+, .+\)/;

export function createRest(options: {
  readonly routes: readonly Route[];
  readonly now: () => number;
  readonly isToken: (token: string) => boolean;
  readonly onViolation: (violation: string) => void;
}): Rest {
  const { routes, onViolation } = options;
  const calls: Call[] = [];
  const limitBreaches: string[] = [];
  const refusals = createRefusals();
  const buckets = createBuckets(options.now);

  return {
    calls,
    limitBreaches,
    async serve(request, response) {
      const { method = "", url: path = "", headers } = request;
      const line = `${method} ${path}`;
      const note = (violation: string) => onViolation(`${line}: ${violation}`);
      const [place = "", search] = path.split("?");
      const found = PREFIX.test(place) && isEscaped(place) ? find(routes, method, place.replace(PREFIX, "")) : null;
      const known = found !== null && found !== "wrongMethod" ? found : null;
      const { json, files, sent }: Body = await readForm(request);
      const call: Call = { operation: known?.route.operation ?? "unknown", method, path, body: json, status: null };
      calls.push(call);
      const limits = known ? buckets.take(known.route.bucket, [...known.params.values()][0] ?? "") : null;

      function outcome(): Answer {
        if (!AGENT.test(headers["user-agent"] ?? "")) note("a user agent that is not DiscordBot (url, version)");
        if (known === null) {
          note(found === null ? "no such path" : "not with this method");
          throw refusal(found === null ? "notFound" : "wrongMethod");
        }
        const { route, params } = known;
        const token = /^Bot (.+)$/.exec(headers.authorization ?? "")?.[1];
        if (!route.open && token === undefined) note("no token");
        if (!route.open && !options.isToken(token ?? "")) throw refusal("unauthorized");
        if (sent === "broken") note("a body that is no JSON");
        if (sent === "broken") throw refusal("invalidJson");
        if (route.body !== null && sent === "other") note("a body of no documented type");
        const query = route.query.safeParse(Object.fromEntries(new URLSearchParams(search)));
        const body = route.body?.safeParse(json);
        const issues = [...(query.error?.issues ?? []), ...(body?.error?.issues ?? [])];
        const input = (key: "query" | "body") => (key === "query" ? query : body)?.success;
        if (!input("query") || input("body") === false) {
          const reasons = reasonsOf(issues, json);
          note(reasons.map(({ path: at, message }) => `${at.join(".")} ${message}`).join(", "));
          throw invalidForm(reasons);
        }
        return route.serve({ param: (name) => params.get(name) ?? "", query: query.data as never, body: body?.data ?? null, files, note });
      }
      function answer(): Answer {
        try {
          return outcome();
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          const { status, code, message, errors } = error;
          return [status, { message, code, ...(errors && { errors }) }];
        }
      }
      function reply([status, body]: Answer, headers: Readonly<Record<string, string>> = {}, common = limits?.headers): void {
        call.status = status;
        const type = body === undefined ? {} : { "content-type": "application/json" };
        response.writeHead(status, { ...type, ...common, ...headers });
        response.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
      }

      if (limits?.waitMs) {
        limitBreaches.push(line);
        const limited = tooMany(limits.waitMs / 1_000, "user");
        return void reply(limited.answer, limited.headers);
      }
      const refused = known ? refusals.take(known.route.operation) : null;
      if (refused === null) return void reply(answer());
      if ("hang" in refused) return;
      if ("cut" in refused) return void request.socket.destroy();
      if ("after" in refused) {
        const said = answer();
        if (refused.after === "cut") request.socket.destroy();
        else if (refused.after !== "hang") setTimeout(reply, refused.after, said).unref();
        return;
      }
      if (refused.applied) answer();
      const said = sayInstead(refused);
      if (refused.headers) reply(said.answer, refused.headers, {});
      else reply(said.answer, said.headers);
    },
    refuse(operation, how, times = 1) {
      if (!routes.some((one) => one.operation === operation)) throw new Error(`${operation} is no operation of the stand-in`);
      refusals.add(operation, how, times);
    },
    mend: refusals.clear,
    limit: buckets.limit,
  };
}
