import type { Fact, Found } from "./mirror.ts";

export type FoundFact = Fact & { readonly found: Found };

/** Whether a moment comes before the reading that found a fact: what happened then has not ended it, and may be how it was made. */
export function precedesFind(fact: Fact | undefined, atUs: number): fact is FoundFact {
  return fact?.found !== undefined && atUs <= fact.found.byUs;
}

/**
 * What is known of a found fact with one more event from before its reading, in whatever order they come. The newest add was the press that
 * was found, unless a removal came after it: then its time is not known yet. The very same fact when the event is no news.
 */
export function later(fact: FoundFact, kind: "added" | "removed", atUs: number): FoundFact {
  const { byUs, wordUs } = fact.found;
  // A removal beats an add of the same moment.
  const beats = kind === "removed" && atUs === wordUs && fact.atUs === wordUs && atUs < byUs;
  if (atUs <= wordUs && !beats) return fact;
  return { ...fact, atUs: kind === "added" ? atUs : byUs, found: { byUs, wordUs: atUs } };
}
