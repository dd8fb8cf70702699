import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Method } from "./methods.ts";
import { Refusal } from "./state.ts";

/**
 * What a method answers in place of doing its work; `hang` is nothing at all, `cut` the end of the connection. `after`: it does its work,
 * and nobody hears of it. A `body` that is a string goes out as it is, anything else as JSON.
 */
export type Refused =
  | { readonly error: string }
  | { readonly status: number; readonly retryAfterS?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly hang: true }
  | { readonly cut: true }
  | { readonly after: "hang" | "cut" };

/** Granted, too, though no method here asks for them: those of private channels and of metadata. */
const UNASKED = ["groups:read", "groups:history", "metadata.message:read", "chat:write.customize", "commands"];

export type TokenKind = "bot" | "app";

export interface WebApi {
  /** The methods that were called, in order. */
  readonly calls: readonly string[];
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For the next `times` calls of the method; 1 of itself. */
  refuse(method: string, how: Refused, times?: number): void;
  mend(): void;
  /** From now on the token in use is refused with this error; answers the one that takes its place. */
  revoke(kind: TokenKind, error: string): string;
  /** Whatever was revoked is good again. */
  restore(): void;
}

export function createWebApi(options: {
  readonly methods: Readonly<Record<string, Method>>;
  readonly tokens: Readonly<Record<TokenKind, string>>;
  readonly missingScopes: ReadonlySet<string>;
  readonly onViolation: (violation: string) => void;
}): WebApi {
  const { methods, missingScopes, onViolation } = options;
  const tokens = { ...options.tokens };
  /** Token → why it is refused. */
  const revoked = new Map<string, string>();
  const asked = Object.values(methods).flatMap(({ scope, token }) => (token === "bot" && scope !== null ? [scope] : []));
  const granted = [...new Set([...asked, ...UNASKED])].filter((scope) => !missingScopes.has(scope)).join(",");
  const calls: string[] = [];
  const refusals = new Map<string, { readonly how: Refused; left: number }>();

  function run(name: string, token: string, args: Readonly<Record<string, unknown>>): object {
    const method = methods[name];
    if (!method) throw new Refusal("unknown_method");
    if (token === "") throw new Refusal("not_authed");
    const reason = revoked.get(token);
    if (reason !== undefined) throw new Refusal(reason);
    if (token !== tokens.bot && token !== tokens.app) throw new Refusal("invalid_auth");
    if (token !== tokens[method.token]) throw new Refusal("not_allowed_token_type");
    if (method.scope !== null && missingScopes.has(method.scope)) throw new Refusal("missing_scope");
    const { success, data, error } = method.args.safeParse(args);
    if (!success) {
      onViolation(`${name}: ${error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join(", ")}`);
      throw new Refusal("invalid_arguments");
    }
    return method.run(data);
  }

  return {
    calls,
    async serve(request, response) {
      const url = new URL(request.url ?? "/", "http://sandbox");
      const name = url.pathname.replace(/^\/api\//, "");
      calls.push(name);
      const refusal = refusals.get(name);
      if (refusal && --refusal.left <= 0) refusals.delete(name);
      if (refusal && "hang" in refusal.how) return;
      if (refusal && "cut" in refusal.how) return void request.socket.destroy();
      if (refusal && "status" in refusal.how) {
        const { status, retryAfterS, body, headers = {} } = refusal.how;
        response.writeHead(status, retryAfterS === undefined ? headers : { ...headers, "retry-after": String(retryAfterS) });
        return void response.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
      }
      const sent = await text(request);
      const lost = refusal && "after" in refusal.how ? refusal.how.after : null;
      response.writeHead(200, { "content-type": "application/json; charset=utf-8", "x-oauth-scopes": granted });
      try {
        if (refusal && "error" in refusal.how) throw new Refusal(refusal.how.error);
        const isJson = request.headers["content-type"]?.startsWith("application/json") ?? false;
        const body = isJson ? stringly(JSON.parse(sent)) : Object.fromEntries(new URLSearchParams(sent));
        const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
        const answer = JSON.stringify({ ok: true, ...run(name, token, { ...Object.fromEntries(url.searchParams), ...body }) });
        if (lost === "cut") request.socket.destroy();
        else if (lost === null) response.end(answer);
      } catch (error) {
        const code = error instanceof Refusal ? error.code : "internal_error";
        if (!(error instanceof Refusal)) onViolation(`${name}: the stand-in failed: ${String(error)}`);
        response.end(JSON.stringify({ ok: false, error: code }));
      }
    },
    refuse(method, how, times = 1) {
      refusals.set(method, { how, left: times });
    },
    mend: () => refusals.clear(),
    revoke(kind, error) {
      revoked.set(tokens[kind], error);
      tokens[kind] = `${tokens[kind]}-next`;
      return tokens[kind];
    },
    restore() {
      revoked.clear();
      Object.assign(tokens, options.tokens);
    },
  };
}

/** A JSON body as the form would have it. */
function stringly(body: unknown): Record<string, string> {
  const entries = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
}
