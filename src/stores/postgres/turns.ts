/** Lets those of one process who name the same turn go one after the other, in the order in which they came. */
export interface Turns {
  taken<Result>(turns: readonly string[], work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();

  return {
    async taken(turns, work) {
      // All at once: whoever came earlier is before us in every queue.
      const before = turns.flatMap((turn) => last.get(turn) ?? []);
      const { promise, resolve } = Promise.withResolvers<void>();
      for (const turn of turns) last.set(turn, promise);
      await Promise.all(before);
      try {
        return await work();
      } finally {
        resolve();
        for (const turn of turns) if (last.get(turn) === promise) last.delete(turn);
      }
    },
  };
}
