import type { Transaction } from "./transaction.ts";

/** Words that are remembered for ever, as rows. */
export interface Words {
  /** False: it was remembered already. */
  remember(word: string): Promise<boolean>;
  isRemembered(word: string): Promise<boolean>;
}

/** Most are there: who only looks waits for nobody. */
export const REMEMBER = `INSERT INTO words (word) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM words WHERE word = $1)
  ON CONFLICT (word) DO NOTHING`;

export function wordsIn(transaction: Transaction): Words {
  return {
    remember: async (word) => (await transaction.run(REMEMBER, word)) > 0,
    isRemembered: async (word) => (await transaction.first("SELECT 1 AS one FROM words WHERE word = $1", word)) !== undefined,
  };
}
