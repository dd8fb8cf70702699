const BARE = /(?=\p{Emoji})\P{Emoji_Presentation}(?!\p{Emoji_Modifier})/gu;

/** With U+FE0F wherever Unicode asks for it (UTS #51, fully qualified): from the character properties, not from a table. */
export function qualified(emoji: string): string {
  return emoji.replaceAll("\uFE0F", "").replace(BARE, "$&\uFE0F");
}

/** Exactly one emoji that is recommended for general interchange, with or without its U+FE0F. */
export function isOneEmoji(text: string): boolean {
  return /^\p{RGI_Emoji}$/v.test(qualified(text));
}

/** What is wrong with the form of an emoji, or null: WhatsApp's clients send none, LinkedIn's and Apple's the qualified form. */
export function formFault(emoji: string, form: "bare" | "qualified"): string | null {
  if (form === "bare") return emoji.includes("\uFE0F") ? "the emoji carries U+FE0F" : null;
  return emoji === qualified(emoji) ? null : "the emoji is not fully qualified";
}
