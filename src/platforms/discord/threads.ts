import { z } from "zod";
import { cut, tidyName } from "../../domain/foreign.ts";
import { codeOf } from "./errors.ts";
import { id } from "./ids.ts";
import type { Places } from "./places.ts";
import type { Rest } from "./rest.ts";

const HAS_ONE = 160004;
const LONGEST_NAME = 100;

const made = z.object({ id });

/** Threads of messages: each bears the id of the message that it was made from. */
export interface Threads {
  /** That of a message, made where there is none. Rejects with a DiscordError. */
  of(channel: string, message: string, name: () => Promise<string>): Promise<string>;
  /** Opens one again that has gone quiet, so that what is in it can be changed. */
  reopen(thread: string): Promise<void>;
}

export function createThreads(rest: Pick<Rest, "ask">, places: Pick<Places, "known" | "learn">): Threads {
  return {
    async of(channel, message, name) {
      if (places.known(message)?.parent != null) return message;
      const called = cut(tidyName(await name(), "Conversation", LONGEST_NAME), LONGEST_NAME);
      try {
        const path = `/channels/${channel}/messages/${message}/threads`;
        const thread = await rest.ask({ method: "POST", path, json: { name: called } });
        places.learn("THREAD_CREATE", thread);
        return made.parse(thread).id;
      } catch (error) {
        // Also after a lost answer.
        if (codeOf(error) === HAS_ONE) return message;
        throw error;
      }
    },
    async reopen(thread) {
      await rest.ask({ method: "PATCH", path: `/channels/${thread}`, json: { archived: false } });
    },
  };
}
