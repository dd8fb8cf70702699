import { woken } from "./due.ts";
import type { Person } from "./event.ts";
import { type Mirror, stateOf } from "./mirror.ts";

/** Days for which what is settled is kept, unless the operator says otherwise. */
export const RETENTION_DAYS = 90;

/**
 * Without the tombstones from before a moment: nobody sends an event that is as late as that. What is not settled, or stays on the
 * target though nobody holds it, keeps them. The very same mirror when there are none.
 */
export function withoutTombstones(mirror: Mirror, beforeUs: number): Mirror {
  if (stateOf(mirror) !== "settled" || mirror.kept) return mirror;
  const facts = mirror.facts.filter(({ held, atUs }) => held || atUs >= beforeUs);
  return facts.length === mirror.facts.length ? mirror : { ...mirror, facts };
}

/**
 * Without anything that names a person. What only they held is held by nobody from now on, so the mirror is worked on. The very same
 * mirror when nothing names them.
 */
export function withoutPerson(mirror: Mirror, person: Person, nowMs: number): Mirror {
  const theirs = mirror.facts.filter((fact) => fact.person === person);
  const watermarks = mirror.watermarks.filter((one) => one.person !== person);
  if (theirs.length === 0 && watermarks.length === mirror.watermarks.length) return mirror;
  const facts = mirror.facts.filter((fact) => fact.person !== person);
  if (!theirs.some(({ held }) => held)) return { ...mirror, facts, watermarks };
  return woken({ ...mirror, facts, watermarks, version: mirror.version + 1, changedMs: nowMs }, nowMs);
}
