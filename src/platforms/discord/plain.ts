/** What a text needs in order to be read. Null for what is not known. */
export interface Reading {
  readonly user: (id: string) => string | null;
  readonly role: (id: string) => string | null;
  readonly channel: (id: string) => string | null;
}

/** Between backticks nothing has a meaning. */
const CODE = /```[\s\S]*?```|``[^`]+``|`[^`]+`/g;
/**
 * What is Discord's (docs.discord.com, Message Formatting): mentions, emoji, moments, commands, addresses that show nothing, links with a
 * text of their own, and signs that were to have no meaning.
 */
const TOKEN =
  /<@!?(\d{15,20})>|<@&(\d{15,20})>|<#(\d{15,20})>|<a?:(\w{2,32}):\d{15,20}>|<t:(-?\d{1,13})(?::[tTdDfFRsS])?>|<\/([^:<>]{1,120}):\d{15,20}>|<id:(\w+)(?::\d+)?>|<(https?:\/\/[^\s<>]+)>|\[([^[\]\n]+)\]\(<?(https?:\/\/[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?: "[^"\n]*")?\)|\\([^\p{L}\p{N}\s])/gu;

/** A message's `content` as people read it. `**bold**` and the like stay as they were typed. */
export function toPlain(content: string, reading: Reading): string {
  let plain = "";
  let at = 0;
  for (const code of content.matchAll(CODE)) {
    plain += words(content.slice(at, code.index), reading) + code[0];
    at = code.index + code[0].length;
  }
  return plain + words(content.slice(at), reading);
}

function words(text: string, reading: Reading): string {
  return text.replace(TOKEN, (whole: string, ...parts: (string | undefined)[]) => {
    const [user, role, channel, emoji, moment, command, page, address, label, target, sign] = parts;
    if (user !== undefined) return `@${reading.user(user) ?? "someone"}`;
    if (role !== undefined) return `@${reading.role(role) ?? "group"}`;
    if (channel !== undefined) return `#${reading.channel(channel) ?? "channel"}`;
    if (emoji !== undefined) return `:${emoji}:`;
    if (moment !== undefined) return momentOf(Number(moment)) ?? whole;
    if (command !== undefined) return `/${command}`;
    if (page !== undefined) return `#${page}`;
    if (address !== undefined) return address;
    if (label !== undefined) return label === target ? label : `${label} (${target})`;
    return sign ?? whole;
  });
}

/** Everybody reads it in their own time zone: the customer is told in which it is. */
function momentOf(seconds: number): string | null {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? null : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
