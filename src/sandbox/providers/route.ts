import type { z } from "zod";
import type { Answer } from "./faults.ts";

/** What a request comes to: the answer, and what happens on the phone when it is carried out. */
export interface Outcome {
  readonly answer: Answer;
  readonly apply?: () => void;
}

/** A request with a credential, a known path and a readable body. */
export interface Asked {
  /** A path parameter of the route, percent-decoded. */
  param(name: string): string;
  readonly query: URLSearchParams;
  /** Records that the request breaks the documented contract, though it is carried out. */
  note(violation: string): void;
  /** Records it and refuses the request as malformed. */
  invalid(violation: string): Outcome;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** Below the base URL; `:name` stands for exactly one segment. */
  readonly path: string;
  /** The query parameters that are documented. */
  readonly query: readonly string[];
  /** The content type of the body; JSON of itself. */
  readonly type?: "multipart/form-data";
  serve(asked: Asked, body: unknown): Outcome;
}

export function get(path: string, query: readonly string[], serve: (asked: Asked) => Answer): Route {
  return { method: "GET", path, query, serve: (asked) => ({ answer: serve(asked) }) };
}

/** A body that does not fit the schema never reaches `serve`. Use strict schemas: an unknown field is a violation. */
export function post<S extends z.ZodType>(
  path: string,
  query: readonly string[],
  schema: S,
  serve: (asked: Asked, body: z.output<S>) => Outcome,
): Route {
  return {
    method: "POST",
    path,
    query,
    serve(asked, body) {
      const { success, data, error } = schema.safeParse(body);
      if (success) return serve(asked, data);
      const issue = error.issues[0];
      return asked.invalid(issue?.path.length ? `${issue.path.join(".")}: ${issue.message}` : (issue?.message ?? "not valid"));
    },
  };
}

/** Like `post`, with a form in parts: texts as strings, files as their name, type and size, what comes several times as a list. */
export function postForm<S extends z.ZodType>(
  path: string,
  query: readonly string[],
  schema: S,
  serve: (asked: Asked, body: z.output<S>) => Outcome,
): Route {
  return { ...post(path, query, schema, serve), type: "multipart/form-data" };
}

/** The route that a path belongs to, with its parameters; null when there is none. The path must be escaped. */
export function find(routes: readonly Route[], method: string, path: string): { route: Route; params: Map<string, string> } | null {
  const segments = path.split("/");
  for (const route of routes) {
    const pattern = route.path.split("/");
    if (route.method !== method || pattern.length !== segments.length) continue;
    const params = new Map<string, string>();
    const fits = pattern.every((part, index) => {
      const segment = segments[index] ?? "";
      if (!part.startsWith(":")) return part === segment;
      params.set(part.slice(1), decodeURIComponent(segment));
      return segment !== "";
    });
    if (fits) return { route, params };
  }
  return null;
}

/** Whether every segment of a path is escaped as one: nothing raw that has a meaning in URLs or URNs, and valid UTF-8 behind it. */
export function isEscaped(path: string): boolean {
  if (!/^(?:[\w.~!*'()/-]|%[\dA-Fa-f]{2})*$/.test(path)) return false;
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}
