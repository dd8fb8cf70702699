/** Unicode's five skin tones. Slack counts them from 2 (`::skin-tone-2`), Discord from 1 (`_tone1`). */
export const TONES = ["🏻", "🏼", "🏽", "🏾", "🏿"] as const;

const WORDS = ["light", "medium_light", "medium", "medium_dark", "dark"] as const;

/** Discord's words for one tone or two, anywhere in a name. */
export const TONE_WORDS =
  /(?<=_)(?:tone[1-5](?:_tone[1-5])?|(?:(?:medium_)?(?:light|dark)|medium)_skin_tone(?:_(?:(?:medium_)?(?:light|dark)|medium)_skin_tone)?)(?=_|$)/;

/** How Discord says one tone, or two, counted from 1: `tone3` and `medium_skin_tone`, the shorter first. */
export function toneWords(tones: readonly number[]): readonly string[] {
  return [tones.map((tone) => `tone${tone}`).join("_"), tones.map((tone) => `${WORDS[tone - 1]}_skin_tone`).join("_")];
}

/** The tones that such words say. */
export function tonesIn(words: string): readonly number[] {
  const numbered = words.match(/[1-5]/g);
  if (numbered !== null) return numbered.map(Number);
  return words
    .split(/_skin_tone_?/)
    .filter((word) => word !== "")
    .map((word) => WORDS.indexOf(word as (typeof WORDS)[number]) + 1);
}
