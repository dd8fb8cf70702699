const DAY_MS = 24 * 3_600_000;

/** The bot's token, and how often within a day somebody may identify with it before Discord takes it away. */
export function createCredential({
  token,
  sessionStarts,
  now,
}: {
  readonly token: string;
  readonly sessionStarts: number;
  readonly now: () => number;
}) {
  let good: string | null = token;
  let began = now();
  let count = 0;

  return {
    isGood: (given: string) => given === good,
    /** Counts an IDENTIFY; false when there were too many. */
    identify(): boolean {
      if (now() - began >= DAY_MS) {
        began = now();
        count = 0;
      }
      count += 1;
      if (count > sessionStarts) good = null;
      return good !== null;
    },
    starts: () => ({
      total: sessionStarts,
      remaining: Math.max(0, sessionStarts - count),
      reset_after: Math.max(0, began + DAY_MS - now()),
    }),
    revoke(): string {
      good = `${token}-next`;
      return good;
    },
    restore(): void {
      good = token;
      count = 0;
    },
  };
}

export type Credential = ReturnType<typeof createCredential>;
