import { type AccountFacts, checkConversation, checkMessagesOnly, checkReachable, type LinkFacts, slotCheck } from "../check.ts";
import { INFO } from "./info.ts";
import { uuid } from "./mappers.ts";

/** `part` is the index of the message's part: text, picture and link are reacted to one by one. */
export const checkSlot = slotCheck({
  id: uuid,
  parts: true,
  also: ({ post }) => (post ? ["Linq reaches messages, not posts"] : []),
});

export function checkAccount(account: AccountFacts): readonly string[] {
  return [...checkReachable(account), ...(account.network === "imessage" ? [] : ["Linq reaches iMessage alone"])];
}

export function checkLink(link: LinkFacts): readonly string[] {
  return [...checkMessagesOnly(link, INFO.title), ...checkConversation(link, uuid)];
}
