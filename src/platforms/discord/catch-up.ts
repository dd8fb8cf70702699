import { z } from "zod";
import { isNotThere } from "./errors.ts";
import { firstIdAt, id } from "./ids.ts";
import { DIRECT } from "./info.ts";
import type { Places } from "./places.ts";
import type { Rest } from "./rest.ts";

const PAGE = 100;
const MOST_PAGES = 5;
/** The connection can have been dead for a while before anybody noticed. */
const UNNOTICED_MS = 90_000;
/** What was written longer ago is not sent any more. */
const LONGEST_MS = 20 * 60_000;

const listed = z.array(z.looseObject({ id }));

export interface CatchUpOptions {
  readonly rest: Pick<Rest, "read">;
  readonly places: Pick<Places, "threadsOf" | "known">;
  /** Those in which somebody wants to hear what is written, by their ids. */
  readonly channels: () => readonly string[];
  /** Called with each message, oldest first, as a dispatch would have told of it. */
  readonly tell: (message: object) => void;
}

/**
 * Reads what was written while nobody listened, since a moment in milliseconds since 1970: a new session does not tell of it. What was
 * heard already is told once more. Rejects with a DiscordError when that could not be read.
 */
export function createCatchUp({ rest, places, channels, tell }: CatchUpOptions): (sinceMs: number) => Promise<void> {
  async function read(channel: string, guild: string | undefined, since: string): Promise<void> {
    let after = since;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ after, limit: String(PAGE) });
      const messages = listed.parse(await rest.read(`/channels/${channel}/messages?${query}`)).toReversed();
      for (const message of messages) tell({ ...message, guild_id: guild });
      after = messages.at(-1)?.id ?? after;
      if (messages.length < PAGE) return;
    }
  }

  return async (sinceMs) => {
    const since = firstIdAt(Math.max(sinceMs - UNNOTICED_MS, Date.now() - LONGEST_MS));
    for (const channel of channels().flatMap((one) => [one, ...places.threadsOf(one)])) {
      const known = places.known(channel);
      if (known === null || known.isForum) continue;
      const guild = known.workspace === DIRECT ? undefined : known.workspace;
      await read(channel, guild, since).catch((error: unknown) => {
        if (!isNotThere(error)) throw error;
      });
    }
  };
}
