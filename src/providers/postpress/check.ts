import { type AccountFacts, checkConversation, checkReachable, type LinkFacts, opaqueId, slotCheck } from "../check.ts";

/** The id of a message is PostPress's own; that of a post is its `social_id` (LinkedIn) or `provider_id` (Instagram). */
export const checkSlot = slotCheck({ id: opaqueId });

export function checkAccount(account: AccountFacts): readonly string[] {
  const complaints = [...checkReachable(account)];
  if (account.network === "imessage") complaints.push("network must be whatsapp, linkedin or instagram");
  if (!opaqueId.safeParse(account.accountId).success) complaints.push("accountId must be PostPress's id of the account");
  return complaints;
}

export function checkLink(link: LinkFacts, { network }: Pick<AccountFacts, "network">): readonly string[] {
  const complaints = [...checkConversation(link, opaqueId)];
  if (link.asOrganization !== null && !(link.posts && network === "linkedin")) {
    complaints.push("asOrganization applies to LinkedIn posts alone");
  } else if (link.asOrganization !== null && !opaqueId.safeParse(link.asOrganization).success) {
    complaints.push("asOrganization must be the id of the organization");
  }
  return complaints;
}
