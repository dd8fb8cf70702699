import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

/** The body of a request: JSON parsed, a form in parts as an object of its fields, null for none, anything else as text. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const raw = await buffer(request);
  const text = raw.toString();
  const type = request.headers["content-type"] ?? "";
  try {
    if (/^multipart\/form-data(?:;|$)/i.test(type))
      return fields(await new Response(raw, { headers: { "content-type": type } }).formData());
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

/** Files as their name, type and size; what comes several times as a list. */
function fields(form: FormData): Readonly<Record<string, unknown>> {
  const brief = (value: ReturnType<FormData["getAll"]>[number]) =>
    typeof value === "string" ? value : { name: value.name, type: value.type, size: value.size };
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name).map(brief);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
