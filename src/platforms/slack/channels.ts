import NodeCache from "node-cache";
import type { SlackClient } from "./client.ts";
import { codeOf } from "./errors.ts";
import { LOOKUP_TTL_MS } from "./info.ts";
import type { Log } from "./log.ts";

const MOST_CHANNELS = 10_000;

/** Whether channels are shared with another organization (Slack Connect), remembered for a while. */
export interface Channels {
  /** False, too, where the app may not ask. Rejects when it cannot be found out now. */
  isShared(channel: string): Promise<boolean>;
  /** Something was told of it, so that it must be asked anew. */
  forget(channel: string): void;
  close(): void;
}

/** The cache is a plain object, where a bare `constructor` is always known. */
const keyOf = (channel: string) => `channel ${channel}`;

export function createChannels(client: SlackClient, log: Log): Channels {
  const cache = new NodeCache({ stdTTL: LOOKUP_TTL_MS / 1_000, maxKeys: MOST_CHANNELS, useClones: false });
  let warned = false;

  async function ask(channel: string): Promise<boolean> {
    try {
      return await client.isShared(channel);
    } catch (error) {
      if (codeOf(error) !== "missing_scope") throw error;
      if (!warned) log.warn({}, "the scope channels:read is missing: a channel counts as the team's own until an event says otherwise");
      warned = true;
      return false;
    }
  }

  return {
    async isShared(channel) {
      const known = cache.get<boolean>(keyOf(channel));
      if (known !== undefined) return known;
      const shared = await ask(channel);
      if (cache.keys().length >= MOST_CHANNELS) cache.flushAll();
      cache.set(keyOf(channel), shared);
      return shared;
    },
    forget: (channel) => void cache.del(keyOf(channel)),
    close: () => cache.close(),
  };
}
