import type { Desire } from "./desire.ts";
import type { Fact, Mirror } from "./mirror.ts";
import { isLate } from "./notice.ts";

/** Remembers as what each press that is to show goes out. The very same mirror when that is known already. */
export function withSpeakers(mirror: Mirror, wish: Desire, nowMs: number): Mirror {
  if (![...wish.speakers].some(([fact, emoji]) => fact.sentAs !== emoji)) return mirror;
  const facts = mirror.facts.map((fact): Fact => {
    const sentAs = wish.speakers.get(fact) ?? fact.sentAs;
    return { ...fact, sentAs, ...(fact.sentAs === null && sentAs !== null && isLate(fact, nowMs) && { late: true }) };
  });
  return { ...mirror, facts };
}
