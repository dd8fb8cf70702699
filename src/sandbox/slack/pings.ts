interface Spoken {
  readonly text: string;
  readonly link_names?: boolean | undefined;
  readonly parse?: string | undefined;
}

const MENTION = /<(![^>]*|@[UW][A-Z0-9]+[^>]*)>/g;
const BARE = /(?<![\w<])@[\w.-]+/g;

/**
 * Whom a message notifies by its `text` (docs.slack.dev, "Formatting message text"): mentions in angle brackets always, also where the
 * text is only what notifications show; bare names where the caller asks for them to be looked for. Elements of rich text that are
 * `text` or `link` notify nobody, and there are no others here.
 */
export function pingsOf({ text, link_names, parse }: Spoken, hasBlocks: boolean): readonly string[] {
  const mentions = [...text.matchAll(MENTION)].map(([mention]) => mention);
  const bare = link_names === true || parse === "full" ? [...text.matchAll(BARE)].map(([mention]) => mention) : [];
  return hasBlocks ? mentions : [...mentions, ...bare];
}
