import type { Emoji } from "../domain/emoji.ts";
import { nearest } from "../domain/nearest.ts";
import { own } from "../domain/own.ts";
import { canonical } from "./canonical.ts";
import { fromDiscordName } from "./discord.ts";
import { fromSlackName } from "./slack.ts";
import { table } from "./table.ts";
import { WORDS } from "./words.ts";

/** What somebody meant who typed an emoji. */
export type Typed =
  | { readonly kind: "emoji"; readonly emoji: Emoji }
  /** One of the workspace's or the server's own, by its name without colons. `id` where Discord gave it (`<:shipit:41771983423143937>`). */
  | { readonly kind: "custom"; readonly name: string; readonly id: string | null }
  /** No emoji. `nearest` is what was probably meant, as it would be typed (`:tada:`, `celebrate`). */
  | { readonly kind: "unknown"; readonly nearest: string | null };

export interface TypedOptions {
  /** Where it was typed: the platforms disagree about a few names (`:medal:`, `:snowman:`). */
  readonly platform?: "slack" | "discord";
  /** The names of all custom emoji there. Without them every unknown `:name:` is taken for one. */
  readonly custom?: readonly string[];
}

type Platform = NonNullable<TypedOptions["platform"]>;

const MARKUP = /^<a?:(\w{2,32}):(\d{15,21})>$/;
const COLONS = /^:(.+):$/;
const CUSTOM = /^[^\p{C}\p{Z}:]{1,100}$/u;
/** Nobody means an emoji by so long a word. */
const LONGEST = 40;

/**
 * Understands an emoji in any form, a name with or without colons as either platform has it, and what the networks call their reactions. What
 * the platform itself means by a name goes before the names of custom emoji, and these before what it means elsewhere.
 */
export function typed(text: string, { platform = "slack", custom }: TypedOptions = {}): Typed {
  const written = text.trim();
  const emoji = canonical(written);
  if (emoji !== null) return { kind: "emoji", emoji };
  const [, markupName, id = null] = MARKUP.exec(written) ?? [];
  if (markupName !== undefined) return { kind: "custom", name: markupName, id };

  const inner = COLONS.exec(written)?.[1];
  const names = [inner ?? written, plain(inner ?? written)];
  const word = own(WORDS, plain(inner ?? written)) ?? null;
  const here = named(names, platform) ?? (inner === undefined ? word : null);
  if (here !== null) return { kind: "emoji", emoji: here };
  const listed = names.find((name) => custom?.includes(name));
  if (listed !== undefined) return { kind: "custom", name: listed, id: null };
  const elsewhere = named(names, platform === "slack" ? "discord" : "slack") ?? word;
  if (elsewhere !== null) return { kind: "emoji", emoji: elsewhere };
  if (custom === undefined && inner !== undefined && CUSTOM.test(inner)) return { kind: "custom", name: inner, id: null };
  return { kind: "unknown", nearest: suggestion(plain(inner ?? written), platform, custom ?? []) };
}

function named(names: readonly string[], platform: Platform): Emoji | null {
  const read = platform === "slack" ? fromSlackName : fromDiscordName;
  return names.map(read).find((emoji) => emoji !== null) ?? null;
}

/** "Thumbs up" is `thumbs_up`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\s+/g, "_");
}

/** Without tones: whoever writes one adds it to a name that is right. */
function suggestion(name: string, platform: Platform, custom: readonly string[]): string | null {
  if (name.length > LONGEST || !/[\p{L}\p{N}]/u.test(name)) return null;
  const standard = table().entries.flatMap((entry) => entry[platform].filter((one) => !one.includes("%")));
  const meant = nearest(name, [...custom, ...Object.keys(WORDS), ...standard]);
  if (meant === undefined) return null;
  return own(WORDS, meant) === undefined ? `:${meant}:` : meant;
}
