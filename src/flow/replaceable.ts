import type { Families } from "../domain/ladder.ts";

/** The families in force, for those who ask them now and then; and others in their place. */
export interface Replaceable {
  readonly families: Families;
  readonly replace: (next: Families) => void;
}

export function replaceable(first: Families): Replaceable {
  let now = first;
  const families: Families = {
    get alike() {
      return now.alike;
    },
    get near() {
      return now.near;
    },
    get within() {
      return now.within;
    },
    get reasons() {
      return now.reasons;
    },
  };
  return {
    families,
    replace(next) {
      now = next;
    },
  };
}
