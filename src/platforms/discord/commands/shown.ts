import type { Said } from "../../../domain/command.ts";
import { cut, tidyText } from "../../../domain/foreign.ts";
import type { Answer } from "../../../ports/commands.ts";
import { userOf } from "../ids.ts";
import { MOST_CONTENT, NO_MENTIONS, SUPPRESS_EMBEDS } from "../info.ts";
import { EPHEMERAL, LONGEST_ID } from "./info.ts";

/** What Discord would read as a form, a name or an address. A backslash before it is not shown (its client's markdown). */
const MARKUP = /[\\*_~`|<>[\]()#@:-]/g;
const NOBODY = "somebody";

const ROW = 1;
const BUTTON = 2;
const GREY = 2;

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

export function whisper({ text, undo }: Pick<Answer, "text" | "undo">, components: readonly object[] = []): Whisper {
  const button = undo === null ? null : undoId(undo.message.message, undo.emoji.name);
  const undoing = button === null ? [] : [{ type: ROW, components: [{ type: BUTTON, style: GREY, label: "Undo", custom_id: button }] }];
  return {
    content: contentOf(text),
    flags: EPHEMERAL | SUPPRESS_EMBEDS,
    allowed_mentions: NO_MENTIONS,
    components: [...components, ...undoing],
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

const UNDO = /^undo:([\d/]{15,41}):(.{1,60})$/su;

/** What the button says when it is pressed; null where it would not fit, and there is none. */
function undoId(message: string, name: string): string | null {
  const id = `undo:${message}:${name}`;
  return id.length <= LONGEST_ID && UNDO.test(id) ? id : null;
}

/** What was to be taken back: the message, and the emoji's name. */
export function undoOf(custom: string): { readonly message: string; readonly name: string } | null {
  const [, message, name] = UNDO.exec(custom) ?? [];
  return message === undefined || name === undefined ? null : { message, name };
}
