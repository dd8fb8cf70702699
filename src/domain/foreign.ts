/** The longest name of somebody outside, in UTF-16 units. */
const LONGEST_NAME = 60;

const LINE_END = /\r\n?|[\u0085\u2028\u2029]/g;
/** What nobody can see, and what turns around or hides what stands beside it. Joiners, tags, selectors and marks of direction have rules of their own. */
const UNSEEN =
  /[[\p{Cc}--[\n\t]]\p{Cs}\p{Noncharacter_Code_Point}\u061C\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB[\p{Default_Ignorable_Code_Point}--[\p{Variation_Selector}\u200C-\u200F\u{E0000}-\u{E007F}]]]/gv;
/** Tags spell the flags of England, Scotland and Wales (Unicode's emoji-test.txt), and nothing else. */
const TAGS =
  /(\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F})|[\u{E0000}-\u{E007F}]/gu;
/** Joiners belong within an emoji, and between letters of scripts that are written with them. */
const JOINER =
  /((?<=\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D(?=\p{Extended_Pictographic})|(?<=[[\p{L}\p{M}]--[\p{Variation_Selector}\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]])[\u200C\u200D](?=[\p{L}--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]]))|[\u200C\u200D]/gv;
/** A second one, or one of nothing, changes nothing that people could see. */
const STRAY_SELECTOR = /(?<=^|[\s\p{Variation_Selector}])\p{Variation_Selector}/gu;
const PILED_MARKS = /(\p{M}{8})\p{M}+/gu;
const DIRECTION = /[\u200E\u200F]/g;
/** Braille's blank is drawn as a space, though it is none. */
const BLANKS = /[\s\p{Z}\u2800]+/gu;
const VISIBLE = /[^\p{M}\p{Z}\p{Cc}\p{Cf}\p{Co}]/u;
/** What may not begin a name: it would join what stands before it. */
const CLINGING = /^(?:[\p{M}\s]|\u200C|\u200D)+/u;
const TORN_END = /[\u200D\u{E0000}-\u{E007F}]*\p{Cs}?$/u;
/** A joiner joins nothing where what came after it is gone. */
const LOOSE_END = /[\u200C\u200D]+$/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * What somebody outside wrote, without what cannot be seen or would show other text than it holds: controls, changes of direction,
 * zero-width characters, tags, halves of characters, piles of marks. Line breaks and tabs stay. It may still hold any platform's markup.
 */
export function tidyText(text: string): string {
  return text
    .replace(LINE_END, "\n")
    .replace(UNSEEN, "")
    .replace(TAGS, "$1")
    .replace(JOINER, "$1")
    .replace(STRAY_SELECTOR, "")
    .replace(PILED_MARKS, "$1");
}

/** A name of somebody or something outside as one line of at most `most` UTF-16 units; `fallback` when nothing of it can be seen. */
export function tidyName(name: string, fallback: string, most = LONGEST_NAME): string {
  const line = tidyText(name.replace(DIRECTION, "")).replace(BLANKS, " ").replace(CLINGING, "").trimEnd();
  if (!VISIBLE.test(line)) return fallback;
  return line.length <= most ? line : `${tidyText(cut(line, most - 1)).trimEnd()}…`;
}

/** At most so many UTF-16 units from the start of a text, never a part of what is read as one character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // Its data takes longer to load than all of this module, and most texts are short.
  segmenter ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  const end = segmenter.segment(text).containing(most)?.index ?? most;
  // One character that is longer than there is room for is nobody's writing.
  return end === 0 ? text.slice(0, most).replace(TORN_END, "") : text.slice(0, end).replace(LOOSE_END, "");
}
