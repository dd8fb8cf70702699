import { readdirSync, readFileSync } from "node:fs";

const folder = (provider: string) => new URL(`../fixtures/${provider}/`, import.meta.url);

/** A delivery of a provider's, as `test/fixtures` has it. */
export function fixture(provider: string, name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder(provider)), "utf8"));
}

export function fixtures(provider: string): Readonly<Record<string, unknown>> {
  const names = readdirSync(folder(provider)).map((file) => file.replace(/\.json$/, ""));
  return Object.fromEntries(names.map((name) => [name, fixture(provider, name)]));
}
