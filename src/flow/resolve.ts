import type { Emoji } from "../domain/emoji.ts";
import type { ClearedEvent, DeletedEvent, ReactionEvent } from "../domain/event.ts";
import type { Resolved } from "../domain/fold.ts";
import type { Families } from "../domain/ladder.ts";
import type { Link } from "../domain/link.ts";
import { channelName } from "../domain/message.ts";
import { reversed } from "../domain/policy.ts";
import { type Press, type Terms, termsOf } from "../domain/verdict.ts";
import { type Accounts, targetOf } from "../ports/account.ts";
import type { Source } from "../ports/source.ts";
import type { Links } from "./links.ts";

export interface ResolveOptions {
  readonly links: Links;
  readonly accounts: Accounts;
  readonly families: Families;
}

/**
 * What each link of the channel says of an event, at this moment; null when the channel has no link. Looks the person up, and
 * rejects when that cannot be done now.
 */
export async function resolve(
  event: ReactionEvent | ClearedEvent | DeletedEvent,
  source: Source,
  nowMs: number,
  options: ResolveOptions,
): Promise<Resolved | null> {
  const links = options.links.ofChannel(channelName(event.message)).filter(({ account }) => account !== null);
  if (links.length === 0) return null;
  if (event.kind !== "added") return { event, terms: {} };
  const classes = await source.classes(event.person);
  const ageMs = event.atUs === null ? 0 : nowMs - event.atUs / 1_000;
  const press: Press = { name: event.name, emoji: event.emoji, ageMs, classes };
  return { event, terms: Object.fromEntries(links.map((link) => [link.name, termsOn(link, press, options)])) };
}

/** What the links of an account say of a reaction that comes from its network, each by its own policy turned round. */
export function termsFrom(account: string, emoji: Emoji, ageMs: number, options: ResolveOptions): Readonly<Record<string, Terms>> {
  const press: Press = { name: emoji, emoji, ageMs, classes: ["members"] };
  const terms = options.links.ofAccount(account).flatMap((link) => {
    const target = targetOf(options.accounts, { account: link.channel.split(":")[0] ?? "", post: false });
    if (target === null) return [];
    // While nobody has confirmed it, what comes in waits with its mirror: it is not turned away.
    const { policy } = options.links.confirmed(link);
    return [[link.name, termsOf(press, reversed(policy), target.rules, options.families)] as const];
  });
  return Object.fromEntries(terms);
}

/** What one link says of one press. */
export function termsOn(link: Link, press: Press, { accounts, families }: Omit<ResolveOptions, "links">): Terms {
  const target = link.account === null ? null : targetOf(accounts, { account: link.account, post: link.posts });
  if (target === null) throw new Error(`link ${link.name} has no target for its account`);
  return termsOf(press, link.policy, target.rules, families);
}
