import type { MadeLink } from "../../domain/link.ts";
import type { Store } from "../../ports/store.ts";
import type { Stepping } from "./parts.ts";
import { frozen, woke } from "./recording.ts";

type Making = "madeLinks" | "makeLink" | "dropLink";

const TURN = "made links";

/** Links made in chat. `said`: something was said of links. */
export function createMadeLinks({ step, look }: Stepping, said: () => void): Pick<Store, Making> {
  return {
    madeLinks: () =>
      look(({ transaction }) =>
        transaction.all<MadeLink>("SELECT name, channel, account, conversation FROM made_links WHERE channel IS NOT NULL ORDER BY number"),
      ),

    async makeLink({ name, channel, account, conversation }, sharing) {
      const result = await step([TURN], async ({ transaction, settings }) => {
        const [standing, namesake] = await Promise.all([
          transaction.first(
            "SELECT 1 AS one FROM made_links WHERE channel = $1 AND account = $2 AND conversation = $3",
            channel,
            account,
            conversation,
          ),
          transaction.first("SELECT 1 AS one FROM made_links WHERE name = $1", name),
        ]);
        if (standing !== undefined) return "linked";
        if (namesake !== undefined) return "named";
        void transaction.run(
          `INSERT INTO made_links (name, number, channel, account, conversation)
            VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM made_links), $2, $3, $4)`,
          name,
          channel,
          account,
          conversation,
        );
        settings.setSharing(name, sharing);
        return "made";
      });
      if (result === "made") said();
      return result;
    },

    async dropLink(name) {
      const dropped = await step([TURN], async (parts) => {
        const { transaction, settings } = parts;
        const sql = "UPDATE made_links SET channel = NULL, account = NULL, conversation = NULL WHERE name = $1 AND channel IS NOT NULL";
        if ((await transaction.run(sql, name)) === 0) return false;
        settings.setDirection(name, null);
        settings.setSharing(name, null);
        await frozen(parts, { link: name }, "unlinked", null);
        await woke(parts, name);
        return true;
      });
      if (dropped) said();
      return dropped;
    },
  };
}
