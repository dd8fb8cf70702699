import { createHash } from "node:crypto";
import type { Choice, Offer, Place as Where } from "../../../domain/command.ts";
import { same } from "../../../domain/emoji.ts";
import { cut, tidyName } from "../../../domain/foreign.ts";
import { search } from "../../../names/index.ts";
import { toChannel, toPerson } from "../ids.ts";
import type { Asker, DeskOptions } from "./desk.ts";
import { LONGEST_CHOICE, LONGEST_ID, MOST_CHOICES } from "./info.ts";
import type { Shown } from "./reply.ts";
import { CHOOSE, NOTHING_HERE } from "./sentences.ts";
import { sentence, whisper } from "./shown.ts";

/** Of so many names that fit, most will go out somewhere. */
const LOOKED_THROUGH = 100;
const ROW = 1;
const SELECT = 3;

interface Labelled {
  readonly name: string;
  readonly value: string;
}

/** What goes out at a place, for what somebody has typed so far. */
export async function emojiChoices(
  { commands }: Pick<DeskOptions, "commands">,
  { interaction, place }: Asker,
  where: Where,
  written: string,
): Promise<readonly Labelled[]> {
  const found = written.trim() === "" ? null : search(written, "discord", LOOKED_THROUGH);
  const asking = { person: toPerson(place.workspace, interaction.user), channel: toChannel(place), place: where };
  const choices = await commands().choices(asking, found?.map(({ emoji }) => emoji) ?? null);
  const nameOf = (emoji: string) => found?.find((one) => one.emoji === emoji)?.name ?? null;
  return choices
    .filter(({ goesAs }) => goesAs !== null)
    .slice(0, MOST_CHOICES)
    .map((choice) => ({ name: labelOf(choice, nameOf(choice.emoji)), value: choice.emoji }));
}

function labelOf({ emoji, goesAs }: Choice, name: string | null): string {
  const becomes = goesAs === null || same(emoji, goesAs) ? "" : ` → ${goesAs}`;
  return cut([emoji, ...(name === null ? [] : [name])].join(" ") + becomes, LONGEST_CHOICE);
}

/** Conversations that a channel can be linked with. */
export async function offerChoices(
  { commands }: Pick<DeskOptions, "commands">,
  { place }: Asker,
  written: string,
): Promise<readonly Labelled[]> {
  const offers = await commands().offers(toChannel(place));
  const typed = written.trim().toLowerCase();
  return offers
    .map((offer) => ({ name: titleOf(offer), value: keyOf(offer) }))
    .filter(({ name }) => name.toLowerCase().includes(typed))
    .slice(0, MOST_CHOICES);
}

/** The title is foreign; the account stands at its end in any case, also where it is cut. */
function titleOf({ title, account }: Offer): string {
  const whole = tidyName(title, "", LONGEST_CHOICE);
  if (whole.endsWith(`(${account})`)) return whole;
  const suffix = ` · ${tidyName(account, "an account", 30)}`;
  return `${tidyName(title, "without a name", LONGEST_CHOICE - suffix.length)}${suffix}`;
}

/** A conversation's id can be longer than the value of a choice may be. */
export function keyOf({ account, conversation }: Pick<Offer, "account" | "conversation">): string {
  return createHash("sha256")
    .update(JSON.stringify([account, conversation]))
    .digest("base64url");
}

/** A menu of what goes out for one message. */
export async function reactMenu(desk: Pick<DeskOptions, "commands">, asker: Asker, message: string, where: Where): Promise<Shown> {
  const choices = await emojiChoices(desk, asker, where, "");
  const custom_id = `react:${message}`;
  if (choices.length === 0 || custom_id.length > LONGEST_ID) return sentence(NOTHING_HERE);
  const options = choices.map(({ name, value }) => ({ label: name, value }));
  const menu = { type: ROW, components: [{ type: SELECT, custom_id, placeholder: "What the customer will see", options }] };
  return { whisper: whisper({ text: [CHOOSE], undo: null }, [menu]) };
}

const MENU = /^react:([\d/]{15,41})$/;

/** Which message such a menu is for; null when it is none. */
export function menuOf(custom: string): string | null {
  return MENU.exec(custom)?.[1] ?? null;
}
