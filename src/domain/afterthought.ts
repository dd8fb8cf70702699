import { changed } from "./due.ts";
import type { Person, Via } from "./event.ts";
import { type Message, messageKey } from "./message.ts";
import type { Fact, Mirror } from "./mirror.ts";
import type { Terms } from "./verdict.ts";

/** One press of one person, as they come back to it. */
export interface OwnPress {
  readonly message: Message;
  readonly person: Person;
  readonly name: string;
  readonly via: Via;
}

/** What a person holds, or held last, by that press; undefined when they never did. */
export function factOf({ facts }: Mirror, { message, person, name, via }: OwnPress): Fact | undefined {
  const source = messageKey(message);
  return facts.find((fact) => fact.source === source && fact.person === person && fact.name === name && fact.via === via);
}

/**
 * Takes a press back at the other side while the person still holds it, until they let go and press again. A reading finds nothing new in
 * what is held already. The very same mirror when there is nothing to take back.
 */
export function takenBack(mirror: Mirror, press: OwnPress, nowMs: number): Mirror {
  const fact = factOf(mirror, press);
  if (fact === undefined || !fact.held || fact.denied !== null) return mirror;
  return changed(withFact(mirror, fact, { ...fact, denied: "taken-back" }), nowMs, 0);
}

/**
 * Lets out a press that waited for its person to say so: what counts is whether it may leave now, which `terms` say. It is due at once. The
 * very same mirror when nothing waits for that any more, or when it may not leave.
 */
export function confirmed(mirror: Mirror, press: OwnPress, { denied, emoji, classes }: Terms, nowMs: number): Mirror {
  const fact = factOf(mirror, press);
  const isFrozen = mirror.feeds.some(({ key, frozen }) => key === fact?.source && frozen !== null);
  if (fact === undefined || !waitsForWord(fact) || denied !== null || isFrozen) return mirror;
  return changed(withFact(mirror, fact, { ...fact, denied, emoji, classes, sinceMs: nowMs, graceMs: 0, answered: true }), nowMs, 0);
}

/** Whether a press is held and its person has not said yet that it shall leave. */
export function waitsForWord({ held, denied }: Fact): boolean {
  return held && denied === "unconfirmed";
}

function withFact(mirror: Mirror, before: Fact, fact: Fact): Mirror {
  const version = mirror.version + 1;
  return { ...mirror, version, facts: mirror.facts.map((one) => (one === before ? { ...fact, version } : one)) };
}
