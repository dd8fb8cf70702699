import type { Message } from "../../domain/message.ts";
import { inDiscord } from "../../names/index.ts";
import { type Board, type Post, Unpostable } from "../../ports/source.ts";
import { authorOf } from "./author.ts";
import { amended, composed, DELETED, head, line, REFUSED, type Shown } from "./content.ts";
import { codeOf, isNotThere } from "./errors.ts";
import { type Address, addressOf, messageIn, permalink, toChannel } from "./ids.ts";
import { markOf } from "./mark.ts";
import type { Places } from "./places.ts";
import type { Home, Posts } from "./posts.ts";
import type { Threads } from "./threads.ts";
import { isFiltered, isForbidden, isGone, isMalformed, orUnpostable } from "./unpostable.ts";

export interface BoardOptions {
  readonly posts: Posts;
  readonly threads: Threads;
  readonly places: Places;
}

const ARCHIVED = 50083;

/** Discord's channels as the place where the team reads what the other side writes. */
export function createBoard({ posts, threads, places }: BoardOptions): Board {
  /** Where messages of a link's channel go: it may be a thread itself. */
  async function homeOf(channel: string): Promise<Home> {
    const known = await places.find(channel);
    if (known === null) throw new Unpostable("Discord has no such channel, or the bot may not see it");
    if (known.isForum) throw new Unpostable("a forum holds posts, and no messages: link one of its posts, or another channel");
    return known.parent === null ? { channel, thread: null } : { channel: known.parent, thread: channel };
  }

  async function of(message: Message): Promise<{ readonly home: Home; readonly address: Address }> {
    const address = addressOf(message);
    if (address === null) throw new Unpostable("this is no message in Discord");
    const home = await homeOf(message.channel);
    return { address, home: { ...home, thread: home.thread ?? address.thread } };
  }

  /** The thread of a message of the channel; the channel itself where it has none, and can have none. */
  async function threadOf(home: Home, thread: string, name: () => Promise<string>): Promise<Home> {
    if (home.thread !== null) return home;
    const address = addressOf({ channel: home.channel, message: thread });
    if (address === null) return home;
    if (address.thread !== null) return { ...home, thread: address.thread };
    try {
      return { ...home, thread: await threads.of(home.channel, address.message, name) };
    } catch (error) {
      // What a customer wrote is to be read, wherever.
      if (isGone(error) || isForbidden(error) || isClosed(error)) return home;
      throw error;
    }
  }

  async function show(home: Home, author: string, above: string, said: Pick<Post, "text" | "attachments">, key: string): Promise<string> {
    const shown = composed(above, markOf(key), said);
    const named = await posts.sayAs(home, author, shown).catch((error: unknown) => {
      // Its rules for names are not all documented.
      if (isMalformed(error)) return null;
      throw error;
    });
    return named ?? posts.say(home, composed(`${head(author, null)}${above}`, markOf(key), said), key);
  }

  /** In a thread that has gone quiet nothing can be changed until it is opened again. */
  async function changed(home: Home, change: () => Promise<boolean>): Promise<void> {
    const isDone = await orUnpostable(
      change().catch(async (error: unknown) => {
        if (isGone(error)) return true;
        if (codeOf(error) !== ARCHIVED || home.thread === null) throw error;
        await threads.reopen(home.thread);
        return change();
      }),
    );
    if (!isDone) throw new Unpostable("somebody else wrote this message, or the webhook that wrote it is gone");
  }

  async function update(message: Message, shownIn: (content: string) => Shown): Promise<void> {
    const { home, address } = await of(message);
    const kept = await orUnpostable(posts.read(home, address.message));
    if (kept !== null) await changed(home, () => posts.update(home, kept, shownIn(kept.content)));
  }

  return {
    async post(channel, { author, text, attachments, thread, quoted }, key, again) {
      const name = authorOf(author);
      const base = await orUnpostable(homeOf(channel));
      const home = thread === null ? base : await orUnpostable(threadOf(base, thread, async () => name));
      const workspace = places.workspaceOf(channel);
      const answered = quoted === null ? null : addressOf({ channel, message: quoted });
      const above = head(null, answered === null ? null : { permalink: permalink({ workspace }, answered) });
      const found = again ? await foundIn(home, key) : null;
      const message =
        found ??
        (await orUnpostable(
          show(home, name, above, { text, attachments }, key).catch((error: unknown) => {
            if (!isFiltered(error)) throw error;
            return posts.say(home, { content: `${head(name, null)}${markOf(key)}${REFUSED}`, embeds: [] }, key);
          }),
        ));
      const isInThread = home.thread !== null && home.thread !== channel;
      return { ...toChannel({ workspace, channel }), message: messageIn(isInThread ? home.thread : null, message) };
    },
    amend: (message, post) => update(message, (content) => amended(content, post)),
    withdraw: (message) => update(message, () => DELETED),
    async note(message, text, key, again) {
      const { home, address } = await orUnpostable(of(message));
      const nameOf = async () => (await posts.read(home, address.message))?.author.username ?? "Conversation";
      const there = await orUnpostable(noteHome(home, address, nameOf));
      if (again && (await foundIn(there.home, key)) !== null) return;
      const shown = { content: `${markOf(key)}${line(text)}`, embeds: [] };
      await orUnpostable(posts.say(there.home, shown, key, there.reply));
    },
    // Nobody from outside is in a server's channels.
    isShared: async () => false,
    shows: (emoji) => inDiscord(emoji) !== null,
  };

  /** The thread of a message; where it can have none, an answer to it in the channel. */
  async function noteHome(home: Home, { message }: Address, name: () => Promise<string>) {
    if (home.thread !== null) return { home };
    try {
      return { home: { ...home, thread: await threads.of(home.channel, message, name) } };
    } catch (error) {
      if (isForbidden(error) || isClosed(error)) return { home, reply: { message, mentions: [] } };
      throw error;
    }
  }

  async function foundIn(home: Home, key: string): Promise<string | null> {
    try {
      return await posts.find(home, key);
    } catch (error) {
      // Where the bot may not look, it is said once more rather than perhaps never.
      if (isNotThere(error)) return null;
      throw error;
    }
  }
}

/** There are too many threads, or a channel of this kind has none. */
function isClosed(error: unknown): boolean {
  return [50024, 160006, 160007].includes(codeOf(error) ?? 0);
}
