import { type AccountFacts, checkConversation, checkNoOrganization, checkReachable, type LinkFacts, slotCheck } from "../check.ts";
import { uuid } from "./mappers.ts";

/** `part` is the index of the message's part: text, picture and link are reacted to one by one. */
export const checkSlot = slotCheck({
  id: uuid,
  parts: true,
  also: ({ post }) => (post ? ["Linq reaches messages, not posts"] : []),
});

export function checkAccount(account: AccountFacts): readonly string[] {
  return [...checkReachable(account), ...(account.network === "imessage" ? [] : ["network must be imessage: Linq reaches nothing else"])];
}

export function checkLink(link: LinkFacts): readonly string[] {
  return [...checkNoOrganization(link), ...checkConversation(link, uuid)];
}
