import type { App, types, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import type { Choice } from "../../../domain/command.ts";
import { same } from "../../../domain/emoji.ts";
import { REACT_SHORTCUT } from "../info.ts";
import { flawOf, id, messageTs, toChannel, toMessage, toPerson } from "../mappers.ts";
import { type Desk, soon, type Trigger } from "./desk.ts";
import { inForm, LONGEST_LABEL, MOST_OPTIONS, plain, responseUrl, select, submission, valueIn } from "./form.ts";
import type { Outcome } from "./reply.ts";
import { CHOOSE, NOTHING_HERE, unknown } from "./sentences.ts";

const CHOICE = "choice";
const OTHER = "other";

/** Which message a form is about, and where the answer goes. */
const about = z.object({ channel: id, message: messageTs, thread: messageTs.nullable(), responseUrl });
const payload = submission(about);

/** Opens the form by which one reacts to a message. Resolves with what to say in place of it, or null. */
export async function openReactForm({ commands, ourselves, open }: Desk, trigger: Trigger, message: string): Promise<Outcome> {
  const us = ourselves();
  const { user, channel, thread, responseUrl: url } = trigger;
  const place = { kind: "message", message: toMessage(us, channel, message) } as const;
  const choices = await soon(commands().choices({ person: toPerson(us, user), channel: toChannel(us, channel), place }, null));
  if (choices?.length === 0) return { said: NOTHING_HERE };
  return open(trigger, formOf({ channel, message, thread, responseUrl: url }, choices ?? []));
}

function formOf(message: z.infer<typeof about>, choices: readonly Choice[]): types.ModalView {
  const options = new Map(choices.flatMap(({ emoji, goesAs }) => (goesAs === null ? [] : [[emoji, labelOf(emoji, goesAs)] as const])));
  const offered = [...options].slice(0, MOST_OPTIONS).map(([emoji, label]) => [label, emoji] as const);
  const other: types.InputBlock = {
    ...{ type: "input", block_id: OTHER, optional: true, label: plain(offered.length === 0 ? "Emoji" : "Or another one") },
    element: { type: "plain_text_input", action_id: OTHER, max_length: 100, placeholder: plain("🎉, :tada:, tada") },
  };
  const choice: types.InputBlock = {
    ...{ type: "input", block_id: CHOICE, optional: true, label: plain("Emoji") },
    element: select(CHOICE, "What the customer will see", offered),
  };
  return {
    ...{ type: "modal", callback_id: REACT_SHORTCUT, private_metadata: JSON.stringify(message) },
    ...{ title: plain("React"), submit: plain("React"), close: plain("Cancel") },
    blocks: offered.length === 0 ? [other] : [choice, other],
  };
}

function labelOf(emoji: string, goesAs: string): string {
  return (same(emoji, goesAs) ? emoji : `${emoji} → ${goesAs}`).slice(0, LONGEST_LABEL);
}

/** What is wrong in the form is said in the form; what became of the reaction, to whoever reacted alone. */
export function listenToReactForm(app: App, desk: Desk): void {
  const { names, lookUp, ask, reply, ourselves, onMalformed } = desk;

  async function named(typed: string) {
    const emoji = names.named(typed);
    if (emoji !== null) return emoji;
    await lookUp(typed);
    return names.named(typed);
  }

  app.view<ViewSubmitAction>({ type: "view_submission", callback_id: REACT_SHORTCUT }, async ({ ack, body }) => {
    const parsed = payload.safeParse(body);
    if (!parsed.success) {
      await ack();
      return onMalformed(`view_submission ${flawOf(parsed.error)}`);
    }
    const { user, trigger_id, view } = parsed.data;
    const { message, ...place } = view.private_metadata;
    const trigger = { id: trigger_id, user: user.id, ...place };
    const written = valueIn(view.state, OTHER) ?? valueIn(view.state, CHOICE);
    const work = async (): Promise<Outcome> => {
      if (written === null) return { said: CHOOSE };
      const emoji = await named(written);
      if (emoji === null) return { said: unknown(written, names.nearest(written)) };
      return ask(trigger, { kind: "react", emoji }, { kind: "message", message: toMessage(ourselves(), place.channel, message) });
    };
    await reply(trigger, work, inForm(ack, OTHER));
  });
}
