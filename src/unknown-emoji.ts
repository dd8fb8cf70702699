import type { Link } from "./domain/link.ts";
import type { Platform } from "./domain/message.ts";
import { nearest } from "./domain/nearest.ts";
import { nameOf } from "./domain/policy.ts";
import { fromDiscordName, fromSlackName, slackNames } from "./names/index.ts";

/** The custom emoji that the policies of links on one platform name, and which links do. */
export type NamedEmoji = ReadonlyMap<string, readonly string[]>;

export function namedEmoji(links: readonly Link[], platform: Platform): NamedEmoji {
  const on = links.filter((link) => [link.channel, link.mirrorTo ?? ""].some((channel) => channel.startsWith(`${platform}:`)));
  const all = on.flatMap(({ name: link, policy }) => namesIn(policy).map((name) => ({ name, link })));
  return new Map([...Map.groupBy(all, ({ name }) => name)].map(([name, uses]) => [name, [...new Set(uses.map(({ link }) => link))]]));
}

/** What a platform's check found, and lacks of what the policies name there: mostly a misspelt name, which denies nothing. */
export function withUnknown<Found extends { readonly lacks: readonly string[]; readonly customEmoji: readonly string[] | null }>(
  named: NamedEmoji,
  found: Found,
): Found {
  const { lacks, customEmoji } = found;
  return customEmoji === null ? found : { ...found, lacks: [...lacks, ...unknown(named, customEmoji)] };
}

function unknown(named: NamedEmoji, there: readonly string[]): readonly string[] {
  const missing = [...named].filter(([name]) => !there.includes(name));
  return missing.map(([name, links]) => {
    const meant = nearest(name, [...there, ...slackNames()]);
    const advice = meant === undefined ? "" : ` Did you mean :${meant}:?`;
    return `There is no custom emoji :${name}:, and no emoji of that name; the policy of ${links.join(", ")} names it.${advice}`;
  });
}

function namesIn({ emoji: { allow, deny, confirm, custom } }: Link["policy"]): readonly string[] {
  const all = [...(allow === "any" ? [] : allow), ...deny, ...confirm, ...Object.keys(custom).map(nameOf)];
  const names = all.flatMap((one) => /^:(.+):$/.exec(one)?.[1] ?? []);
  return names.filter((name) => fromSlackName(name) === null && fromDiscordName(name) === null);
}
