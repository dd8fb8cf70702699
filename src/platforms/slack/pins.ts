import type { WebClient } from "@slack/web-api";
import { codeOf } from "./errors.ts";

/** What Slack answers where the app may not pin, or where nothing more can be pinned. */
const UNPINNABLE: readonly (string | null)[] = [
  ...["missing_scope", "not_allowed_token_type", "restricted_action", "permission_denied", "access_denied"],
  ...["too_many_pins", "not_pinnable"],
];
/** And where it may not look at the pins of a channel. */
const UNSEEN: readonly (string | null)[] = ["missing_scope", "not_allowed_token_type", "restricted_action"];
/** It is pinned no more. */
const GONE: readonly (string | null)[] = ["no_pin", "not_pinned", "message_not_found"];

/** What the bot has pinned. It pins nothing by any other way than this. */
export interface Pins {
  /**
   * Pins a message in the place of what the bot pinned in its channel before, as far as the app may look at that. False where the app may
   * not pin, or the channel holds as many pins as it may.
   */
  pin(message: { readonly channel: string; readonly ts: string }): Promise<boolean>;
}

export interface PinsOptions {
  /** Tries again what reads. */
  readonly web: WebClient;
  /** Never tries again. */
  readonly once: WebClient;
  readonly ask: <T>(call: Promise<T>) => Promise<T>;
  /** Our bot's user, where Slack has said it. */
  readonly user: () => string | null;
}

export function createPins({ web, once, ask, user }: PinsOptions): Pins {
  async function ours(channel: string): Promise<readonly string[]> {
    try {
      const { items = [] } = await ask(web.pins.list({ channel }));
      const pinned = items.filter((item) => item.created_by !== undefined && item.created_by === user());
      return pinned.flatMap(({ message }) => message?.ts ?? []);
    } catch (error) {
      if (UNSEEN.includes(codeOf(error))) return [];
      throw error;
    }
  }

  async function unpin(channel: string, timestamp: string): Promise<void> {
    try {
      await ask(once.pins.remove({ channel, timestamp }));
    } catch (error) {
      if (!GONE.includes(codeOf(error))) throw error;
    }
  }

  return {
    async pin({ channel, ts }) {
      try {
        await ask(once.pins.add({ channel, timestamp: ts }));
      } catch (error) {
        if (UNPINNABLE.includes(codeOf(error))) return false;
        if (codeOf(error) !== "already_pinned") throw error;
      }
      for (const other of await ours(channel)) if (other !== ts) await unpin(channel, other);
      return true;
    },
  };
}
