import type { Emoji } from "../domain/emoji.ts";
import type { ClearedEvent, DeletedEvent, ReactionEvent } from "../domain/event.ts";
import type { Resolved } from "../domain/fold.ts";
import type { Families } from "../domain/ladder.ts";
import { type Side, sideAt } from "../domain/link.ts";
import { channelName } from "../domain/message.ts";
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
 * rejects when that cannot be done now. `confirmed`: the person has said that it shall leave.
 */
export async function resolve(
  event: ReactionEvent | ClearedEvent | DeletedEvent,
  source: Source,
  nowMs: number,
  options: ResolveOptions,
  confirmed = false,
): Promise<Resolved | null> {
  const place = channelName(event.message);
  const links = options.links.ofChannel(place);
  if (links.length === 0) return null;
  if (event.kind !== "added") return { event, terms: {} };
  const classes = await source.classes(event.person);
  const ageMs = event.atUs === null ? 0 : nowMs - event.atUs / 1_000;
  const press: Press = { name: event.name, emoji: event.emoji, ageMs, classes, confirmed };
  return { event, terms: Object.fromEntries(links.flatMap((link) => named(link.name, termsAt(sideAt(link, place), press, options)))) };
}

/** What the links of an account say of a reaction that comes from its network. */
export function termsFrom(account: string, emoji: Emoji, ageMs: number, options: ResolveOptions): Readonly<Record<string, Terms>> {
  const press: Press = { name: emoji, emoji, ageMs, classes: ["members"] };
  // While nobody has confirmed it, what comes in waits with its mirror: it is not turned away.
  const links = options.links.ofAccount(account).map((link) => options.links.confirmed(link));
  return Object.fromEntries(links.flatMap((link) => named(link.name, termsAt(sideAt(link, account), press, options))));
}

/** What is said of one press at one end of a link; null where nothing can be shown at the other. */
export function termsAt(side: Side | null, press: Press, { accounts, families }: Omit<ResolveOptions, "links">): Terms | null {
  const target = side === null ? null : targetOf(accounts, side);
  return side === null || target === null ? null : termsOf(press, side.policy, target.rules, families);
}

function named(link: string, terms: Terms | null): readonly (readonly [string, Terms])[] {
  return terms === null ? [] : [[link, terms]];
}
