/** All that became known of one person's one emoji on one source, in whatever order it did. */
export interface Evidence {
  /** Of events, and of readings that missed it. */
  readonly words: readonly { readonly held: boolean; readonly atUs: number }[];
  /** The latest moment at which a reading found it though it was not known to be held; null for none. */
  readonly foundUs: number | null;
}

/** What that comes to. */
export interface Standing {
  readonly held: boolean;
  readonly atUs: number;
  /** A reading says so, whatever events say of the time before it. */
  readonly isFound: boolean;
}

export function withWord(evidence: Evidence, word: Evidence["words"][number]): Evidence {
  return { ...evidence, words: [...evidence.words, word] };
}

/**
 * The newest word counts, a removal before an add of the same moment. What a reading found stands unless a newer word ends it, and was pressed
 * when the newest word says so; unless that is a removal, or there is none: then all that is known is when it was found.
 */
export function standing({ words, foundUs }: Evidence): Standing {
  const [newest] = words.toSorted((a, b) => b.atUs - a.atUs || Number(a.held) - Number(b.held));
  if (foundUs === null || (newest !== undefined && newest.atUs > foundUs)) {
    return { held: newest?.held ?? false, atUs: newest?.atUs ?? 0, isFound: false };
  }
  return { held: true, atUs: newest?.held === true ? newest.atUs : foundUs, isFound: true };
}
