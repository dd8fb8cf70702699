import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import type { File } from "./route.ts";

export interface Body {
  /** What it says, be it JSON itself or beside files; undefined where it says nothing. */
  readonly json: unknown;
  readonly files: readonly File[];
  readonly sent: "nothing" | "json" | "broken" | "other";
}

/** A body as Discord takes it: JSON, or a form in parts with `payload_json` and files. */
export async function readForm(request: IncomingMessage): Promise<Body> {
  const bytes = await buffer(request);
  const type = request.headers["content-type"] ?? "";
  if (bytes.length === 0) return { json: undefined, files: [], sent: "nothing" };
  if (type.startsWith("multipart/form-data")) {
    const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
    const files = [...form].flatMap(([, part]) =>
      typeof part === "string" ? [] : [{ name: part.name, size: part.size, type: part.type || "application/octet-stream" }],
    );
    return { ...parse(String(form.get("payload_json") ?? "{}")), files };
  }
  if (!type.startsWith("application/json")) return { json: undefined, files: [], sent: "other" };
  return { ...parse(bytes.toString()), files: [] };
}

function parse(text: string): Omit<Body, "files"> {
  try {
    return { json: JSON.parse(text), sent: "json" };
  } catch {
    return { json: undefined, sent: "broken" };
  }
}
