import { nearest } from "../domain/nearest.ts";

export { nearest };

/** "Did you mean `latest`?", or else the whole choice. */
export function choice(written: unknown, options: readonly string[]): string {
  const meant = typeof written === "string" ? nearest(written, options) : undefined;
  if (meant !== undefined) return `Did you mean \`${meant}\`?`;
  return options.length === 1 ? `Write ${quoted(options)}.` : `Write one of ${quoted(options)}.`;
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
