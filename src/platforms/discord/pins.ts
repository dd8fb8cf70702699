import { z } from "zod";
import { codeOf, isNotThere } from "./errors.ts";
import { id, type Ourselves } from "./ids.ts";
import { markOf } from "./mark.ts";
import type { Rest } from "./rest.ts";

/** Stands behind the mark of a message that was said in order to be pinned, so that it is known among the pins. */
export const PINNED = markOf("what the bridge pins");

/** Missing permissions, and as many pins as a channel may have. */
const UNPINNABLE: readonly (number | null)[] = [50013, 30003];

const pinned = z.object({ message: z.object({ id, content: z.string(), author: z.object({ id }) }) });
const page = z.object({ items: z.array(z.unknown()) });

export interface Pins {
  /**
   * Pins a message in the place of what the bot said and pinned there before, among the newest pins. False where the bot may not pin, or
   * the channel holds as many pins as it may.
   */
  pin(channel: string, message: string): Promise<boolean>;
}

export function createPins(rest: Pick<Rest, "ask" | "read">, ourselves: () => Ourselves): Pins {
  const pinOf = (channel: string, message: string) => `/channels/${channel}/messages/pins/${message}`;

  async function ours(channel: string): Promise<readonly string[]> {
    try {
      const { items } = page.parse(await rest.read(`/channels/${channel}/messages/pins`));
      const messages = items.flatMap((item) => pinned.safeParse(item).data?.message ?? []);
      return messages.filter(({ content, author }) => author.id === ourselves().user && content.includes(PINNED)).map((one) => one.id);
    } catch (error) {
      if (isNotThere(error)) return [];
      throw error;
    }
  }

  async function unpin(channel: string, message: string): Promise<void> {
    try {
      await rest.ask({ method: "DELETE", path: pinOf(channel, message) });
    } catch (error) {
      if (!isNotThere(error)) throw error;
    }
  }

  return {
    async pin(channel, message) {
      try {
        await rest.ask({ method: "PUT", path: pinOf(channel, message) });
      } catch (error) {
        if (UNPINNABLE.includes(codeOf(error))) return false;
        throw error;
      }
      for (const other of await ours(channel)) if (other !== message) await unpin(channel, other);
      return true;
    },
  };
}
