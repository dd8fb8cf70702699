import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ZodError, z } from "zod";

/** What the JSON API says when it cannot do as asked: `{"error": {"code", "message", "fix"?}}`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly fix: string | undefined;

  constructor(status: ContentfulStatusCode, code: string, message: string, fix?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.fix = fix;
  }
}

export function refuse(context: Context, { status, code, message, fix }: Refusal): Response {
  return context.json({ error: { code, message, ...(fix === undefined ? {} : { fix }) } }, status);
}

/** Reads a JSON body of a shape. Throws a Refusal that names every field, and repeats no value. */
export async function bodyOf<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    throw new Refusal(400, "not_json", "The body is not JSON.", "Send a JSON object, with Content-Type: application/json.");
  }
  return shaped(schema, body);
}

export function shaped<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Refusal(422, "malformed", complaintsOf(read.error), "See the shapes of the JSON API in docs/api.md.");
}

function complaintsOf(error: ZodError): string {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`)).join("; ");
}
