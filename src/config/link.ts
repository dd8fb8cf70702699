import { z } from "zod";
import type { Link } from "../domain/link.ts";
import type { Policy } from "../domain/policy.ts";
import type { Accounts, Providers } from "./account.ts";
import { below, type Complain } from "./complaint.ts";
import { channel, name, text } from "./fields.ts";
import { isGroup, readKeys } from "./issues.ts";
import { checkAccount, checkDuplicates, checkKind } from "./link-checks.ts";
import { mergePolicy, policySchema } from "./policy.ts";

export const linkSchema = z.strictObject({
  name,
  channel: channel.meta({
    description: "The channel where the team works.",
    examples: ["slack:C0123456789", "discord:1187001002003004005"],
  }),
  account: text.meta({ description: "The account that shows the reactions, by its name above.", examples: ["acme-whatsapp"] }).optional(),
  conversation: text
    .meta({ description: "The provider's id of the conversation; `*` for the whole account, a thread per conversation.", examples: ["*"] })
    .optional(),
  posts: z
    .boolean()
    .meta({ description: "True: the channel is about posts, not about a conversation.", examples: [true] })
    .optional(),
  asOrganization: text.meta({ description: "The organization in whose name the account reacts to posts.", examples: ["1234"] }).optional(),
  mirrorTo: channel
    .meta({ description: "Another channel; then no account is needed.", examples: ["discord:1187001002003004006"] })
    .optional(),
  policy: policySchema.optional(),
});

export type LinkKeys = Partial<z.output<typeof linkSchema>>;

/** One link as far as it is sound, with what the file says besides: a key that is wrong is still there. */
export interface Candidate {
  readonly keys: LinkKeys;
  readonly has: (key: keyof LinkKeys) => boolean;
  readonly complain: Complain;
}

export interface LinkSurroundings<P extends Providers> {
  readonly providers: P;
  readonly accounts: Accounts<P>;
  /** What the link's own policy goes over. */
  readonly policy: Policy;
}

export function readLinks<P extends Providers>(raw: unknown, around: LinkSurroundings<P>, complain: Complain): readonly Link[] {
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
    checkAccount(candidate, around);
  }
  checkDuplicates(candidates, around.accounts);
  return candidates.map(({ keys }) => linkOf(keys, around.policy));
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
