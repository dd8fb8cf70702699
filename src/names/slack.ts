import type { Emoji } from "../domain/emoji.ts";
import { canonical } from "./canonical.ts";
import { find } from "./table.ts";

const TONED = /^(.+)::skin-tone-([2-6])(?:-([2-6]))?$/;

/**
 * What one of Slack's standard names stands for, without colons: `tada`, `thumbsup` (aliases too), `+1::skin-tone-3`,
 * `handshake::skin-tone-2-4`. A tone on an emoji that takes none is dropped, as Slack draws it. Null for every other name, hence for
 * a workspace's custom emoji.
 */
export function fromSlackName(name: string): Emoji | null {
  const exact = find("bySlackName", name);
  if (exact !== null) return exact;
  const [, base, first, second] = TONED.exec(name) ?? [];
  if (base === undefined) return null;
  // Data sets that Slack's clients are made from also say `-2-2` where Slack says `-2`.
  const single = first === second ? find("bySlackName", `${base}::skin-tone-${first}`) : null;
  return single ?? find("bySlackName", base);
}

/** The name that Slack itself uses for an emoji in any form (`+1`, never `thumbsup`); null where Slack has none (Emoji 17, or no emoji). */
export function toSlackName(emoji: Emoji): string | null {
  const known = canonical(emoji);
  return known === null ? null : find("slackName", known);
}
