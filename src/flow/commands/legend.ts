import { knownRefused } from "../../domain/account.ts";
import type { Asking, Said } from "../../domain/command.ts";
import { legendOf, PRESSED } from "../../domain/legend.ts";
import { type Link, sideAt } from "../../domain/link.ts";
import { channelName, isPlatform } from "../../domain/message.ts";
import { targetOf } from "../../ports/account.ts";
import { answerItem } from "../notify.ts";
import type { Handler } from "../outbox.ts";
import { titleOf } from "./channel.ts";
import { LEGEND_COMING, LEGEND_LOST, type LegendPart, legendText, unpinned } from "./legend-sentences.ts";
import { maySpeakHere } from "./may-speak.ts";
import type { ReactOptions } from "./react.ts";
import { NOT_YOURS, nowhere } from "./sentences.ts";

/** As often as whoever waits in the channel would. */
const TRIES = 10;

/** What the outbox keeps of a legend. */
interface Wanted extends Pick<Asking, "person" | "channel"> {
  readonly text: string;
}

/** A pinned message that tells a channel what becomes of what its people press. */
export interface LegendCommand {
  ask(asking: Asking, isAdmin: () => Promise<boolean>): Promise<Said>;
  readonly handler: Handler;
}

export function createLegend(options: ReactOptions): LegendCommand {
  const { store, links, accounts, families, sources, clock, wake } = options;

  async function partOf(link: Link, where: string): Promise<readonly LegendPart[]> {
    const side = sideAt(link, where);
    const target = side === null ? null : targetOf(accounts, side);
    if (side === null || target === null) return [];
    const { policy } = side;
    const { rules } = target;
    const refused = knownRefused(await store.health(side.account), clock.now()).map(({ emoji }) => emoji);
    const title = titleOf(link, accounts);
    const legend = legendOf(PRESSED, { policy, rules, families, refused });
    const named = { where: title.replace(/^the /, "The "), link: link.name, isPaused: links.isUnconfirmed(link.name) };
    return [{ ...named, policy, rules, legend }];
  }

  async function tell({ payload, key }: { readonly payload: unknown; readonly key: string }, text: string): Promise<void> {
    const { channel, person } = payload as Wanted;
    await store.send([answerItem(key, { message: { ...channel, message: "" }, person, text })]);
    wake();
  }

  return {
    async ask(asking, isAdmin) {
      const { id, person, channel } = asking;
      const where = channelName(channel);
      if (links.ofChannel(where).length === 0) return [nowhere("unlinked-channel")];
      if (!(await maySpeakHere(asking, options)) && !(await isAdmin())) return [NOT_YOURS];
      const parts = (await Promise.all(links.ofChannel(where).map((link) => partOf(link, where)))).flat();
      const payload: Wanted = { person, channel, text: legendText(parts) };
      // One after the other, so that the last one asked for is the one that stays pinned.
      await store.send([{ key: `legend ${where} ${id}`, kind: "legend", payload, lane: `legend ${where}` }]);
      wake();
      return [LEGEND_COMING];
    },

    handler: {
      tries: TRIES,
      failed: "a legend could not be pinned in a channel",
      async handle(item) {
        const { channel, text } = item.payload as Wanted;
        const source = sources.find(({ platform }) => platform === channel.platform);
        const again = item.attempts > 0;
        if (source?.pin === undefined) await source?.say(channel.channel, text, item.key, again);
        else if (!(await source.pin(channel.channel, text, item.key, again)) && isPlatform(channel.platform))
          await tell(item, unpinned(channel.platform));
        return null;
      },
      gaveUp: (item) => tell(item, LEGEND_LOST),
    },
  };
}
