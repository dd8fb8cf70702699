import type { App } from "@slack/bolt";
import { z } from "zod";
import type { SpokenEvent } from "../../domain/event.ts";
import type { Receive } from "../../ports/source.ts";
import type { SlackClient } from "./client.ts";
import { SEND_SHORTCUT } from "./info.ts";
import { flawOf, id, type Ourselves, toPerson } from "./mappers.ts";
import { toWritten, type Written } from "./spoken.ts";

const payload = z.object({
  user: z.object({ id }),
  channel: z.object({ id }),
  message: z.looseObject({}),
  message_ts: z.string(),
});

const NOT_TAKEN = "That could not be taken, and nothing was sent. Please try again in a moment.";
const NOT_YOURS = "Only what your team wrote can be sent, and this is none of that. Nothing was sent.";

export interface ShortcutOptions {
  readonly client: Pick<SlackClient, "ephemeral">;
  readonly ourselves: () => Ourselves;
  readonly spoken: (written: Written) => Promise<SpokenEvent>;
  readonly receive: Receive;
  readonly onMalformed: (reason: string) => void;
}

/**
 * The message shortcut "Send to customer". Slack wants it acked within 3 s and never sends it again, so it is acked at once, and whoever
 * asked is told when it was not taken.
 */
export function listenToShortcut(app: App, { client, ourselves, spoken, receive, onMalformed }: ShortcutOptions): void {
  app.shortcut({ type: "message_action", callback_id: SEND_SHORTCUT }, async ({ ack, body }) => {
    await ack();
    const parsed = payload.safeParse(body);
    if (!parsed.success) return onMalformed(`message_action ${flawOf(parsed.error)}`);
    const { user, channel, message, message_ts } = parsed.data;
    let written: Written | null;
    try {
      written = toWritten({ ...message, ts: message_ts }, channel.id, ourselves(), Object(body).api_app_id);
    } catch (error) {
      return onMalformed(`message_action ${flawOf(error)}`);
    }
    if (written === null) return client.ephemeral(channel.id, user.id, NOT_YOURS);
    try {
      await receive({ ...(await spoken(written)), askedBy: toPerson(ourselves(), user.id) });
    } catch (error) {
      await client.ephemeral(channel.id, user.id, NOT_TAKEN);
      throw error;
    }
  });
}
