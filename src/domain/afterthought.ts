import { changed } from "./due.ts";
import type { Person, Via } from "./event.ts";
import { type Message, messageKey } from "./message.ts";
import type { Fact, Mirror } from "./mirror.ts";

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
  const version = mirror.version + 1;
  const facts = mirror.facts.map((one) => (one === fact ? { ...fact, denied: "taken-back" as const, version } : one));
  return changed({ ...mirror, version, facts }, nowMs, 0);
}
