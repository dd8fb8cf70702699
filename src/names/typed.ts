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

const MARKUP = /^<a?:(\w{2,32}):(\d{15,21})>$/;
const COLONS = /^:(.+):$/;
/** More is no name, and not worth a search. */
const LONGEST_NAME = 100;

/** Understands an emoji in any form, a name with or without colons as either platform has it, and what the networks call their reactions. */
export function typed(text: string, { platform = "slack", custom }: TypedOptions = {}): Typed {
  const written = text.trim();
  const emoji = canonical(written);
  if (emoji !== null) return { kind: "emoji", emoji };
  const [, markupName, id = null] = MARKUP.exec(written) ?? [];
  if (markupName !== undefined) return { kind: "custom", name: markupName, id };
  const inColons = COLONS.exec(written)?.[1];
  const name = inColons ?? written;
  const standard = named(name, platform) ?? named(plain(name), platform) ?? own(WORDS, plain(name));
  if (standard !== undefined) return { kind: "emoji", emoji: standard };
  if (custom === undefined ? inColons !== undefined && /^\S+$/.test(name) : custom.includes(name))
    return { kind: "custom", name, id: null };
  return { kind: "unknown", nearest: suggestion(plain(name), platform, custom ?? []) };
}

/** As the platform itself understands the name, or else the other one. */
function named(name: string, platform: "slack" | "discord"): Emoji | undefined {
  const [first, second] = platform === "slack" ? [fromSlackName, fromDiscordName] : [fromDiscordName, fromSlackName];
  return first(name) ?? second(name) ?? undefined;
}

/** "Thumbs up" is `thumbs_up`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\s+/g, "_");
}

function suggestion(name: string, platform: "slack" | "discord", custom: readonly string[]): string | null {
  if (name.length > LONGEST_NAME || !/[\p{L}\p{N}]/u.test(name)) return null;
  const { entries } = table();
  const names = entries.flatMap(({ slack, discord }) => (platform === "slack" ? slack : discord).filter((one) => !one.includes("%")));
  const meant = nearest(name, [...custom, ...Object.keys(WORDS), ...names]);
  if (meant === undefined) return null;
  return own(WORDS, meant) === undefined ? `:${meant}:` : meant;
}
