import { type Emoji, withoutTone } from "./domain/emoji.ts";
import { type Families, ladder, type Rung } from "./domain/ladder.ts";
import type { Link } from "./domain/link.ts";
import type { ReactionRules } from "./domain/network.ts";
import { DEFAULT_POLICY, emojiAllowed, leaves, type Policy } from "./domain/policy.ts";
import { meaning } from "./domain/verdict.ts";
import { canonical } from "./names/canonical.ts";
import { fromSlackName, toSlackName } from "./names/slack.ts";
import type { Account, Accounts } from "./ports/account.ts";

const RUNGS: Readonly<Record<Rung["rung"], string>> = {
  exact: "as it is",
  "without-tone": "without its skin tone",
  "stand-in": "as a stand-in",
  custom: "as a custom reaction",
  floor: "as a stand-in that is known to work",
};

/** As what an emoji goes out, on every link and on every account without one. `asked` is Unicode, `:name:` or `name`. */
export function explain(asked: string, links: readonly Link[], accounts: Accounts, families: Families): string {
  const name = asked.replace(/^:|:$/g, "");
  const emoji = canonical(asked) ?? fromSlackName(name);
  const linked = links.flatMap((link) => {
    const account = link.account === null ? undefined : accounts.get(link.account);
    return account === undefined ? [] : [line(link.name, account, link.posts, name, emoji, link.policy, families)];
  });
  const idle = [...accounts.values()].filter((account) => !links.some((link) => link.account === account.name));
  const unlinked = idle.flatMap((account) => [
    ...(account.messages ? [line("–", account, false, name, emoji, DEFAULT_POLICY, families)] : []),
    ...(account.posts ? [line("–", account, true, name, emoji, DEFAULT_POLICY, families)] : []),
  ]);
  const shortName = emoji === null ? name : toSlackName(emoji);
  const title = `${emoji ?? "a workspace custom emoji"}${shortName === null ? "" : ` :${shortName}:`}`;
  return [title, ...aligned([...linked, ...unlinked])].join("\n");
}

type Line = readonly [link: string, account: string, where: string, result: string];

function line(link: string, account: Account, posts: boolean, name: string, emoji: Emoji | null, policy: Policy, families: Families): Line {
  const rules = (posts ? account.posts : account.messages)?.rules;
  const where = `${account.network} ${posts ? "post" : "message"} through ${account.provider}`;
  return [link, account.name, where, rules === undefined ? "not reached" : outcome(name, emoji, policy, rules, families)];
}

function outcome(name: string, asked: Emoji | null, policy: Policy, rules: ReactionRules, families: Families): string {
  const emoji = asked ?? meaning(policy, name);
  if (!leaves(policy.direction)) return "stays inside: the link is switched off in this direction";
  if (!emojiAllowed(policy, name, emoji, emoji && withoutTone(emoji))) return "stays inside: the policy denies it";
  if (emoji === null) return "stays inside: policy.emoji.custom does not say what it stands for";
  const rungs = ladder(emoji, rules, families, policy.emoji.standIns);
  if (rungs.length === 0) return "stays inside: not offered there, and nothing offered means the same";
  return rungs.map((rung) => `${rung.emoji} ${RUNGS[rung.rung]}`).join(", else ");
}

function aligned(lines: readonly Line[]): readonly string[] {
  const widths = [0, 1, 2].map((column) => Math.max(0, ...lines.map((one) => one[column]?.length ?? 0)));
  return lines.map((one) => `  ${one.map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell)).join("  ")}`);
}
