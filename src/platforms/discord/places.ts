import { z } from "zod";
import { isNotThere } from "./errors.ts";
import { id, type Place } from "./ids.ts";
import { DIRECT, FORUMS, THREADS } from "./info.ts";
import type { Rest } from "./rest.ts";

/** A channel or thread as far as the bridge cares. */
export interface Known {
  readonly workspace: string;
  readonly name: string | null;
  /** The channel that a thread is in; null for a channel. */
  readonly parent: string | null;
  /** A forum or media channel. */
  readonly isForum: boolean;
}

/** What there is in Discord's servers, as the gateway tells of it; and what it did not tell of, by asking. */
export interface Places {
  known(channel: string): Known | null;
  /** Asks where it is not known. Null where there is none that the bot may see. Rejects when that cannot be found out now. */
  find(channel: string, signal?: AbortSignal): Promise<Known | null>;
  /** What a link would call it. Null and rejects as `find`. */
  placeOf(channel: string, workspace: string | null): Promise<Place | null>;
  /** The server that a channel of this id would be in. Throws where nobody can say. */
  workspaceOf(channel: string): string;
  /** Those that the bot is in. */
  servers(): readonly string[];
  /** The threads of a channel that are open. */
  threadsOf(channel: string): readonly string[];
  /** Every channel of a server, and its threads. */
  within(workspace: string): readonly string[];
  /** Takes in what a dispatch tells of channels. Never throws. */
  learn(type: string, data: unknown): void;
}

const MOST_ASKED = 10_000;

const channelSchema = z.object({
  id,
  type: z.int(),
  guild_id: id.nullish(),
  parent_id: id.nullish(),
  name: z.string().nullish(),
});
const guild = z.object({ id, channels: z.array(z.unknown()).nullish(), threads: z.array(z.unknown()).nullish() });
const listed = z.object({ guild_id: id, threads: z.array(z.unknown()) });

/** `isLinked`: whether a link names this very channel or thread. */
export function createPlaces(rest: Pick<Rest, "read">, isLinked: (channel: string) => boolean): Places {
  const told = new Map<string, Known>();
  /** Archived threads, and direct messages: the gateway tells of none. */
  const asked = new Map<string, Known>();
  const asking = new Map<string, Promise<Known | null>>();
  const guilds = new Set<string>();

  const known = (channel: string) => told.get(channel) ?? asked.get(channel) ?? null;

  function read(data: unknown, workspace: string): readonly [string, Known] | null {
    const parsed = channelSchema.safeParse(data).data;
    if (parsed === undefined) return null;
    const parent = THREADS.includes(parsed.type) ? (parsed.parent_id ?? null) : null;
    const where = parsed.guild_id ?? workspace;
    return [parsed.id, { workspace: where, name: parsed.name ?? null, parent, isForum: FORUMS.includes(parsed.type) }];
  }
  function take(data: unknown, workspace: string): void {
    const one = read(data, workspace);
    if (one !== null) told.set(...one);
  }
  /** A message of what is gone may still be told of. */
  function forget(data: unknown): void {
    const one = read(data, DIRECT);
    if (one === null) return;
    told.delete(one[0]);
    remember(...one);
  }
  function remember(channel: string, one: Known): void {
    if (asked.size >= MOST_ASKED) asked.clear();
    asked.set(channel, one);
  }

  async function ask(channel: string, signal: AbortSignal | undefined): Promise<Known | null> {
    try {
      const found = read(await rest.read(`/channels/${channel}`, signal), DIRECT);
      if (found === null) throw new Error("Discord did not say what channel it is");
      remember(channel, found[1]);
      // Where another process listens, nobody else tells of servers.
      if (found[1].workspace !== DIRECT) guilds.add(found[1].workspace);
      return found[1];
    } catch (error) {
      if (isNotThere(error)) return null;
      throw error;
    }
  }

  function find(channel: string, signal?: AbortSignal): Promise<Known | null> {
    const one = known(channel);
    if (one !== null) return Promise.resolve(one);
    const under = asking.get(channel) ?? ask(channel, signal).finally(() => asking.delete(channel));
    asking.set(channel, under);
    return under;
  }

  return {
    known,
    find,
    async placeOf(channel, workspace) {
      if (workspace === null || isLinked(channel)) return { workspace: workspace ?? DIRECT, channel, thread: null };
      const one = await find(channel);
      if (one === null) return null;
      return one.parent === null ? { workspace, channel, thread: null } : { workspace, channel: one.parent, thread: channel };
    },
    workspaceOf(channel) {
      const only = guilds.size === 1 ? [...guilds][0] : undefined;
      const workspace = known(channel)?.workspace ?? only;
      if (workspace === undefined) throw new Error("Discord has told of no such channel");
      return workspace;
    },
    servers: () => [...guilds],
    threadsOf: (channel) => [...told].filter(([, one]) => one.parent === channel).map(([thread]) => thread),
    within: (workspace) => [...told].filter(([, one]) => one.workspace === workspace).map(([channel]) => channel),
    learn(type, data) {
      switch (type) {
        case "GUILD_CREATE": {
          const { data: one } = guild.safeParse(data);
          if (one === undefined) return;
          guilds.add(one.id);
          for (const each of [...(one.channels ?? []), ...(one.threads ?? [])]) take(each, one.id);
          return;
        }
        case "THREAD_LIST_SYNC": {
          const { data: list } = listed.safeParse(data);
          for (const each of list?.threads ?? []) take(each, list?.guild_id ?? DIRECT);
          return;
        }
        case "CHANNEL_CREATE":
        case "CHANNEL_UPDATE":
        case "THREAD_CREATE":
        case "THREAD_UPDATE":
          return take(data, DIRECT);
        case "CHANNEL_DELETE":
        case "THREAD_DELETE":
          return forget(data);
        default:
      }
    },
  };
}
