import { lines } from "./content.ts";
import { isNotThere } from "./errors.ts";
import { isId } from "./ids.ts";
import { markOf } from "./mark.ts";
import type { Places } from "./places.ts";
import type { Home, Posts } from "./posts.ts";

/**
 * Says something in a channel once. Discord itself keeps it from being said twice within some minutes; after that (`again`) it is looked
 * for first, and said once more where the bot may not look. Rejects when it did not arrive, or nobody can say.
 */
export async function say(
  posts: Posts,
  places: Pick<Places, "find">,
  channel: string,
  text: string,
  key: string,
  again: boolean,
): Promise<void> {
  if (!isId(channel) || (await places.find(channel)) === null)
    throw new Error("there is no such channel in Discord, or the bot may not see it");
  const home: Home = { channel, thread: null };
  if (again && (await isSaid(posts, home, key))) return;
  await posts.say(home, { content: `${markOf(key)}${lines(text)}`, embeds: [] }, key);
}

async function isSaid(posts: Posts, home: Home, key: string): Promise<boolean> {
  try {
    return (await posts.find(home, key)) !== null;
  } catch (error) {
    if (isNotThere(error)) return false;
    throw error;
  }
}
