import type { Direction, Sharing } from "../../domain/policy.ts";
import type { Transaction } from "./transaction.ts";

/** What was said of links, over what the file says. */
export interface Settings {
  directions(): Promise<Readonly<Record<string, Direction>>>;
  setDirection(link: string, direction: Direction | null): void;
  sharings(): Promise<Readonly<Record<string, Sharing>>>;
  setSharing(link: string, sharing: Sharing | null): void;
}

export function settingsIn(transaction: Transaction): Settings {
  return {
    async directions() {
      const rows = await transaction.all<{ readonly link: string; readonly direction: Direction }>(
        "SELECT link, direction FROM directions",
      );
      return Object.fromEntries(rows.map(({ link, direction }) => [link, direction]));
    },
    setDirection(link, direction) {
      if (direction === null) void transaction.run("DELETE FROM directions WHERE link = $1", link);
      else {
        const sql =
          "INSERT INTO directions (link, direction) VALUES ($1, $2) ON CONFLICT (link) DO UPDATE SET direction = excluded.direction";
        void transaction.run(sql, link, direction);
      }
    },
    async sharings() {
      const rows = await transaction.all<{ readonly link: string; readonly sharing: Sharing }>("SELECT link, sharing FROM sharings");
      return Object.fromEntries(rows.map(({ link, sharing }) => [link, sharing]));
    },
    setSharing(link, sharing) {
      if (sharing === null) void transaction.run("DELETE FROM sharings WHERE link = $1", link);
      else {
        const sql = "INSERT INTO sharings (link, sharing) VALUES ($1, $2) ON CONFLICT (link) DO UPDATE SET sharing = excluded.sharing";
        void transaction.run(sql, link, sharing);
      }
    },
  };
}
