import type { Database } from "./database.ts";

/** Words that are remembered for ever, as rows. */
export interface Words {
  /** False: it was remembered already. */
  remember(word: string): boolean;
  isRemembered(word: string): boolean;
}

export function createWords(database: Database): Words {
  const isRemembered = (word: string) => database.first("SELECT 1 FROM words WHERE word = ?", word) !== undefined;
  return {
    isRemembered,
    remember(word) {
      // Looked for first: most are there, and only what writes has to be committed.
      return !isRemembered(word) && database.run("INSERT INTO words (word) VALUES (?)", word) > 0;
    },
  };
}
