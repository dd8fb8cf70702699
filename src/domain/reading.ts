import type { ReactionEvent, Reading } from "./event.ts";
import { fold } from "./fold.ts";
import type { Feed, Mirror } from "./mirror.ts";
import type { Terms } from "./verdict.ts";

/** A reading of one source message, with what its link says of each reaction in it. */
export interface Read extends Omit<Reading, "reactions"> {
  readonly atUs: number;
  readonly reactions: readonly (Reading["reactions"][number] & { readonly terms: Terms })[];
}

export interface Absorbed {
  readonly mirror: Mirror;
  /** Something is newer than the reading: the message must be read again. */
  readonly again: boolean;
  /** Reactions that events had failed to bring or to take away. */
  readonly repaired: number;
}

/**
 * Brings what was read into what is known: adds what is not recorded and removes what is gone, at the moment of the reading; what
 * is already held keeps its time and verdict, and so does whatever is newer. Of what it adds only the latest moment is known, until
 * the event that was missed comes after all. Commands are not touched.
 */
export function absorb(mirror: Mirror, key: string, read: Read, nowMs: number): Absorbed {
  const feed = mirror.feeds.find((one) => one.key === key);
  if (feed === undefined || feed.frozen !== null) return { mirror, again: false, repaired: 0 };
  const factIn = ({ facts }: Mirror, person: string, name: string) =>
    facts.find((fact) => fact.source === key && fact.via === "reaction" && fact.person === person && fact.name === name);
  let next = mirror;
  let again = false;
  let repaired = 0;
  const told = (event: ReactionEvent, terms: Terms | null) => {
    next = fold(next, { event, terms: terms === null ? {} : { [feed.link]: terms }, found: terms !== null }, nowMs);
    const isHeld = factIn(next, event.person, event.name)?.held === true;
    if (isHeld === (event.kind === "added")) repaired += 1;
    else again = true;
  };
  for (const [index, { person, name, emoji, terms }] of read.reactions.entries()) {
    if (factIn(mirror, person, name)?.held) continue;
    // One microsecond apart, so that what is found together keeps the platform's order.
    const atUs = read.atUs - (read.reactions.length - 1 - index);
    told({ ...eventOf(feed, person, name, atUs), kind: "added", emoji }, terms);
  }
  for (const fact of mirror.facts) {
    if (fact.source !== key || fact.via !== "reaction" || !fact.held) continue;
    if (read.incomplete === "all" || read.incomplete.includes(fact.name)) continue;
    if (read.reactions.some(({ person, name }) => person === fact.person && name === fact.name)) continue;
    told({ ...eventOf(feed, fact.person, fact.name, read.atUs), kind: "removed", emoji: fact.emoji }, null);
  }
  const feeds = next.feeds.map((one) => (one.key === key ? { ...one, unread: false } : one));
  return { mirror: feed.unread ? { ...next, feeds } : next, again, repaired: feed.unread ? 0 : repaired };
}

function eventOf({ platform, workspace, channel, message }: Feed, person: string, name: string, atUs: number) {
  return { message: { platform, workspace, channel, message }, person, name, via: "reaction", atUs, id: null } as const;
}
