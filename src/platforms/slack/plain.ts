import type { Emoji } from "../../domain/emoji.ts";

/** What stands between `<` and `>` in a message's text is Slack's: what people type there comes escaped. */
const TOKEN = /<([^<>]*)>/g;
const EMOJI = /:([^\s:<>]+(?:::skin-tone-[2-6](?:-[2-6])?)?):/g;
const ENTITY = /&(amp|lt|gt);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" };
const USER = /^@([A-Z0-9]+)(?:\||$)/;

/** Everybody whom a text mentions, by user id. */
export function mentionsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(TOKEN)].flatMap(([, token = ""]) => USER.exec(token)?.[1] ?? []))];
}

/** What a text needs in order to be read: the name of a user, and what an emoji's name means. Null for what is not known. */
export interface Reading {
  readonly name: (user: string) => string | null;
  readonly emoji: (name: string) => Emoji | null;
}

/**
 * A message's `text` as people read it: mentions by name, links with their address, standard emoji in Unicode (docs.slack.dev,
 * Formatting message text). `*bold*` and the like stay, since Slack does not tell them from what was typed.
 */
export function toPlain(text: string, reading: Reading): string {
  let plain = "";
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    plain += words(text.slice(at, match.index), reading) + spoken(match[1] ?? "", reading);
    at = match.index + match[0].length;
  }
  return plain + words(text.slice(at), reading);
}

function words(text: string, { emoji }: Reading): string {
  return unescaped(text.replace(EMOJI, (written, name: string) => emoji(name) ?? written));
}

function unescaped(text: string): string {
  return text.replace(ENTITY, (_, name: string) => CHARACTERS[name] ?? "");
}

function spoken(token: string, { name }: Reading): string {
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(token.slice(bar + 1));
  const rest = target.slice(1);
  switch (target[0]) {
    case "@":
      return `@${name(rest) ?? (label.replace(/^@/, "") || "someone")}`;
    case "#":
      return `#${label.replace(/^#/, "") || "channel"}`;
    case "!":
      return special(rest, label);
    default:
      return link(unescaped(target), label);
  }
}

function special(command: string, label: string): string {
  const [kind = ""] = command.split("^");
  if (kind === "date") return label;
  if (kind === "subteam") return label === "" ? "@group" : `@${label.replace(/^@/, "")}`;
  return `@${label.replace(/^@/, "") || kind}`;
}

function link(address: string, label: string): string {
  if (/^(mailto|tel):/i.test(address)) return label || address.replace(/^\w+:/, "");
  // What people type without a scheme, Slack links with one.
  const isSame = label === "" || address === label || address.replace(/^https?:\/\//, "").replace(/\/$/, "") === label.replace(/\/$/, "");
  return isSame ? address : `${label} (${address})`;
}
