import NodeCache from "node-cache";
import { z } from "zod";
import { codeOf, DiscordError } from "./errors.ts";
import { id, type Ourselves } from "./ids.ts";
import { LOOKUP_TTL_MS, WEBHOOK_NAME } from "./info.ts";
import type { Log } from "./log.ts";
import type { Rest } from "./rest.ts";

const MOST_CHANNELS = 10_000;
const TOO_MANY = 30007;

/** A webhook of ours. Its token lets everybody who has it write into the channel. */
export interface Webhook {
  readonly id: string;
  readonly token: string;
}

const webhook = z.object({
  id,
  token: z
    .string()
    .regex(/^[\w-]{1,200}$/)
    .nullish(),
  application_id: id.nullish(),
});

/** Through what messages appear under other names than the app's. */
export interface Webhooks {
  /** That of a channel, made where there is none; null where the bot may have none. Rejects when that cannot be found out now. */
  of(channel: string): Promise<Webhook | null>;
  /** It is gone, or was given another token. */
  forget(channel: string): void;
  close(): void;
}

export function createWebhooks(rest: Pick<Rest, "ask" | "read">, ourselves: () => Ourselves, log: Log): Webhooks {
  const cache = new NodeCache({ stdTTL: LOOKUP_TTL_MS / 1_000, maxKeys: MOST_CHANNELS, useClones: false });
  const asking = new Map<string, Promise<Webhook | null>>();
  const warned = new Set<string>();

  function ours(data: unknown): Webhook | null {
    const { data: one } = webhook.safeParse(data);
    if (one?.token == null || one.application_id !== ourselves().application) return null;
    return { id: one.id, token: one.token };
  }

  async function ask(channel: string): Promise<Webhook | null> {
    const path = `/channels/${channel}/webhooks`;
    try {
      const listed = z.array(z.unknown()).parse(await rest.read(path));
      const found = listed.flatMap((one) => ours(one) ?? [])[0];
      return found ?? ours(await rest.ask({ method: "POST", path, json: { name: WEBHOOK_NAME } }));
    } catch (error) {
      const isDenied = error instanceof DiscordError && (error.status === 403 || codeOf(error) === TOO_MANY);
      if (!isDenied) throw error;
      if (!warned.has(channel)) {
        log.warn(
          { channel, code: codeOf(error) },
          "a channel in Discord gives the bridge no webhook: customers' names stand in their messages",
        );
      }
      warned.add(channel);
      return null;
    }
  }

  return {
    of(channel) {
      const key = `webhook ${channel}`;
      const known = cache.get<Webhook | null>(key);
      if (known !== undefined) return Promise.resolve(known);
      const under = asking.get(channel);
      if (under) return under;
      const answer = ask(channel)
        .then((found) => {
          if (cache.keys().length >= MOST_CHANNELS) cache.flushAll();
          cache.set(key, found);
          return found;
        })
        .finally(() => asking.delete(channel));
      asking.set(channel, answer);
      return answer;
    },
    forget: (channel) => void cache.del(`webhook ${channel}`),
    close: () => cache.close(),
  };
}
