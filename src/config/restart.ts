import type { Config } from "../config.ts";
import type { Platform } from "../domain/message.ts";

/** A configuration, whatever the providers of its accounts. */
export type AnyConfig = Omit<Config, "accounts"> & { readonly accounts: readonly { readonly name: string }[] };

/** Whether anything that is declared asks for what people write there. */
export function readsOn(platform: Platform, { links }: Pick<Config, "links">): boolean {
  return links.some(({ channel, posts, policy }) => channel.startsWith(`${platform}:`) && (posts || policy.relay.outbound !== "off"));
}

/** What a new configuration says that only another start brings into force, each as a clause; repeats no value. */
export function restartsFor(before: AnyConfig, after: AnyConfig): readonly string[] {
  const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const accounts = (config: AnyConfig) => new Map(config.accounts.map((account) => [account.name, account]));
  const [old, next] = [accounts(before), accounts(after)];
  const names = [...new Set([...old.keys(), ...next.keys()])].filter((name) => isOther(old.get(name), next.get(name)));
  const settings = (["slack", "discord", "database", "host", "port", "metricsHost", "metricsPort", "adminToken", "logLevel"] as const)
    .filter((key) => isOther(before[key], after[key]))
    .map((key) => `the environment has changed: ${key}`);
  return [
    ...names.map((name) => `the account ${name} is ${!old.has(name) ? "new" : next.has(name) ? "another one" : "gone"}`),
    ...(!readsOn("discord", before) && readsOn("discord", after) ? ["what people write in Discord is to be read"] : []),
    ...(before.alerts === after.alerts ? [] : ["alerts is another channel"]),
    ...settings,
  ];
}
