import { randomUUID } from "node:crypto";
import NodeCache from "node-cache";
import { z } from "zod";
import type { Action } from "../../domain/command.ts";
import type { Message } from "../../domain/message.ts";
import { buttonsOf } from "./commands/buttons.ts";
import { lines } from "./content.ts";
import { DiscordError } from "./errors.ts";
import { addressOf, id, isId, permalink } from "./ids.ts";
import { DIRECT, LOOKUP_TTL_MS } from "./info.ts";
import type { Log } from "./log.ts";
import type { Posts } from "./posts.ts";
import type { Rest } from "./rest.ts";

/** Long enough to be read. */
const READ_WITHIN_MS = 30_000;
const MOST_PEOPLE = 10_000;

const made = z.object({ id });

/** Tells one person something about a message. */
export interface Tell {
  (message: Message, user: string, text: string, actions?: readonly Action[]): Promise<void>;
  /** Takes away at once what would have been taken away later. */
  stop(): Promise<void>;
}

export interface TellOptions {
  readonly rest: Pick<Rest, "ask">;
  readonly posts: Pick<Posts, "say">;
  readonly log: Log;
  readonly readWithinMs?: number;
}

/** Where it is about a whole channel. Throws when it is about nothing on Discord. */
function channelOf({ channel, message }: Message): string {
  if (message !== "" || !isId(channel)) throw new Error("not a message on Discord");
  return channel;
}

/**
 * Discord shows a message to one person alone only as the answer to a command. So they are written to directly; whoever takes no direct
 * messages is answered in the channel, where others can read it for half a minute.
 */
export function createTell({ rest, posts, log, readWithinMs = READ_WITHIN_MS }: TellOptions): Tell {
  const cache = new NodeCache({ stdTTL: LOOKUP_TTL_MS / 1_000, maxKeys: MOST_PEOPLE, useClones: false });
  const shown = new Map<string, NodeJS.Timeout>();

  async function directly(user: string): Promise<string> {
    const known = cache.get<string>(`user ${user}`);
    if (known !== undefined) return known;
    const channel = made.parse(await rest.ask({ method: "POST", path: "/users/@me/channels", json: { recipient_id: user } })).id;
    if (cache.keys().length >= MOST_PEOPLE) cache.flushAll();
    cache.set(`user ${user}`, channel);
    return channel;
  }

  async function remove(path: string): Promise<void> {
    clearTimeout(shown.get(path));
    shown.delete(path);
    await rest.ask({ method: "DELETE", path }).catch((error: unknown) => {
      const status = error instanceof DiscordError ? error.status : null;
      if (status !== 404) log.warn({ status }, "what was told to one person could not be taken away again");
    });
  }

  async function openly(message: Message, user: string, text: string, actions: readonly Action[]): Promise<void> {
    const address = addressOf(message);
    const channel = address?.channel ?? channelOf(message);
    const reply = { message: address?.message ?? null, mentions: [user] };
    const said = await posts.say(
      { channel, thread: null },
      { content: `<@${user}> ${lines(text)}`, embeds: [], components: buttonsOf(null, actions) },
      randomUUID(),
      reply,
    );
    const path = `/channels/${channel}/messages/${said}`;
    shown.set(path, setTimeout(() => void remove(path), readWithinMs).unref());
  }

  const tell = async (message: Message, user: string, text: string, actions: readonly Action[] = []) => {
    const address = addressOf(message) ?? { channel: channelOf(message), message: "" };
    if (message.workspace === DIRECT) return openly(message, user, text, actions);
    try {
      const channel = await directly(user);
      const about = `-# ${permalink(message, address)}`;
      await posts.say(
        { channel, thread: null },
        { content: `${lines(text)}\n${about}`, embeds: [], components: buttonsOf(null, actions) },
        randomUUID(),
      );
    } catch (error) {
      // They take no direct messages, or none of ours.
      if (!(error instanceof DiscordError) || error.status !== 403) throw error;
      await openly(message, user, text, actions);
    }
  };
  return Object.assign(tell, {
    async stop() {
      cache.close();
      await Promise.all([...shown.keys()].map(remove));
    },
  });
}
