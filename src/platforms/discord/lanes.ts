/** Work in order: one after the other in each lane, and all lanes side by side. */
export interface Lanes {
  /** Never rejects, and neither does `work`. */
  run(lane: string, work: () => Promise<void>): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function createLanes(): Lanes {
  const last = new Map<string, Promise<void>>();
  return {
    run(lane, work) {
      const done = (last.get(lane) ?? Promise.resolve()).then(work).then(() => {
        if (last.get(lane) === done) last.delete(lane);
      });
      last.set(lane, done);
    },
    async idle() {
      while (last.size > 0) await Promise.all(last.values());
    },
  };
}
