/**
 * A Unicode emoji in canonical form: fully qualified, as Unicode's emoji-test.txt lists it ("❤️", not "❤"). What comes from
 * outside is made canonical at the edge, by `names`.
 */
export type Emoji = string;

const VARIATION_SELECTOR = /\uFE0F/g;
const GENDER = /\u200D[\u2640\u2642]\uFE0F?(?:\u200D\u27A1\uFE0F?)?$/;
/** A woman or a man with what they do or wear: "👩‍🏫". */
const WOMAN_OR_MAN = /^[\u{1F468}\u{1F469}](?=\u200D)/u;
const PERSON = "🧑";
const JOINER = "\u200D";
const SKIN_TONED = /[\u{1F3FB}-\u{1F3FF}]/u;
const ONE_EMOJI = /^\p{RGI_Emoji}$/v;
const SKIN_TONE = /((?=\p{Emoji})\P{Emoji_Presentation})?[\u{1F3FB}-\u{1F3FF}]/gu;

/** Couples of two tones are sequences of two people, which Unicode spells as one character where they have none. */
const WITHOUT_TONES = new Map([
  ["🫱‍🫲", "🤝"],
  ["👩‍🤝‍👨", "👫"],
  ["👨‍🤝‍👨", "👬"],
  ["👩‍🤝‍👩", "👭"],
  ["🧑‍❤️‍🧑", "💑"],
  ["🧑‍❤️‍💋‍🧑", "💏"],
  ["🧑‍🐰‍🧑", "👯"],
  ["👨‍🐰‍👨", "👯‍♂️"],
  ["👩‍🐰‍👩", "👯‍♀️"],
  ["🧑‍🫯‍🧑", "🤼"],
  ["👨‍🫯‍👨", "🤼‍♂️"],
  ["👩‍🫯‍👩", "🤼‍♀️"],
]);

/** Whether this is one emoji of Unicode's, fully qualified, and nothing else. */
export function isEmoji(text: string): boolean {
  return ONE_EMOJI.test(text);
}

/** The form in which two emoji are compared: without U+FE0F. */
export function bare(emoji: Emoji): string {
  return emoji.includes("\uFE0F") ? emoji.replace(VARIATION_SELECTOR, "") : emoji;
}

export function same(a: Emoji, b: Emoji): boolean {
  return a === b || bare(a) === bare(b);
}

export function includes(emoji: readonly Emoji[], one: Emoji): boolean {
  return emoji.some((other) => same(other, one));
}

/** The same emoji without any skin tone; one that has none, and a tone that stands alone ("🏽"), come back as they are. */
export function withoutTone(emoji: Emoji): Emoji {
  // A tone stands in place of U+FE0F ("☝🏽"), which comes back with its leaving ("☝️").
  const toneless = emoji.replace(SKIN_TONE, (_, textual?: string) => (textual === undefined ? "" : `${textual}\uFE0F`));
  return WITHOUT_TONES.get(toneless) ?? (toneless === "" ? emoji : toneless);
}

/** The person's form of a woman's or a man's ("🤷‍♀️" is "🤷", "👩‍🏫" is "🧑‍🏫"), whichever way they go; any other comes back as it is. */
export function withoutGender(emoji: Emoji): Emoji {
  const one = emoji.replace(GENDER, "");
  if (!WOMAN_OR_MAN.test(one)) return one;
  const person = one.replace(WOMAN_OR_MAN, PERSON);
  // Of couples and families there is none.
  return isEmoji(person) ? person : one;
}

/**
 * The emoji, and those whose lot it shares, the nearest first: what is said of a plain one holds for its tones, and what is said of a person's for
 * a woman's and a man's.
 */
export function kin(emoji: Emoji): readonly Emoji[] {
  if (!emoji.includes(JOINER) && !SKIN_TONED.test(emoji)) return [emoji];
  const toneless = withoutTone(emoji);
  return [...new Set([emoji, toneless, withoutGender(toneless)])];
}

/** The form that goes over the wire. */
export function inForm(emoji: Emoji, variationSelector: "strip" | "qualify"): string {
  return variationSelector === "strip" ? bare(emoji) : emoji;
}
