import type { Said } from "../../../domain/command.ts";
import { cut, tidyText } from "../../../domain/foreign.ts";
import type { Answer } from "../../../ports/commands.ts";
import { userOf } from "../ids.ts";
import { MOST_CONTENT, NO_MENTIONS, SUPPRESS_EMBEDS } from "../info.ts";
import { buttonsOf } from "./buttons.ts";
import { EPHEMERAL } from "./info.ts";

/** What Discord would read as a form, a name or an address. A backslash before it is not shown (its client's markdown). */
const MARKUP = /[\\*_~`|<>[\]()#@:-]/g;
const NOBODY = "somebody";

/** A message that one person alone sees. */
export interface Whisper {
  readonly content: string;
  readonly flags: number;
  readonly allowed_mentions: typeof NO_MENTIONS;
  readonly components: readonly object[];
}

/** A sentence of ours: nothing comes after it, and nothing takes it back. */
export function sentence(text: string): Answer {
  return { text: [text], undo: null, later: null };
}

export function whisper({ text, undo, actions = [] }: Omit<Answer, "later">, components: readonly object[] = []): Whisper {
  return {
    content: contentOf(text),
    flags: EPHEMERAL | SUPPRESS_EMBEDS,
    allowed_mentions: NO_MENTIONS,
    components: [...components, ...buttonsOf(undo, actions)],
  };
}

/** Foreign words are only words; people are shown by name, and nobody is pinged. */
function contentOf(text: Said): string {
  const shown = text.map((one) => {
    if (typeof one === "string") return tidyText(one).replace(MARKUP, "\\$&");
    const person = userOf(one.person);
    return person === null ? NOBODY : `<@${person.user}>`;
  });
  const whole = shown.join("");
  return whole.length <= MOST_CONTENT ? whole : `${cut(whole, MOST_CONTENT - 2).replace(/\\$/, "")}…`;
}
