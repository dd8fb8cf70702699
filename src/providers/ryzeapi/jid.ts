import { opaqueId } from "../check.ts";

const PERSON = "@s.whatsapp.net";
const HIDDEN = "@lid";
const GROUP = "@g.us";

/** A phone number, or a JID that the reaction document lists. Newsletters and status broadcasts take no reaction here. */
export const chatId = opaqueId.regex(
  /^(\+?\d{5,20}|[\w.:+-]+@(s\.whatsapp\.net|lid|g\.us))$/,
  "must be a phone number or a WhatsApp JID (@s.whatsapp.net, @lid, @g.us)",
);

/** One person's JID, never a group's. */
export const personId = opaqueId.regex(/^[\w.:+-]+@(s\.whatsapp\.net|lid)$/, "must be a person's WhatsApp JID (@s.whatsapp.net, @lid)");

const NUMBER = /^\+?(\d{5,20})$/;
const OLD_GROUP = /^\d{5,20}-\d{5,20}$/;
const JID = /^\+?([\w-]{1,64})(?:[.:][\w.:]{1,16})?@(s\.whatsapp\.net|c\.us|lid|g\.us)$/;
/** A Brazilian mobile number with the ninth digit, without which most of them are registered at WhatsApp. */
const NINTH_DIGIT = /^55(\d{2})9([6-9]\d{7})@s\.whatsapp\.net$/;

export function isGroup(conversation: string): boolean {
  return conversation.endsWith(GROUP);
}

/**
 * A phone number or a JID as the JID of a chat or a person: without a device, and with its domain, which the catalog of events leaves
 * out of some. Null for newsletters, status broadcasts and anything else.
 */
export function toJid(id: string, bare: "person" | "hidden" | "group" = "person"): string | null {
  const digits = NUMBER.exec(id)?.[1];
  if (digits !== undefined) return digits + { person: PERSON, hidden: HIDDEN, group: GROUP }[bare];
  if (OLD_GROUP.test(id)) return id + GROUP;
  const [, user, domain] = JID.exec(id) ?? [];
  return user === undefined ? null : `${user}@${domain === "c.us" ? "s.whatsapp.net" : domain}`;
}

/** Every way in which a link can name the chat of these JIDs: a person's number also as digits, with and without the plus. Calls want the first. */
export function idsOf(jids: readonly string[]): readonly string[] {
  const numbered = (jid: string) => jid.endsWith(PERSON);
  const best = jids.toSorted((a, b) => Number(numbered(b)) - Number(numbered(a)));
  const numbers = best.filter(numbered).map((jid) => jid.slice(0, -PERSON.length));
  return [...new Set([...best, ...numbers.flatMap((number) => [number, `+${number}`])])];
}

/** By which two ids of one chat are known for one; RyzeAPI itself tries Brazilian numbers with and without their ninth digit. */
export function conversationKey(id: string): string {
  return (toJid(id) ?? id).replace(NINTH_DIGIT, `55$1$2${PERSON}`);
}
