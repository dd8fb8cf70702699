import type { z } from "zod";
import { type Access, draftOf, editOf } from "./access.ts";
import { boolean, interactionMessage, snowflake, webhookCreate, webhookExecute } from "./bodies.ts";
import { drawWebhook } from "./drawn.ts";
import { drawMessage } from "./drawn-message.ts";
import { refusal } from "./errors.ts";
import type { Interaction, Interactions } from "./interactions.ts";
import type { Edit, Messages } from "./messages.ts";
import { type Asked, type Route, route } from "./route.ts";
import { type Channel, KINDS, type Message, type Webhook, type World } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

const EXECUTE = { wait: boolean.optional(), thread_id: snowflake.optional(), with_components: boolean.optional() };
const MESSAGE = { thread_id: snowflake.optional(), with_components: boolean.optional() };
const SPEAKS: readonly number[] = [KINDS.text, KINDS.announcement, KINDS.forum, KINDS.voice];
type Param = (name: string) => string;
type ExecuteBody = z.output<typeof webhookExecute>;

/** Webhooks, and behind the same paths what follows the first answer to an interaction. */
export function webhookRoutes(
  world: World,
  parts: { readonly messages: Messages; readonly access: Access; readonly webhooks: Webhooks; readonly interactions: Interactions },
): readonly Route[] {
  const { messages, access, webhooks, interactions } = parts;
  const draw = (message: Message) => drawMessage(world, message);

  function managed(id: string): Channel {
    const channel = access.channel(id);
    access.needs(channel, "ManageWebhooks");
    if (!SPEAKS.includes(channel.type)) throw refusal("wrongChannelType");
    return channel;
  }
  /** By a webhook, or in answer to an interaction, which has our application's id and its own token. */
  function speaker(param: Param): { readonly webhook: Webhook } | { readonly interaction: Interaction } {
    if (param("webhook") === world.applicationId) return { interaction: interactions.open(param("token")) };
    return { webhook: webhooks.find(param("webhook"), param("token")) };
  }
  /** The channel of a webhook, or a thread of that. */
  function room({ channelId }: Webhook, threadId: string | undefined): Channel {
    const channel = world.channels.get(threadId ?? channelId);
    if (channel === undefined || (threadId !== undefined && channel.parentId !== channelId)) throw refusal("unknownChannel");
    return channel;
  }
  function messageOf(param: Param, threadId: string | undefined): { readonly message: Message; readonly edit: (changes: Edit) => void } {
    const by = speaker(param);
    if ("webhook" in by) {
      const message = messages.find(room(by.webhook, threadId), param("message"));
      if (message.webhookId !== by.webhook.id) throw refusal("unknownMessage");
      return { message, edit: (changes) => messages.edit(message, changes) };
    }
    const { original, followUps } = by.interaction;
    const message = [original, ...followUps].find(
      (one) => one && (param("message") === "" ? one === original : one.id === param("message")),
    );
    if (!message || message.deleted) throw refusal("unknownMessage");
    return { message, edit: (changes) => interactions.edit(by.interaction, message, changes) };
  }

  function execute(param: Param, query: { readonly thread_id?: string | undefined }, body: ExecuteBody, files: Asked["files"]): Message {
    const by = speaker(param);
    const draft = { ...draftOf(body, files), allowed: body.allowed_mentions ?? null };
    if ("webhook" in by) {
      const { id, name } = by.webhook;
      const author = { id, name: body.username ?? name, displayName: null, bot: true };
      return messages.post(room(by.webhook, query.thread_id), {
        ...draft,
        author,
        webhook: by.webhook,
        avatarUrl: body.avatar_url ?? null,
      });
    }
    const { interaction } = by;
    // Directly after the answer was put off, this is the answer.
    if (interaction.original && interactions.isLoading(interaction.original)) {
      interactions.edit(interaction, interaction.original, editOf(body));
      return interaction.original;
    }
    const message = interactions.say(interaction, { ...draft, type: 0 });
    interaction.followUps.push(message);
    return message;
  }

  const ofChannel = ({ id }: Channel) => [...world.webhooks.values()].filter(({ channelId }) => channelId === id);
  const places = [
    ["original_webhook_message", "/webhooks/:webhook/:token/messages/@original"],
    ["webhook_message", "/webhooks/:webhook/:token/messages/:message"],
  ] as const;

  return [
    route("list_channel_webhooks", "GET /channels/:channel/webhooks", {}, ({ param }) => {
      return [200, ofChannel(managed(param("channel"))).map((webhook) => drawWebhook(world, webhook))];
    }),
    route("create_webhook", "POST /channels/:channel/webhooks", { body: webhookCreate }, ({ param, body }) => {
      return [200, drawWebhook(world, webhooks.add(managed(param("channel")), body.name, world.bot, body.avatar ?? null))];
    }),
    route("get_guild_webhooks", "GET /guilds/:guild/webhooks", {}, () => {
      return [200, [...world.webhooks.values()].map((webhook) => drawWebhook(world, webhook))];
    }),
    route("get_webhook", "GET /webhooks/:webhook", {}, ({ param }) => {
      const found = webhooks.find(param("webhook"));
      managed(found.channelId);
      return [200, drawWebhook(world, found)];
    }),
    route("delete_webhook", "DELETE /webhooks/:webhook", {}, ({ param }) => {
      const found = webhooks.find(param("webhook"));
      managed(found.channelId);
      webhooks.remove(found);
      return [204];
    }),
    route("get_webhook_by_token", "GET /webhooks/:webhook/:token", { open: true }, ({ param }) => {
      const { user: _, ...shown } = drawWebhook(world, webhooks.find(param("webhook"), param("token")));
      return [200, shown];
    }),
    route(
      "execute_webhook",
      "POST /webhooks/:webhook/:token",
      { open: true, query: EXECUTE, body: webhookExecute },
      ({ param, query, body, files }) => {
        const message = execute(param, query, body, files);
        // What follows an interaction is always told.
        return query.wait || message.webhookId === null ? [200, draw(message)] : [204];
      },
    ),
    ...places.flatMap(([name, path]) => [
      route(`get_${name}`, `GET ${path}`, { open: true, query: MESSAGE }, ({ param, query }) => [
        200,
        draw(messageOf(param, query.thread_id).message),
      ]),
      route(`update_${name}`, `PATCH ${path}`, { open: true, query: MESSAGE, body: interactionMessage }, ({ param, query, body }) => {
        const { message, edit } = messageOf(param, query.thread_id);
        edit(editOf(body));
        return [200, draw(message)];
      }),
      route(`delete_${name}`, `DELETE ${path}`, { open: true, query: MESSAGE }, ({ param, query }) => {
        messages.remove(messageOf(param, query.thread_id).message);
        return [204];
      }),
    ]),
  ];
}
