import type { Transaction } from "./transaction.ts";

/** What is remembered of people, as rows. */
export interface Words {
  /** False: it was remembered already. */
  remember(person: string, word: string): Promise<boolean>;
  isRemembered(person: string, word: string): Promise<boolean>;
  forget(person: string): void;
}

/** Most are there: who only looks waits for nobody. */
export const REMEMBER = `INSERT INTO words (person, word) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM words WHERE person = $1 AND word = $2)
  ON CONFLICT (person, word) DO NOTHING`;

export function wordsIn(transaction: Transaction): Words {
  return {
    remember: async (person, word) => (await transaction.run(REMEMBER, person, word)) > 0,
    isRemembered: async (person, word) =>
      (await transaction.first("SELECT 1 AS one FROM words WHERE person = $1 AND word = $2", person, word)) !== undefined,
    forget(person) {
      void transaction.run("DELETE FROM words WHERE person = $1", person);
    },
  };
}
