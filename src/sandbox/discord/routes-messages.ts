import { z } from "zod";
import { type Access, draftOf, editOf } from "./access.ts";
import { messageCreate, messageEdit, snowflake } from "./bodies.ts";
import { drawMessage } from "./drawn-message.ts";
import { invalidForm, refusal } from "./errors.ts";
import { INTENTS } from "./intents.ts";
import type { Messages } from "./messages.ts";
import { may } from "./permissions.ts";
import { type Route, route } from "./route.ts";
import { byAge } from "./snowflakes.ts";
import type { Channel, Message, World } from "./state.ts";

const NONCE_MS = 5 * 60_000;
/** What people do, as against what Discord says of itself in a channel. */
const EDITABLE: readonly number[] = [0, 19, 20, 23];
const PAGE = 50;

export function messageRoutes(world: World, messages: Messages, access: Access): readonly Route[] {
  const bare = (world.granted & INTENTS.MessageContent) === 0;
  const draw = (message: Message) => drawMessage(world, message, { bare });
  /** Nonce → what was made with it, and when. */
  const nonces = new Map<string | number, { readonly message: Message; readonly at: number }>();

  function answered(channel: Channel, reference: z.output<typeof messageCreate>["message_reference"]): Message | null {
    if (!reference) return null;
    if (!may(world, world.bot.id, channel, "ReadMessageHistory")) throw refusal("missingPermissions");
    const found = channel.messages.get(reference.message_id);
    if (found && !found.deleted) return found;
    if (reference.fail_if_not_exists === false) return null;
    const reason = { code: "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", message: "Unknown message" };
    throw invalidForm([{ path: ["message_reference"], ...reason }]);
  }

  return [
    route(
      "list_messages",
      "GET /channels/:channel/messages",
      {
        query: {
          limit: z.coerce.number().int().min(1).max(100).optional(),
          before: snowflake.optional(),
          after: snowflake.optional(),
          around: snowflake.optional(),
        },
      },
      ({ param, query: { limit = PAGE, before, after, around } }) => {
        const channel = access.channel(param("channel"));
        if (!may(world, world.bot.id, channel, "ReadMessageHistory")) return [200, []];
        const all = [...channel.messages.values()].filter(({ deleted, onlyFor }) => !deleted && onlyFor === null).toSorted(byAge);
        const older = (id: string) => all.filter((message) => byAge(message, { id }) < 0);
        const newer = (id: string) => all.filter((message) => byAge(message, { id }) > 0);
        const half = Math.floor(limit / 2);
        const page = around
          ? [...older(around).slice(-half), ...all.filter(({ id }) => id === around), ...newer(around).slice(0, half)]
          : after
            ? newer(after).slice(0, limit)
            : (before ? older(before) : all).slice(-limit);
        return [200, page.toReversed().map(draw)];
      },
    ),
    route("get_message", "GET /channels/:channel/messages/:message", {}, ({ param }) => {
      return [200, draw(access.message(access.channel(param("channel")), param("message")))];
    }),
    route("create_message", "POST /channels/:channel/messages", { body: messageCreate }, ({ param, body, files }) => {
      const channel = access.room(param("channel"));
      const { nonce = null, enforce_nonce, allowed_mentions: allowed = null } = body;
      const before = nonce === null ? undefined : nonces.get(nonce);
      if (enforce_nonce && before && before.at > world.now() - NONCE_MS) return [200, draw(before.message)];
      const reference = answered(channel, body.message_reference);
      const message = messages.post(channel, { ...draftOf(body, files), author: world.bot, nonce, allowed, reference });
      if (nonce !== null) nonces.set(nonce, { message, at: world.now() });
      return [200, draw(message)];
    }),
    route("update_message", "PATCH /channels/:channel/messages/:message", { body: messageEdit }, ({ param, body }) => {
      const channel = access.channel(param("channel"));
      const message = access.message(channel, param("message"));
      if (message.author.id !== world.bot.id) throw refusal("notTheAuthor");
      if (!EDITABLE.includes(message.type)) throw refusal("systemMessage");
      if (channel.thread?.archived) throw refusal("archived");
      messages.edit(message, editOf(body));
      return [200, draw(message)];
    }),
    route("delete_message", "DELETE /channels/:channel/messages/:message", {}, ({ param }) => {
      const channel = access.channel(param("channel"));
      const message = messages.find(channel, param("message"));
      if (message.author.id !== world.bot.id) access.needs(channel, "ManageMessages");
      messages.remove(message);
      return [204];
    }),
  ];
}
