/**
 * A Unicode emoji in canonical form: fully qualified, as Unicode's emoji-test.txt lists it ("❤️", not "❤"). What comes from
 * outside is made canonical at the edge, by `names`.
 */
export type Emoji = string;

const VARIATION_SELECTOR = /\uFE0F/g;
const SKIN_TONE = /[\u{1F3FB}-\u{1F3FF}]/gu;

/** The form in which two emoji are compared: without U+FE0F. */
export function bare(emoji: Emoji): string {
  return emoji.replace(VARIATION_SELECTOR, "");
}

export function same(a: Emoji, b: Emoji): boolean {
  return a === b || bare(a) === bare(b);
}

export function includes(emoji: readonly Emoji[], one: Emoji): boolean {
  return emoji.some((other) => same(other, one));
}

/** Without any skin tone; not canonical where the tone stood in place of U+FE0F ("☝🏽" → "☝"), so compare with `same`. */
export function withoutTone(emoji: Emoji): Emoji {
  return emoji.replace(SKIN_TONE, "");
}

/** The form that goes over the wire. */
export function inForm(emoji: Emoji, variationSelector: "strip" | "qualify"): string {
  return variationSelector === "strip" ? bare(emoji) : emoji;
}
