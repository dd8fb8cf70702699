import type { Link } from "../domain/link.ts";
import type { Policy } from "../domain/policy.ts";
import type { AccountSketches } from "./account.ts";
import { below, type Complain } from "./complaint.ts";
import { isGroup, readKeys } from "./issues.ts";
import { checkAccount, checkDuplicates, checkKind } from "./link-checks.ts";
import { type Candidate, type LinkKeys, linkSchema } from "./link-schema.ts";
import { mergePolicy } from "./policy.ts";
import { checkQuietHours } from "./quiet.ts";

export interface LinkSurroundings {
  readonly accounts: AccountSketches;
  /** What the link's own policy goes over. */
  readonly policy: Policy;
}

export function readLinks(raw: unknown, around: LinkSurroundings, complain: Complain): readonly Link[] {
  if (!Array.isArray(raw)) return [];
  const candidates = raw.map((item: unknown, index): Candidate => {
    const object = below(complain, index);
    if (!isGroup(item)) object([], "must be a group of keys", "For example `- { name: …, channel: …, account: …, conversation: … }`.");
    return {
      keys: isGroup(item) ? readKeys(linkSchema, item, object) : {},
      has: (key) => isGroup(item) && item[key] !== undefined,
      complain: object,
    };
  });
  for (const candidate of candidates.filter(({ has }) => has("name") || has("channel") || has("account"))) {
    checkKind(candidate);
    checkAccount(candidate, around.accounts);
  }
  checkDuplicates(candidates, around.accounts);
  return candidates.map(({ keys, complain: object }) => {
    const link = linkOf(keys, around.policy);
    checkQuietHours(keys.policy?.quietHours, link.policy, object);
    return link;
  });
}

/** Holds empty text where a key is missing: somebody has complained then. */
function linkOf(keys: LinkKeys, defaults: Policy): Link {
  return {
    name: keys.name ?? "",
    channel: keys.channel ?? "",
    account: keys.account ?? null,
    conversation: keys.conversation ?? null,
    posts: keys.posts ?? false,
    asOrganization: keys.asOrganization ?? null,
    mirrorTo: keys.mirrorTo ?? null,
    policy: mergePolicy(defaults, keys.policy ?? {}),
    source: "config",
  };
}
