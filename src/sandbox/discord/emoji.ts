import { refusal } from "./errors.ts";
import type { NamedEmoji, World } from "./state.ts";

const STANDARD = /^\p{RGI_Emoji}$/v;
const TONE = /^\p{Emoji_Modifier}/u;

/** An emoji of Unicode with every variation selector that it ought to have; null when it is none. */
function standard(text: string): string | null {
  const points = [...text.replaceAll("\u{FE0F}", "")];
  const needs = (point: string, next: string) => /^\p{Emoji}$/u.test(point) && !/^\p{Emoji_Presentation}$/u.test(point) && !TONE.test(next);
  const full = points.map((point, at) => (needs(point, points[at + 1] ?? "") ? `${point}\u{FE0F}` : point)).join("");
  return STANDARD.test(full) ? full : null;
}

/**
 * The emoji that a path names: one of Unicode, or `name:id` of a custom one, where the id alone decides. Throws where Discord knows none:
 * also for a custom one of a guild that our app is not in.
 */
export function emojiIn(world: World, text: string): NamedEmoji {
  const id = /^(?:a:)?\w+:(\d+)$/.exec(text)?.[1];
  const custom = id === undefined ? undefined : world.emojis.get(id);
  if (custom) return { id: custom.id, name: custom.name, animated: custom.animated };
  const name = standard(text);
  if (name === null) throw refusal("unknownEmoji");
  return { id: null, name };
}

/** What a person presses: an emoji of Unicode, the name of one of the guild's own, or `<:name:id>` of any guild's. */
export function emojiPressed(world: World, text: string): NamedEmoji {
  const foreign = /^<(a)?:(\w+):(\d+)>$/.exec(text);
  if (foreign) return { id: foreign[3] ?? "", name: foreign[2] ?? "", animated: foreign[1] !== undefined };
  const own = [...world.emojis.values()].find(({ name }) => name === text.replaceAll(":", ""));
  return own ? { id: own.id, name: own.name, animated: own.animated } : emojiIn(world, text);
}

/** What keeps reactions apart: the id of a custom emoji, whatever it is called. */
export function keyOf({ id, name }: NamedEmoji): string {
  return id ?? name;
}
