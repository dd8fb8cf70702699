import {
  type AccountFacts,
  checkConversation,
  checkNoOrganization,
  checkReachable,
  type LinkFacts,
  opaqueId,
  slotCheck,
} from "../check.ts";
import { chatId, isGroup, personId } from "./jid.ts";

/** WhatsApp finds a message by its chat, its id, its side and, in a group, its author: a wrong one is lost without a word. */
export const checkSlot = slotCheck({
  id: opaqueId,
  also: ({ conversation, fromMe, author, post }) => {
    if (post) return ["RyzeAPI reaches messages, not posts"];
    const complaints: string[] = [];
    if (conversation === null) complaints.push("target.conversation is required: the link does not name one");
    else if (!chatId.safeParse(conversation).success) complaints.push("the conversation must be a phone number or a WhatsApp JID");
    if (fromMe === null) complaints.push("target.fromMe is required: whether our own account sent the message");
    if (conversation !== null && isGroup(conversation) && fromMe === false && author === null) {
      complaints.push("target.author is required in a group when fromMe is false: the JID of whoever sent the message");
    }
    if (author !== null && !personId.safeParse(author).success) complaints.push("target.author must be a person's WhatsApp JID");
    return complaints;
  },
});

export function checkAccount(account: AccountFacts): readonly string[] {
  const complaints = [...checkReachable(account)];
  if (account.network !== "whatsapp") complaints.push("network must be whatsapp: RyzeAPI reaches nothing else");
  if (!opaqueId.safeParse(account.instance).success) complaints.push("instance must be the name of the RyzeAPI instance");
  return complaints;
}

export function checkLink(link: LinkFacts): readonly string[] {
  return [...checkNoOrganization(link), ...checkConversation(link, chatId)];
}
