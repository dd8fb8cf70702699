import type { App } from "@slack/bolt";
import { z } from "zod";
import { UNDO_ACTION } from "../info.ts";
import { flawOf, id } from "../mappers.ts";
import type { Desk } from "./desk.ts";
import { responseUrl } from "./form.ts";
import { NOT_UNDONE } from "./sentences.ts";
import { undoSchema } from "./undo.ts";

const payload = z.object({
  user: z.object({ id }),
  trigger_id: z.string().min(1),
  response_url: responseUrl,
  container: z.looseObject({ channel_id: id }),
  actions: z.tuple([z.looseObject({ value: undoSchema })], z.unknown()),
});

/** The button beside an answer. What became of it takes the answer's place; what failed stands below, and the button stays. */
export function listenToUndo(app: App, { reply, ask, onMalformed }: Desk): void {
  app.action({ type: "block_actions", action_id: UNDO_ACTION }, async ({ body, ack }) => {
    const parsed = payload.safeParse(body);
    if (!parsed.success) {
      await ack();
      return onMalformed(`block_actions ${flawOf(parsed.error)}`);
    }
    const { user, trigger_id, response_url, container, actions } = parsed.data;
    const { message, emoji } = actions[0].value;
    const trigger = { id: trigger_id, user: user.id, channel: container.channel_id, thread: null, responseUrl: response_url };
    await reply(trigger, () => ask(trigger, { kind: "remove", emoji }, { kind: "message", message }), {
      replaces: true,
      failed: NOT_UNDONE,
      async ack() {
        await ack();
        return false;
      },
    });
  });
}
