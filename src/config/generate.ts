import { readdir, writeFile } from "node:fs/promises";
import type { ProviderAccounts } from "./provider.ts";
import { jsonSchema } from "./schema.ts";

const PROVIDERS = new URL("../providers/", import.meta.url);

/** The text of `config/bridge.schema.json`, for every folder of `providers`: a new one is in it by being there. */
export async function generate(): Promise<string> {
  const entries = await readdir(PROVIDERS, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const known = await Promise.all(
    names
      .toSorted()
      .map(async (name) => [name, (await import(new URL(`${name}/account.ts`, PROVIDERS).href)) as ProviderAccounts] as const),
  );
  return `${JSON.stringify(jsonSchema(Object.fromEntries(known)), null, 2)}\n`;
}

if (import.meta.main) await writeFile(new URL("../../config/bridge.schema.json", import.meta.url), await generate());
