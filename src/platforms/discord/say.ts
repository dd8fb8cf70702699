import { lines } from "./content.ts";
import { isNotThere } from "./errors.ts";
import { isId } from "./ids.ts";
import { markOf } from "./mark.ts";
import type { Places } from "./places.ts";
import type { Home, Posts } from "./posts.ts";

/**
 * Says something in a channel once, behind a mark of its kind, and resolves with the message's id. Discord itself keeps it from being said twice within some minutes; after that (`again`) it is looked
 * for first, and said once more where the bot may not look. Rejects when it did not arrive, or nobody can say.
 */
export async function say(
  posts: Posts,
  places: Pick<Places, "find">,
  channel: string,
  text: string,
  key: string,
  again: boolean,
  mark = "",
): Promise<string> {
  if (!isId(channel) || (await places.find(channel)) === null)
    throw new Error("there is no such channel in Discord, or the bot may not see it");
  const home: Home = { channel, thread: null };
  const found = again ? await find(posts, home, key) : null;
  return found ?? posts.say(home, { content: `${markOf(key)}${mark}${lines(text)}`, embeds: [] }, key);
}

async function find(posts: Posts, home: Home, key: string): Promise<string | null> {
  try {
    return await posts.find(home, key);
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}
