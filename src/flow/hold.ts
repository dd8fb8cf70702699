import type { Store } from "../ports/store.ts";
import { createSteady, type TwoTimes } from "./steady.ts";

export interface HoldOptions {
  readonly store: Pick<Store, "hold">;
  readonly clock: TwoTimes;
  /** What is held. */
  readonly name: string;
  /** Unique per process. */
  readonly holder: string;
  /** For so long nobody else has it when this process ends without a word. */
  readonly leaseMs: number;
}

/** Something that one process does for all. */
export interface Hold {
  /** Takes it, or keeps it: asks the store only when a third of the lease has passed. False: another process has it. */
  take(): Promise<boolean>;
  /** Whether it was ours when it was last taken, can have been nobody else's since, and stays ours for so long (0 of itself). */
  isOurs(spareMs?: number): boolean;
  letGo(): Promise<void>;
}

export function createHold({ store, clock, name, holder, leaseMs }: HoldOptions): Hold {
  /** When it was last taken; null when it was not. */
  let takenMs: number | null = null;
  const now = createSteady(clock);
  const ageMs = () => (takenMs === null ? Number.POSITIVE_INFINITY : now() - takenMs);

  return {
    isOurs: (spareMs = 0) => ageMs() + spareMs < leaseMs,
    async take() {
      if (ageMs() < leaseMs / 3) return true;
      const askedMs = now();
      const isOurs = await store.hold(name, holder, leaseMs);
      takenMs = isOurs ? askedMs : null;
      return isOurs;
    },
    async letGo() {
      if (takenMs === null) return;
      takenMs = null;
      await store.hold(name, holder, 0);
    },
  };
}
