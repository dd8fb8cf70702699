import { type AccountFacts, checkConversation, checkNoOrganization, checkReachable, type LinkFacts, slotCheck } from "../check.ts";
import { accountId, conversationUrn, messageUrn } from "./urn.ts";

/** The conversation is the link's, unless the link is a whole account. */
export const checkSlot = slotCheck({
  id: messageUrn,
  also: ({ conversation, post }) => {
    if (post) return ["ConnectSafely reaches messages, not posts"];
    if (conversation === null) return ["target.conversation is required: the link does not name one"];
    return conversationUrn.safeParse(conversation).success ? [] : ["the conversation must be a URN of the form urn:li:msg_conversation:…"];
  },
});

export function checkAccount(account: AccountFacts): readonly string[] {
  const complaints = [...checkReachable(account)];
  if (account.network !== "linkedin") complaints.push("network must be linkedin: ConnectSafely reaches nothing else");
  if (!accountId.safeParse(account.accountId).success) complaints.push("accountId must be ConnectSafely's: 24 hexadecimal digits");
  return complaints;
}

export function checkLink(link: LinkFacts): readonly string[] {
  return [...checkNoOrganization(link), ...checkConversation(link, conversationUrn)];
}
