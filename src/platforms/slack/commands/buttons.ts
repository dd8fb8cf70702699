import type { App } from "@slack/bolt";
import { z } from "zod";
import { type Command, DOINGS } from "../../../domain/command.ts";
import { ACTION, UNDO_ACTION } from "../info.ts";
import { flawOf, id } from "../mappers.ts";
import { type Meant, meantSchema } from "./button-value.ts";
import type { Desk } from "./desk.ts";
import { responseUrl } from "./form.ts";
import { NOT_PRESSED, NOT_UNDONE } from "./sentences.ts";

const payload = z.object({
  user: z.object({ id }),
  trigger_id: z.string().min(1),
  response_url: responseUrl,
  container: z.looseObject({ channel_id: id }),
  actions: z.tuple([z.looseObject({ value: meantSchema })], z.unknown()),
});

interface Given {
  readonly body: unknown;
  readonly ack: () => Promise<void>;
}

/** The buttons below what is told. What became of it takes its place; what failed stands below, and the buttons stay. */
export function listenToButtons(app: App, { reply, ask, onMalformed }: Desk): void {
  const pressed = async ({ body, ack }: Given) => {
    const parsed = payload.safeParse(body);
    if (!parsed.success) {
      await ack();
      return onMalformed(`block_actions ${flawOf(parsed.error)}`);
    }
    const { user, trigger_id, response_url, container, actions } = parsed.data;
    const meant = actions[0].value;
    const trigger = { id: trigger_id, user: user.id, channel: container.channel_id, thread: null, responseUrl: response_url };
    await reply(trigger, () => ask(trigger, commandOf(meant), { kind: "message", message: meant.message }), {
      replaces: true,
      failed: "does" in meant ? NOT_PRESSED : NOT_UNDONE,
      async ack() {
        await ack();
        return false;
      },
    });
  };
  // By their whole names: Bolt fails on what is no text where it looks for a pattern.
  for (const action_id of [UNDO_ACTION, ...DOINGS.map((does) => `${ACTION}${does}`)]) {
    app.action({ type: "block_actions", action_id }, pressed);
  }
}

function commandOf(meant: Meant): Command {
  const { emoji } = meant;
  return "does" in meant ? { kind: "act", does: meant.does, emoji, via: meant.via } : { kind: "remove", emoji };
}
