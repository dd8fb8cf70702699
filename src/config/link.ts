import { z } from "zod";
import type { Link } from "../domain/link.ts";
import type { Policy } from "../domain/policy.ts";
import type { Accounts, Providers } from "./account.ts";
import { below, type Complain } from "./complaint.ts";
import { channel, name, text } from "./fields.ts";
import { complainOfClauses, isGroup, readKeys } from "./issues.ts";
import { nearest, quoted } from "./nearest.ts";
import { mergePolicy, policySchema } from "./policy.ts";

export const linkSchema = z.strictObject({
  name,
  channel: channel.meta({ description: "The channel where the team works.", examples: ["slack:C0123456789", "discord:1187001002003004005"] }),
  account: text.meta({ description: "The account that shows the reactions, by its name above.", examples: ["acme-whatsapp"] }).optional(),
  conversation: text
    .meta({ description: "The provider's id of the conversation; `*` for the whole account, a thread per conversation.", examples: ["*"] })
    .optional(),
  posts: z.boolean().meta({ description: "True: the channel is about posts, not about a conversation.", examples: [true] }).optional(),
  asOrganization: text.meta({ description: "The organization in whose name the account reacts to posts.", examples: ["1234"] }).optional(),
  mirrorTo: channel.meta({ description: "Another channel; then no account is needed.", examples: ["discord:1187001002003004006"] }).optional(),
  policy: policySchema.optional(),
});

type LinkKeys = Partial<z.output<typeof linkSchema>>;

/** One link as far as it is sound, with what the file says besides: a key that is wrong is still there. */
interface Candidate {
  readonly keys: LinkKeys;
  readonly has: (key: keyof LinkKeys) => boolean;
  readonly complain: Complain;
}

export interface LinkSurroundings<P extends Providers> {
  readonly providers: P;
  readonly accounts: Accounts<P>;
  /** The policy that a link's own goes over. */
  readonly defaults: Policy;
}

export function readLinks<P extends Providers>(raw: unknown, around: LinkSurroundings<P>, complain: Complain): readonly Link[] {
  if (!Array.isArray(raw)) return [];
  const candidates = raw.map((item: unknown, index): Candidate => {
    const object = below(complain, index);
    if (!isGroup(item)) object([], "must be a group of keys", "For example `- { name: …, channel: …, account: …, conversation: … }`.");
    return { keys: isGroup(item) ? readKeys(linkSchema, item, object) : {}, has: (key) => isGroup(item) && item[key] !== undefined, complain: object };
  });
  for (const candidate of candidates) {
    checkKind(candidate);
    checkAccount(candidate, around);
  }
  checkDuplicates(candidates, around.accounts);
  return candidates.map(({ keys }) => linkOf(keys, around.defaults));
}

/** A conversation, posts, or another channel: one of the three. */
function checkKind({ keys, has, complain }: Candidate): void {
  if (has("mirrorTo")) {
    for (const key of ["account", "conversation", "posts", "asOrganization"] as const) {
      if (has(key) && keys[key] !== false) complain([key], "does not go with `mirrorTo`", `Remove \`${key}\`, or \`mirrorTo\`.`);
    }
    if (keys.mirrorTo !== undefined && keys.mirrorTo === keys.channel) complain(["mirrorTo"], "is the channel itself", "Name another channel.");
    return;
  }
  if (has("conversation") && keys.posts === true) {
    complain(["conversation"], "does not go with `posts: true`", "Make two links of it; one channel may carry both.");
  }
  if (!has("conversation") && (!has("posts") || keys.posts === false)) {
    const fix = "Add `conversation: …` (`*` for the whole account), `posts: true`, or `mirrorTo: …`.";
    complain([], "does not say what the channel is linked with", fix);
  }
  if (has("asOrganization") && keys.posts !== true) complain(["asOrganization"], "needs `posts: true`", "Remove it: messages are answered as the account itself.");
}

function checkAccount<P extends Providers>({ keys, has, complain }: Candidate, { accounts, providers }: LinkSurroundings<P>): void {
  if (has("mirrorTo")) return;
  const names = [...accounts.keys()];
  const offer = names.length === 0 ? "Describe one under `accounts`." : `The accounts are ${quoted(names)}.`;
  if (!has("account")) complain(["account"], "is missing", offer);
  if (keys.account === undefined) return;
  const account = accounts.get(keys.account);
  if (account === undefined) {
    const meant = nearest(keys.account, names);
    complain(["account"], "names an unknown account", meant === undefined ? offer : `Did you mean \`${meant}\`?`);
  }
  const provider = account && providers[account.provider];
  if (account == null || provider === undefined) return;

  const { INFO } = provider;
  const posts = keys.posts === true;
  if (posts && INFO.posts[account.network] === undefined) {
    const able = names.filter((name) => reachesPosts(accounts.get(name), providers));
    complain(["posts"], `cannot be reached by ${INFO.title} accounts on ${account.network}`, able.length === 0 ? "Use an account that reaches posts, or name a `conversation`." : `Use ${quoted(able)}, or name a \`conversation\`.`);
  }
  if (has("conversation") && !posts && INFO.messages[account.network] === undefined) {
    complain(["conversation"], `cannot be reached by ${INFO.title} accounts on ${account.network}`, "Write `posts: true` instead, or use an account of another network.");
  }
  const facts = { conversation: keys.conversation ?? null, posts, asOrganization: keys.asOrganization ?? null };
  complainOfClauses(provider.checkLink(facts, account), linkSchema, complain);
}

function reachesPosts<P extends Providers>(account: ReturnType<Accounts<P>["get"]>, providers: P): boolean {
  return account != null && providers[account.provider]?.INFO.posts[account.network] !== undefined;
}

function checkDuplicates<P extends Providers>(candidates: readonly Candidate[], accounts: Accounts<P>): void {
  const first = new Map<string, number>();
  const once = (kind: string, parts: readonly (string | undefined)[]): number | undefined => {
    if (parts.includes(undefined)) return undefined;
    const id = JSON.stringify([kind, ...parts]);
    return first.get(id) ?? void first.set(id, first.size === -1 ? 0 : index);
  };
  let index = 0;
  for (const { keys, complain } of candidates) {
    const { channel, account, conversation, mirrorTo } = keys;
    const network = account === undefined ? undefined : accounts.get(account)?.network;
    const sameName = once("name", [keys.name]);
    if (sameName !== undefined) complain(["name"], `is the name of links[${sameName}] as well`, "Give every link a name of its own.");
    const sameTalk = conversation === "*" ? once("inbox", [channel, account]) : once("conversation", [channel, conversation]);
    if (sameTalk !== undefined) complain(["conversation"], `is linked with this channel by links[${sameTalk}] already`, "Remove one of the two links.");
    const samePosts = keys.posts === true ? once("posts", [channel, network]) : undefined;
    if (samePosts !== undefined) complain(["posts"], `of this network are linked with this channel by links[${samePosts}] already`, "Remove one of the two links.");
    const samePair = once("mirror", mirrorTo === undefined ? [undefined] : [channel, mirrorTo].toSorted());
    if (samePair !== undefined) complain(["mirrorTo"], `is mirrored with this channel by links[${samePair}] already`, "Remove one of the two links: one goes both ways.");
    index += 1;
  }
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
