import { bare, type Emoji } from "../domain/emoji.ts";
import { canonical } from "./canonical.ts";
import { toSlackName } from "./slack.ts";
import { type Entry, inTones, known, table } from "./table.ts";
import { TONE_WORDS, tonesIn, toneWords } from "./tones.ts";

let read: ReadonlyMap<string, Entry> | undefined;

/** Discord's own names come in what people type, and in nothing that Discord sends: they are read when the first is asked for. */
function byName(): ReadonlyMap<string, Entry> {
  if (read !== undefined) return read;
  const names = new Map<string, Entry>();
  for (const entry of table().entries) for (const name of entry.discord) names.set(name, entry);
  read = names;
  return names;
}

/**
 * What a name stands for in Discord's picker, without colons: `thumbsup`, `thumbsup_tone3`, `thumbsup_medium_skin_tone`,
 * `handshake_tone1_tone3`. Null for every other name, hence for a server's custom emoji.
 */
export function fromDiscordName(name: string): Emoji | null {
  if (name.includes("%")) return null;
  const exact = byName().get(name);
  if (exact !== undefined) return exact.emoji;
  const [said] = TONE_WORDS.exec(name) ?? [];
  if (said === undefined) return null;
  const tones = tonesIn(said);
  const entry = byName().get(name.replace(said, "%".repeat(tones.length))) ?? byName().get(suffixless(name, said));
  return entry === undefined ? null : inTones(entry, tones);
}

function suffixless(name: string, said: string): string {
  return name.endsWith(`_${said}`) ? name.slice(0, -said.length - 1) : "";
}

/** The name that Discord itself uses for an emoji in any form, the one that its picker shows; null for what is no emoji. */
export function toDiscordName(emoji: Emoji): string | null {
  const found = known(emoji);
  if (found === null) return null;
  const { entry, tones } = found;
  const name = entry.discord.find((one) => !one.includes("%") || (tones.length > 0 && one.split("%").length - 1 === tones.length));
  if (name === undefined || tones.length === 0) return name ?? null;
  const [words = ""] = toneWords(tones);
  return name.includes("%") ? name.replace(/%+/, words) : `${name}_${words}`;
}

/** The only two whose form in the list that Discord's client carries is not Unicode's. */
const WITHOUT_SELECTORS: readonly Emoji[] = ["👁️‍🗨️", "⚧️"];

/**
 * The very emoji in the form in which Discord itself has it, with every variation selector but in two; null where Discord has none. It
 * draws what Slack draws: of what came with Emoji 17 neither has said that it does.
 */
export function inDiscord(emoji: Emoji): string | null {
  const own = canonical(emoji);
  if (own === null || toSlackName(own) === null) return null;
  return WITHOUT_SELECTORS.includes(own) ? bare(own) : own;
}
