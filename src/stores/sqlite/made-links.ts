import type { MadeLink } from "../../domain/link.ts";
import type { Database } from "./database.ts";

/** Links made in chat as rows. */
export interface MadeLinks {
  /** In the order in which they were made. */
  all(): readonly MadeLink[];
  /** Whether a link has this name, or ever had. */
  isNamed(name: string): boolean;
  stands(made: MadeLink): boolean;
  add(made: MadeLink): void;
  /** Keeps the name alone. False: there is no such link. */
  drop(name: string): boolean;
}

export function createMadeLinks(database: Database): MadeLinks {
  const finds = (sql: string, ...values: readonly string[]) => database.first(sql, ...values) !== undefined;

  return {
    all: () =>
      database
        .all<MadeLink>("SELECT name, channel, account, conversation FROM made_links WHERE channel IS NOT NULL ORDER BY number")
        .map((row) => ({ ...row })),
    isNamed: (name) => finds("SELECT 1 FROM made_links WHERE name = ?", name),
    stands: ({ channel, account, conversation }) =>
      finds("SELECT 1 FROM made_links WHERE channel = ? AND account = ? AND conversation = ?", channel, account, conversation),
    add({ name, channel, account, conversation }) {
      database.run(
        `INSERT INTO made_links (name, number, channel, account, conversation)
          VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM made_links), ?, ?, ?)`,
        name,
        channel,
        account,
        conversation,
      );
    },
    drop: (name) =>
      database.run(
        "UPDATE made_links SET channel = NULL, account = NULL, conversation = NULL WHERE name = ? AND channel IS NOT NULL",
        name,
      ) > 0,
  };
}
