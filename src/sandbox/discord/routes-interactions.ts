import { z } from "zod";
import { draftOf, editOf } from "./access.ts";
import { boolean, interactionMessage } from "./bodies.ts";
import { modal } from "./components.ts";
import { drawMessage } from "./drawn-message.ts";
import { invalidForm } from "./errors.ts";
import { type Interaction, type Interactions, KIND } from "./interactions.ts";
import type { Messages } from "./messages.ts";
import { type Route, route } from "./route.ts";
import type { Message, World } from "./state.ts";

const ANSWER = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

const choice = z.strictObject({
  ...{ name: z.string().min(1).max(100), value: z.union([z.string().max(100), z.number()]) },
  name_localizations: z.record(z.string(), z.string()).nullish(),
});
const callback = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal(ANSWER.message), data: interactionMessage }),
  z.strictObject({ type: z.literal(ANSWER.deferred), data: z.strictObject({ flags: z.int().nullish() }).nullish() }),
  z.strictObject({ type: z.literal(ANSWER.deferredUpdate), data: z.null().optional() }),
  z.strictObject({ type: z.literal(ANSWER.update), data: interactionMessage.nullish() }),
  z.strictObject({ type: z.literal(ANSWER.choices), data: z.strictObject({ choices: z.array(choice).max(25) }) }),
  z.strictObject({ type: z.literal(ANSWER.modal), data: modal }),
]);
type Callback = z.output<typeof callback>;

/** Our app's first answer to what somebody did with it. */
export function interactionRoutes(world: World, messages: Messages, interactions: Interactions): readonly Route[] {
  /** Which answers fit: nothing but choices where somebody is typing, and changes only where there is a message to change. */
  function fitting({ type, message }: Interaction): readonly number[] {
    if (type === KIND.autocomplete) return [ANSWER.choices];
    const onMessage = message === null ? [] : [ANSWER.deferredUpdate, ANSWER.update];
    return [ANSWER.message, ANSWER.deferred, ...onMessage, ...(type === KIND.modal ? [] : [ANSWER.modal])];
  }

  function carryOut(to: Interaction, body: Callback, files: Parameters<typeof draftOf>[1]): Message | null {
    if (body.type === ANSWER.message) {
      const { data } = body;
      return interactions.answer(to, { ...draftOf(data, files), allowed: data.allowed_mentions ?? null });
    }
    if (body.type === ANSWER.deferred) return interactions.defer(to, body.data?.flags ?? 0);
    to.answered = true;
    if (body.type === ANSWER.choices) to.see({ kind: "choices", choices: body.data.choices });
    if (body.type === ANSWER.modal) to.see({ kind: "modal", modal: body.data });
    if (body.type === ANSWER.deferredUpdate || body.type === ANSWER.update) {
      to.original = to.message;
      if (body.type === ANSWER.update && body.data && to.message) messages.edit(to.message, editOf(body.data));
      to.see({ kind: "update", message: to.message });
    }
    return to.original;
  }

  return [
    route(
      "create_interaction_response",
      "POST /interactions/:interaction/:token/callback",
      { open: true, query: { with_response: boolean.optional() }, body: callback },
      ({ param, query, body, files, note }) => {
        const to = interactions.pending(param("interaction"), param("token"));
        if (!fitting(to).includes(body.type)) {
          note(`an answer of type ${body.type} to an interaction of type ${to.type}`);
          const reason = { code: "INTERACTION_TYPE_INVALID", message: "Invalid interaction response type" };
          throw invalidForm([{ path: ["type"], ...reason }]);
        }
        const message = carryOut(to, body, files);
        if (!query.with_response) return [204];
        const { id, type } = to;
        const shown = message && {
          ...{ response_message_id: message.id, response_message_ephemeral: message.onlyFor !== null },
          response_message_loading: interactions.isLoading(message),
        };
        const resource = message && { type: body.type, message: drawMessage(world, message) };
        return [200, { interaction: { id, type, channel_id: to.channel.id, ...shown }, ...(resource && { resource }) }];
      },
    ),
  ];
}
