import type { Database } from "./database.ts";

/** What is remembered of people, as rows. */
export interface Words {
  /** False: it was remembered already. */
  remember(person: string, word: string): boolean;
  isRemembered(person: string, word: string): boolean;
  forget(person: string): void;
}

export function createWords(database: Database): Words {
  const isRemembered = (person: string, word: string) =>
    database.first("SELECT 1 FROM words WHERE person = ? AND word = ?", person, word) !== undefined;
  return {
    isRemembered,
    remember(person, word) {
      // Looked for first: most are there, and only what writes has to be committed.
      return !isRemembered(person, word) && database.run("INSERT INTO words (person, word) VALUES (?, ?)", person, word) > 0;
    },
    forget(person) {
      database.run("DELETE FROM words WHERE person = ?", person);
    },
  };
}
