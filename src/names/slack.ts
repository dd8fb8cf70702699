import type { Emoji } from "../domain/emoji.ts";
import { inTones, known, table } from "./table.ts";

const TONED = /^(.+)::skin-tone-([2-6])(?:-([2-6]))?$/;

/**
 * What one of Slack's standard names stands for, without colons: `tada`, `thumbsup` (aliases too), `+1::skin-tone-3`,
 * `handshake::skin-tone-2-4`. A tone on an emoji that takes none is dropped, as Slack draws it. Null for every other name, hence for
 * a workspace's custom emoji.
 */
export function fromSlackName(name: string): Emoji | null {
  const { bySlackName } = table();
  const exact = bySlackName.get(name);
  if (exact !== undefined) return exact.emoji;
  const [, base = "", ...said] = TONED.exec(name) ?? [];
  const entry = bySlackName.get(base);
  if (entry === undefined) return null;
  const tones = said.filter((tone) => tone !== undefined).map((tone) => Number(tone) - 1);
  return (entry.slackTones ? inTones(entry, tones) : null) ?? entry.emoji;
}

/** All that Slack calls standard emoji, without tones. */
export function slackNames(): readonly string[] {
  return [...table().bySlackName.keys()];
}

/** The name that Slack itself uses for an emoji in any form (`+1`, never `thumbsup`); null where Slack has none (Emoji 17, or no emoji). */
export function toSlackName(emoji: Emoji): string | null {
  const found = known(emoji);
  const name = found?.entry.slack[0];
  if (found === null || name === undefined) return null;
  if (found.tones.length === 0) return name;
  return found.entry.slackTones ? `${name}::skin-tone-${found.tones.map((tone) => tone + 1).join("-")}` : null;
}
