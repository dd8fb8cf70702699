import { createHash } from "node:crypto";
import type { types } from "@slack/bolt";
import type { RichTextBlock, WebClient } from "@slack/web-api";
import { codeOf } from "./errors.ts";

/** What a message shows. `text` is escaped; beside blocks it is for notifications alone. */
export interface Shown {
  readonly text: string;
  readonly blocks: readonly RichTextBlock[];
}

/** What can go along with words for one person alone. */
export interface Whispered {
  readonly blocks?: readonly (types.KnownBlock | types.Block)[];
  /** The message at the head of the thread; null for the channel itself. */
  readonly thread?: string | null;
}

/** By what a message of ours is found again: the type of its metadata and the key within. */
export interface Mark {
  readonly type: string;
  readonly key: string;
}

export interface Posting extends Shown {
  readonly channel: string;
  /** The message at the head of the thread; null for the channel itself. */
  readonly thread: string | null;
  /** The name that it appears under; null for the app's own. */
  readonly author: string | null;
  readonly mark: Mark;
}

/** What a message of ours holds. */
type Held = Pick<Posting, "channel"> & { readonly ts: string };

/** Everything that the bridge puts into a channel for all to see. Each writes with one request, which is never repeated here. */
export interface Posts {
  /** Resolves with the message's `ts`. */
  post(posting: Posting): Promise<string>;
  /** The `ts` of a message of ours with this mark, among the newest of the channel or of the thread; null for none. */
  find(place: Pick<Posting, "channel" | "thread" | "mark">): Promise<string | null>;
  update(message: Held, shown: Shown): Promise<void>;
  /** The blocks of a message; null when there is no such message any more. */
  blocks(message: Held): Promise<readonly unknown[] | null>;
  permalink(message: Held): Promise<string>;
}

/** How many of a channel's messages are looked through, and how many of a thread at once; Slack recommends no more. */
const NEWEST = 200;
/** Threads are told from their beginning, and can have been there for years. Nothing is tried for longer than so many seconds. */
const TRIED_FOR_S = 8 * 24 * 3_600;
const MOST_PAGES = 25;

const PLAIN = { link_names: false, parse: "none" } as const;

/** Metadata can be read by every app in the workspace, and ids of customers can be part of a key. */
function metadataOf({ type, key }: Mark) {
  return { event_type: type, event_payload: { key: createHash("sha256").update(key).digest("base64url") } };
}

interface Listed {
  readonly ts?: string;
  readonly bot_id?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
}

export interface PostsOptions {
  /** Tries again what reads. */
  readonly web: WebClient;
  /** Never tries again. */
  readonly once: WebClient;
  readonly ask: <T>(call: Promise<T>) => Promise<T>;
  /** Our own bot's id, where Slack has said it. */
  readonly bot: () => string | null;
}

export function createPosts({ web, once, ask, bot }: PostsOptions): Posts {
  const marked = (listed: readonly Listed[] | undefined, mark: Mark): string | null => {
    const { event_type, event_payload } = metadataOf(mark);
    const isOurs = ({ bot_id, metadata }: Listed) =>
      (bot() === null || bot_id === bot()) &&
      metadata?.event_type === event_type &&
      Object(metadata.event_payload).key === event_payload.key;
    return listed?.find(isOurs)?.ts ?? null;
  };

  async function inThread(channel: string, ts: string, mark: Mark): Promise<string | null> {
    const oldest = `${Math.floor(Date.now() / 1_000) - TRIED_FOR_S}.000000`;
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const more = cursor === undefined ? {} : { cursor };
      const call = web.conversations.replies({ channel, ts, oldest, limit: NEWEST, include_all_metadata: true, ...more });
      const { messages, response_metadata } = await ask(call);
      const found = marked(messages, mark);
      cursor = response_metadata?.next_cursor || undefined;
      if (found !== null || cursor === undefined) return found;
    }
    return null;
  }

  return {
    async post({ channel, thread, author, mark, text, blocks }) {
      const { ts } = await ask(
        once.chat.postMessage({
          ...{ channel, text, metadata: metadataOf(mark), ...PLAIN, mrkdwn: false, unfurl_links: false, unfurl_media: false },
          ...(blocks.length > 0 && { blocks: [...blocks] }),
          ...(thread !== null && { thread_ts: thread }),
          ...(author !== null && { username: author }),
        }),
      );
      if (ts === undefined) throw new Error("Slack's chat.postMessage did not say which message it is");
      return ts;
    },
    async find({ channel, thread, mark }) {
      if (thread !== null) return inThread(channel, thread, mark);
      return marked((await ask(web.conversations.history({ channel, limit: NEWEST, include_all_metadata: true }))).messages, mark);
    },
    async update({ channel, ts }, { text, blocks }) {
      await ask(once.chat.update({ channel, ts, text, blocks: [...blocks], ...PLAIN }));
    },
    async blocks({ channel, ts }) {
      try {
        // The head of a thread comes along, whatever is asked for.
        const { messages } = await ask(web.conversations.replies({ channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 10 }));
        return messages?.find((one) => one.ts === ts)?.blocks ?? null;
      } catch (error) {
        if (codeOf(error) === "thread_not_found" || codeOf(error) === "message_not_found") return null;
        throw error;
      }
    },
    async permalink({ channel, ts }) {
      const { permalink } = await ask(once.chat.getPermalink({ channel, message_ts: ts }));
      if (permalink === undefined) throw new Error("Slack's chat.getPermalink did not say the address");
      return permalink;
    },
  };
}
