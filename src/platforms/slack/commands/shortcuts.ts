import type { App } from "@slack/bolt";
import { z } from "zod";
import { REACT_SHORTCUT, WHO_SHORTCUT } from "../info.ts";
import { flawOf, id, messageTs, toMessage } from "../mappers.ts";
import type { Desk, Trigger } from "./desk.ts";
import { responseUrl } from "./form.ts";
import { openReactForm } from "./react-form.ts";
import type { Outcome } from "./reply.ts";
import { NOT_TAKEN } from "./sentences.ts";

const payload = z.object({
  user: z.object({ id }),
  channel: z.object({ id }),
  trigger_id: z.string().min(1),
  response_url: responseUrl,
  message_ts: messageTs,
  message: z.looseObject({ thread_ts: messageTs.nullish() }),
});

interface Given {
  readonly body: unknown;
  readonly ack: () => Promise<void>;
}

/** The message shortcuts "React for the customer" and "What do they see?". */
export function listenToShortcuts(app: App, desk: Desk): void {
  const { reply, ask, ourselves, onMalformed } = desk;

  async function answer({ body, ack }: Given, work: (trigger: Trigger, message: string) => Promise<Outcome>): Promise<void> {
    const parsed = payload.safeParse(body);
    if (!parsed.success) {
      await ack();
      return onMalformed(`message_action ${flawOf(parsed.error)}`);
    }
    const { user, channel, trigger_id, response_url, message_ts: ts, message } = parsed.data;
    const thread = message.thread_ts == null || message.thread_ts === ts ? null : message.thread_ts;
    const trigger = { id: trigger_id, user: user.id, channel: channel.id, thread, responseUrl: response_url };
    await reply(trigger, () => work(trigger, ts), {
      failed: NOT_TAKEN,
      async ack() {
        await ack();
        return false;
      },
    });
  }

  app.shortcut({ type: "message_action", callback_id: REACT_SHORTCUT }, ({ body, ack }) =>
    answer({ body, ack }, (trigger, message) => openReactForm(desk, trigger, message)),
  );
  app.shortcut({ type: "message_action", callback_id: WHO_SHORTCUT }, ({ body, ack }) =>
    answer({ body, ack }, (trigger, message) =>
      ask(trigger, { kind: "who" }, { kind: "message", message: toMessage(ourselves(), trigger.channel, message) }),
    ),
  );
}
