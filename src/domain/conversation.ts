import type { Conversation, Part } from "./heard.ts";
import type { Link } from "./link.ts";

/** The part of the networks' names that people read. */
export const NETWORK_TITLES = { whatsapp: "WhatsApp", linkedin: "LinkedIn", imessage: "iMessage", instagram: "Instagram" } as const;

/**
 * Whether a link is about a conversation that has these ids. `keyOf` gives two ids of one conversation one key, as far as that
 * can be told from the ids alone. A link with `*` is about every conversation of its account, posts about none.
 */
export function isAbout({ posts, conversation }: Link, ids: readonly string[], keyOf: (id: string) => string): boolean {
  if (posts || conversation === null) return false;
  return conversation === "*" || ids.some((id) => keyOf(id) === keyOf(conversation));
}

/**
 * Whether a link stands for a conversation of an account, or for its whole inbox (`*`), so that another one in the same channel would
 * show everything twice. A conversation is the same one through whichever account it is reached.
 */
export function coversConversation(
  link: Link,
  { account, ids }: { readonly account: string; readonly ids: readonly string[] },
  keyOf: (id: string) => string = String,
): boolean {
  if (link.conversation === "*" || ids.includes("*")) return link.account === account && link.conversation === "*";
  return isAbout(link, ids, keyOf);
}

/** A conversation with the keys of its ids beside them, so that it is known however it is called next time. Calls still want the first. */
export function keyed(conversation: Conversation, keyOf: (id: string) => string): Conversation {
  return { ...conversation, ids: [...new Set([...conversation.ids, ...conversation.ids.map(keyOf)])] };
}

/** What a message says in all its parts, by which its own delivery is known again. */
export function wholeText(parts: readonly Part[]): string {
  return parts
    .map(({ text }) => text?.trim() ?? "")
    .filter((text) => text !== "")
    .join("\n");
}

/** How a message is named beside others of its account: what `lastOwn` holds. */
export function partName(id: string, part: number): string {
  return `${id}#${part}`;
}
