import type { Place } from "../../../domain/command.ts";
import { id, type Ourselves, toMessage } from "../mappers.ts";

/** `acme.slack.com`, and an organization's `acme.enterprise.slack.com`. */
const HOST = /^(?:[a-z0-9-]+\.)+slack\.com$/;
/** Slack's permalink of a message: its `ts` without the dot (docs.slack.dev, chat.getPermalink). */
const PERMALINK = /^\/archives\/([A-Za-z0-9]+)\/p(\d{10})(\d{6})\/?$/;
/** A web address in the middle of a text: as Slack wraps it, or bare; without `https://` where it cannot be anything else. */
const WRAPPED = /<(https?:\/\/[^\s<>|]+)(?:\|[^<>]*)?>/gi;
const BARE = /^https?:\/\/\S+$/i;
const SCHEMELESS = /^(?:[a-z0-9-]+\.)+[a-z]{2,}\/\S+$/i;
const ENTITY = /&(amp|lt|gt);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" };

/** A text taken apart: its web addresses, and every other word. */
export interface Words {
  readonly words: readonly string[];
  readonly addresses: readonly string[];
}

/** Slack escapes `&`, `<` and `>`, and wraps addresses: `<https://…>`, `<https://…|label>` (docs.slack.dev, Formatting message text). */
export function wordsOf(text: string): Words {
  const words: string[] = [];
  const addresses: string[] = [];
  for (const word of text.replace(WRAPPED, " $1 ").split(/\s+/)) {
    const plain = word.replace(ENTITY, (_, name: string) => CHARACTERS[name] ?? "").replace(/^<(.+)>$/, "$1");
    if (plain === "") continue;
    if (BARE.test(plain)) addresses.push(plain);
    else if (SCHEMELESS.test(plain)) addresses.push(`https://${plain}`);
    else words.push(plain);
  }
  return { words, addresses };
}

/** What an address leads to: a message of Slack's, in whatever channel, or a post somewhere else. Null when it is no web address. */
export function placeAt(address: string, us: Ourselves): Place | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const [, channel = "", seconds, micros] = HOST.test(url.hostname) ? (PERMALINK.exec(url.pathname) ?? []) : [];
  if (seconds !== undefined && micros !== undefined && id.safeParse(channel).success)
    return { kind: "message", message: toMessage(us, channel, `${seconds}.${micros}`) };
  return { kind: "post", url: address };
}
