import type { Emoji } from "./domain/emoji.ts";
import { type Families, type Rung, whyInside } from "./domain/ladder.ts";
import type { Link } from "./domain/link.ts";
import type { ReactionRules } from "./domain/network.ts";
import { outgoing } from "./domain/outgoing.ts";
import { DEFAULT_POLICY, emojiAllowed, leaves, meaning, type Policy, replacement } from "./domain/policy.ts";
import { isDelicate } from "./domain/verdict.ts";
import { toSlackName, typed } from "./names/index.ts";
import type { Account, Accounts } from "./ports/account.ts";

const RUNGS: Readonly<Record<Rung["rung"], string>> = {
  exact: "as it is",
  "without-tone": "without its skin tone",
  "stand-in": "as a stand-in",
  custom: "as a custom reaction",
  floor: "as a stand-in that is known to work",
  policy: "as policy.emoji.custom says",
};

/** What is asked for: an emoji, or the name of a custom one. */
interface Asked {
  readonly name: string;
  readonly emoji: Emoji | null;
  readonly hint: string;
}

/** As what an emoji goes out, on every link and on every account without one. `asked` is whatever people type for an emoji. */
export function explain(asked: string, links: readonly Link[], accounts: Accounts, families: Families): string {
  const one = askedFor(asked, links);
  const linked = links.flatMap((link) => {
    const account = link.account === null ? undefined : accounts.get(link.account);
    return account === undefined ? [] : [line(link.name, account, link.posts, one, link.policy, families)];
  });
  const idle = [...accounts.values()].filter((account) => !links.some((link) => link.account === account.name));
  const unlinked = idle.flatMap((account) => [
    ...(account.messages ? [line("–", account, false, one, DEFAULT_POLICY, families)] : []),
    ...(account.posts ? [line("–", account, true, one, DEFAULT_POLICY, families)] : []),
  ]);
  const title = `${one.emoji ?? "a workspace custom emoji"}${one.name === "" ? "" : ` :${one.name}:`}${one.hint}`;
  return [title, ...aligned([...linked, ...unlinked])].join("\n");
}

/** What is neither Unicode nor a name of one may be a custom emoji: here nobody knows which ones there are, but for those that a policy names. */
function askedFor(text: string, links: readonly Link[]): Asked {
  const custom = links.flatMap(({ policy }) => Object.keys(policy.emoji.custom));
  const meant = typed(text, { custom });
  if (meant.kind === "emoji") return { name: toSlackName(meant.emoji) ?? "", emoji: meant.emoji, hint: "" };
  const name = text.trim().replace(/^:|:$/g, "");
  if (meant.kind === "custom") return { name: meant.name, emoji: null, hint: "" };
  return { name, emoji: null, hint: meant.nearest === null ? "" : `, unless you mean ${meant.nearest}` };
}

type Line = readonly [link: string, account: string, where: string, result: string];

function line(link: string, account: Account, posts: boolean, asked: Asked, policy: Policy, families: Families): Line {
  const rules = (posts ? account.posts : account.messages)?.rules;
  const where = `${account.network} ${posts ? "post" : "message"} through ${account.provider}`;
  return [link, account.name, where, rules === undefined ? "not reached" : outcome(asked, policy, rules, families)];
}

function outcome(asked: Asked, policy: Policy, rules: ReactionRules, families: Families): string {
  const { name } = asked;
  const emoji = asked.emoji ?? meaning(policy, name);
  if (!leaves(policy.direction)) return "stays inside: the link is switched off in this direction";
  const instead = asked.emoji === null ? policy.emoji.custom[name] : replacement(policy, asked.emoji);
  if (instead === null) return "stays inside: policy.emoji.custom says none";
  if (!emojiAllowed(policy, name, asked.emoji)) return "stays inside: the policy denies it";
  if (emoji === null) return "stays inside: policy.emoji.custom does not say what it stands for";
  const rungs = outgoing(emoji, policy, rules, families, asked.emoji === null);
  if (rungs.length === 0) return `stays inside: ${why(instead ?? emoji, policy, families)}`;
  if (policy.dryRun) return "stays inside: the link only rehearses (dryRun)";
  const asks = isDelicate(policy, name, asked.emoji, rungs) ? "; whoever presses it is asked before" : "";
  return `${rungs.map((rung) => `${rung.emoji} ${RUNGS[rung.rung]}`).join(", else ")}${asks}`;
}

function why(emoji: Emoji, policy: Policy, families: Families): string {
  if (!policy.emoji.standIns) return "not offered there, and policy.emoji.standIns is off";
  return whyInside(emoji, families) ?? "not offered there, and nothing offered means the same";
}

function aligned(lines: readonly Line[]): readonly string[] {
  const widths = [0, 1, 2].map((column) => Math.max(0, ...lines.map((one) => one[column]?.length ?? 0)));
  return lines.map((one) => `  ${one.map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell)).join("  ")}`);
}
