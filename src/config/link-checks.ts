import type { NetworkName } from "../domain/network.ts";
import type { AccountSketches } from "./account.ts";
import { complainOfClauses } from "./issues.ts";
import { type Candidate, type LinkKeys, linkSchema } from "./link-schema.ts";
import { nearest, quoted } from "./nearest.ts";
import type { ProviderAccounts } from "./provider.ts";

const FIXES = {
  conversation: "Copy the conversation's id from the provider, or write `*` for the whole account.",
  asOrganization: "Remove it, or give the organization's id and an account that reaches LinkedIn's posts.",
};

/** A conversation, posts, or another channel: one of the three. */
export function checkKind({ keys, has, complain }: Candidate): void {
  if (has("mirrorTo")) {
    for (const key of ["account", "conversation", "posts", "asOrganization"] as const) {
      if (has(key) && keys[key] !== false) complain([key], "does not go with `mirrorTo`", `Remove \`${key}\`, or \`mirrorTo\`.`);
    }
    if (keys.mirrorTo !== undefined && keys.mirrorTo === keys.channel)
      complain(["mirrorTo"], "is the channel itself", "Name another channel.");
    return;
  }
  if (has("conversation") && keys.posts === true) {
    complain(["conversation"], "does not go with `posts: true`", "Make two links of it; one channel may carry both.");
  }
  if (!has("conversation") && (!has("posts") || keys.posts === false)) {
    const fix = "Add an `account` with `conversation: …` (`*` for the whole account), `posts: true`, or `mirrorTo: …`.";
    complain([], "does not say what the channel is linked with", fix);
  }
  if (has("asOrganization") && keys.posts !== true)
    complain(["asOrganization"], "needs `posts: true`", "Remove it: messages are answered as the account itself.");
}

export function checkAccount({ keys, has, complain }: Candidate, accounts: AccountSketches): void {
  if (has("mirrorTo")) return;
  const names = [...accounts.keys()];
  const offer = names.length === 0 ? "Describe one under `accounts`." : `The accounts are ${quoted(names)}.`;
  if (!has("account") && (has("conversation") || keys.posts === true)) complain(["account"], "is missing", offer);
  if (keys.account === undefined) return;
  const account = accounts.get(keys.account);
  const meant = account === undefined ? nearest(keys.account, names) : undefined;
  if (account === undefined) complain(["account"], "names an unknown account", meant === undefined ? offer : `Did you mean \`${meant}\`?`);
  if (account?.provider !== undefined && account.network !== undefined) {
    checkReach({ keys, has, complain }, account.provider, account.network, accounts);
  }
}

/** Whether the account gets there: to conversations, to posts, in an organization's name. */
function checkReach(
  { keys, has, complain }: Candidate,
  { INFO, checkLink }: ProviderAccounts,
  network: NetworkName,
  accounts: AccountSketches,
): void {
  const posts = keys.posts === true;
  const talks = INFO.messages[network] !== undefined;
  const problem = `cannot be reached by ${INFO.title} accounts on ${network}`;
  if (posts && INFO.posts[network] === undefined) {
    const able = [...accounts].filter(([, account]) => account.network && account.provider?.INFO.posts[account.network]);
    const use = able.length === 0 ? "Use an account that reaches posts" : `Use ${quoted(able.map(([name]) => name))}`;
    complain(["posts"], problem, `${use}, or name a \`conversation\`.`);
  }
  if (has("conversation") && !posts && !talks) {
    complain(["conversation"], problem, "Write `posts: true` instead, or use an account of another network.");
  }
  const facts = { conversation: (talks && keys.conversation) || null, posts, asOrganization: keys.asOrganization ?? null };
  complainOfClauses(checkLink(facts, { network }), linkSchema, complain, FIXES);
}

/** What no two links may share, with the key that a second one is told about. */
function identities({ keys }: Candidate, network: NetworkName | undefined): readonly Identity[] {
  const { name, channel, account, conversation, posts, mirrorTo } = keys;
  const remove = "Remove one of the two links.";
  const found: Identity[] = [];
  const add = (key: keyof LinkKeys, parts: readonly (string | undefined)[], problem: (other: string) => string, fix: string) => {
    if (!parts.includes(undefined)) found.push({ key, id: JSON.stringify([key, ...parts]), problem, fix });
  };
  add("name", [name], (other) => `is the name of ${other} as well`, "Give every link a name of its own.");
  // An inbox belongs to its account; a conversation is the same one through whichever account it is reached.
  add(
    "conversation",
    conversation === "*" ? [channel, conversation, account] : [channel, conversation],
    (other) => `is linked with this channel by ${other} already`,
    remove,
  );
  if (posts) add("posts", [channel, network], (other) => `of this network are linked with this channel by ${other} already`, remove);
  if (mirrorTo !== undefined && channel !== undefined) {
    add(
      "mirrorTo",
      [channel, mirrorTo].toSorted(),
      (other) => `is mirrored with this channel by ${other} already`,
      `${remove} A mirror goes both ways.`,
    );
  }
  return found;
}

interface Identity {
  readonly key: keyof LinkKeys;
  readonly id: string;
  readonly problem: (other: string) => string;
  readonly fix: string;
}

export function checkDuplicates(candidates: readonly Candidate[], accounts: AccountSketches): void {
  const seen = new Map<string, string>();
  for (const [index, candidate] of candidates.entries()) {
    const network = accounts.get(candidate.keys.account ?? "")?.network;
    for (const { key, id, problem, fix } of identities(candidate, network)) {
      const other = seen.get(id);
      if (other === undefined) seen.set(id, `links[${index}]`);
      else candidate.complain([key], problem(other), fix);
    }
  }
}
