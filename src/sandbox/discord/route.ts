import { z } from "zod";
import type { Attachment } from "./state.ts";

export type File = Omit<Attachment, "id">;

/** A request that fits its contract. */
export interface Asked<Q = Readonly<Record<string, unknown>>, B = unknown> {
  /** A parameter of the path, percent-decoded. */
  param(name: string): string;
  readonly query: Q;
  readonly body: B;
  readonly files: readonly File[];
  /** Records that the request breaks the documented contract. */
  note(violation: string): void;
}

/** A status, and a body where there is one. */
export type Answer = readonly [status: number, body?: unknown];

export interface Route {
  /** As Discord's OpenAPI document names it. */
  readonly operation: string;
  readonly method: string;
  /** Below `/api/v10`; `:name` stands for exactly one segment. */
  readonly path: string;
  /** Whether the bot's token is needed; of itself it is. Where the path holds a token, that is enough. */
  readonly open: boolean;
  /** Which routes share a limit; of itself each has its own. */
  readonly bucket: string;
  readonly query: z.ZodType;
  readonly body: z.ZodType | null;
  serve(asked: Asked): Answer;
}

interface Shape<Q extends z.ZodRawShape, B extends z.ZodType | null> {
  readonly query?: Q;
  readonly body?: B;
  readonly open?: boolean;
  readonly bucket?: string;
}

type Body<B> = B extends z.ZodType ? z.output<B> : null;
type NoQuery = Record<never, never>;

/** Strict: what Discord does not document is a violation, though a client may send it and Discord ignores it. */
export function route<Q extends z.ZodRawShape = NoQuery, B extends z.ZodType | null = null>(
  operation: string,
  line: string,
  { query, body, open = false, bucket = operation }: Shape<Q, B>,
  serve: (asked: Asked<z.output<z.ZodObject<Q>>, Body<B>>) => Answer,
): Route {
  const [method = "", path = ""] = line.split(" ");
  return {
    ...{ operation, method, path, open, bucket, body: body ?? null },
    query: z.strictObject(query ?? {}),
    serve: (asked) => serve(asked as Asked<z.output<z.ZodObject<Q>>, Body<B>>),
  };
}

/** The route that a path belongs to, with its parameters; `wrongMethod` where only the method is not right, null when there is none. */
export function find(routes: readonly Route[], method: string, path: string) {
  // Also `@original` may come percent-encoded.
  const segments = path.split("/").map(decodeURIComponent);
  const fits = routes.filter((one) => {
    const parts = one.path.split("/");
    return (
      parts.length === segments.length && parts.every((part, at) => part === segments[at] || (part.startsWith(":") && segments[at] !== ""))
    );
  });
  // What is written out goes before what stands for anything: `@original` before a message's id.
  const literal = ({ path: of }: Route) => of.split("/").filter((part) => !part.startsWith(":")).length;
  const [found] = fits.filter((one) => one.method === method).toSorted((a, b) => literal(b) - literal(a));
  if (found === undefined) return fits.length > 0 ? "wrongMethod" : null;
  const params = new Map(found.path.split("/").flatMap((part, at) => (part.startsWith(":") ? [[part.slice(1), segments[at] ?? ""]] : [])));
  return { route: found, params };
}

/** Whether every segment is escaped as one; `@me` and `@original` stand as they are. */
export function isEscaped(path: string): boolean {
  if (!/^(?:[\w.~!*'()/@:-]|%[\dA-Fa-f]{2})*$/.test(path)) return false;
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}
