import NodeCache from "node-cache";
import type { SlackClient } from "./client.ts";
import { LOOKUP_TTL_MS } from "./info.ts";

const MOST_LINKS = 10_000;

/** Where messages can be found, remembered for a while. Both reject when Slack does not say. */
export interface Permalinks {
  of(channel: string, ts: string): Promise<string>;
  /** The message at the head of the thread that a message is in: itself when it is in none. */
  headOf(channel: string, ts: string): Promise<string>;
  close(): void;
}

export function createPermalinks(client: Pick<SlackClient, "permalink">): Permalinks {
  const cache = new NodeCache({ stdTTL: LOOKUP_TTL_MS / 1_000, maxKeys: MOST_LINKS, useClones: false });

  async function of(channel: string, ts: string): Promise<string> {
    const key = `link ${channel} ${ts}`;
    const known = cache.get<string>(key);
    if (known !== undefined) return known;
    const link = await client.permalink({ channel, ts });
    if (cache.keys().length >= MOST_LINKS) cache.flushAll();
    cache.set(key, link);
    return link;
  }

  return {
    of,
    // That of a reply names its thread: docs.slack.dev, chat.getPermalink.
    headOf: async (channel, ts) => URL.parse(await of(channel, ts))?.searchParams.get("thread_ts") ?? ts,
    close: () => cache.close(),
  };
}
