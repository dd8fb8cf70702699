import type { types } from "@slack/bolt";
import type { RichTextElement } from "@slack/web-api";
import type { Said } from "../../../domain/command.ts";
import { cut, tidyText } from "../../../domain/foreign.ts";
import type { Answer } from "../../../ports/commands.ts";
import { literally, MOST_FALLBACK, MOST_TEXT } from "../blocks.ts";
import { ACTION, UNDO_ACTION } from "../info.ts";
import { escapeText, type Ourselves, userOf } from "../mappers.ts";
import { toValue } from "./button-value.ts";

/** As Slack takes it, for one person alone. `text` is what stands in for the blocks. */
export interface Whisper {
  readonly text: string;
  readonly blocks: (types.KnownBlock | types.Block)[];
}

/** A message can be an app's, which nobody can mention. */
const MENTIONABLE = /^[UW][A-Z0-9]+$/;
const NOBODY = "somebody";

/** A sentence of ours: nothing comes after it, and nothing takes it back. */
export function sentence(text: string): Answer {
  return { text: [text], undo: null, later: null };
}

/**
 * An answer as its blocks: in elements of rich text foreign words are only words, and people are shown by name. What only one person
 * sees notifies nobody, whoever is in it (docs.slack.dev, chat.postEphemeral).
 */
export function whisper({ text, undo, actions = [] }: Omit<Answer, "later">, us: Ourselves): Whisper {
  const elements: RichTextElement[] = [];
  let fallback = "";
  let room = MOST_TEXT;
  let over = 0;
  for (const part of tidied(text, us)) {
    const plain = "user" in part ? `<@${part.user}>` : part.text;
    const kept = over > 0 ? "" : "user" in part ? (plain.length <= room ? plain : "") : cut(plain, room);
    room -= kept.length;
    over += plain.length - kept.length;
    if (kept !== "") elements.push(...("user" in part ? [{ type: "user" as const, user_id: part.user }] : literally(kept)));
    const shown = "user" in part ? plain : escapeText(plain);
    if (fallback.length + shown.length <= MOST_FALLBACK) fallback += shown;
  }
  if (over > 0) elements.push({ type: "text", text: `\n… and ${over} more characters`, style: { italic: true } });
  // Slack takes no block without a word in it.
  if (elements.length === 0) elements.push({ type: "text", text: "…" });
  const said = { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
  const buttons = [
    ...(undo === null ? [] : button("Undo", UNDO_ACTION, toValue(undo))),
    ...actions.flatMap((one) => button(one.label, `${ACTION}${one.does}`, toValue(one))),
  ];
  return {
    text: fallback || "…",
    blocks: buttons.length === 0 ? [said] : [said, { type: "actions", elements: buttons } as types.KnownBlock],
  };
}

type Part = { readonly text: string } | { readonly user: string };

/** Words without what cannot be seen, and the users of this workspace who can be mentioned. */
function tidied(said: Said, us: Ourselves): readonly Part[] {
  return said.flatMap((part): Part[] => {
    if (typeof part !== "string") {
      const user = userOf(us, part.person);
      return [user !== null && MENTIONABLE.test(user) ? { user } : { text: NOBODY }];
    }
    const text = tidyText(part);
    return text === "" ? [] : [{ text }];
  });
}

/** None where it would be more than a button can bear. */
function button(label: string, action_id: string, value: string | null): readonly types.Button[] {
  return value === null ? [] : [{ type: "button", action_id, text: { type: "plain_text", text: label }, value }];
}
