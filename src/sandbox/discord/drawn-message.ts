import { drawComponents } from "./components.ts";
import { drawAttachment, drawChannel, drawUser } from "./drawn.ts";
import { madeAt } from "./snowflakes.ts";
import type { Message, World } from "./state.ts";

/** A message as Discord writes it. `bare`: for somebody who may not read what messages say, unless it concerns them. */
export function drawMessage(world: World, message: Message, { bare = false, withReference = true } = {}): object {
  const { id, channelId, type, author, webhookId, applicationId, flags, nonce, reference, interaction, editedAt, pings } = message;
  const channel = world.channels.get(channelId);
  const users = pings.flatMap((ping) => world.people.get(ping) ?? []);
  const hidden = bare && !isOurs(world, message);
  const says = hidden
    ? { content: "", embeds: [], attachments: [], components: [] }
    : {
        content: message.content,
        embeds: message.embeds.map(drawEmbed),
        attachments: message.attachments.map(drawAttachment),
        components: drawComponents(message.components),
      };
  const from = world.channels.get(reference?.channelId ?? "");
  const answered = reference ? from?.messages.get(reference.messageId) : undefined;
  const place = from && from.recipients.length === 0 ? { guild_id: world.guildId } : {};
  const made = world.channels.get(id);
  return {
    ...{ id, channel_id: channelId, type, author: webhookId === null ? drawUser(author) : drawSpeaker(message), ...message.extra, ...says },
    ...{ timestamp: madeAt(id), edited_timestamp: editedAt, flags, pinned: channel?.pins.has(id) === true, tts: false },
    mentions: users.map(drawUser),
    mention_roles: pings.filter((ping) => world.roles.has(ping)),
    mention_everyone: pings.includes("everyone") || pings.includes("here"),
    ...(nonce !== null && { nonce }),
    ...(webhookId !== null && { webhook_id: webhookId }),
    ...(applicationId !== null && { application_id: applicationId }),
    ...(channel?.thread && { position: [...channel.messages.keys()].indexOf(id) }),
    ...(made?.thread && { thread: drawChannel(world, made) }),
    ...(reference && { message_reference: { type: 0, channel_id: reference.channelId, message_id: reference.messageId, ...place } }),
    ...(reference &&
      withReference && {
        referenced_message: answered && !answered.deleted ? drawMessage(world, answered, { bare, withReference: false }) : null,
      }),
    ...(interaction && {
      interaction_metadata: {
        ...{ id: interaction.id, type: interaction.type, user: drawUser(interaction.user) },
        authorizing_integration_owners: { 0: world.guildId },
      },
    }),
    ...(message.reactions.size > 0 && { reactions: drawReactions(world, message) }),
  };
}

function drawEmbed({ fields, ...embed }: Readonly<Record<string, unknown>>) {
  return { type: "rich", ...embed, ...(Array.isArray(fields) && { fields: fields.map((field) => ({ inline: false, ...field })) }) };
}

/** Whether an app may always read a message: its own, one to it alone, and one that mentions it. */
function isOurs(world: World, { author, applicationId, channelId, pings }: Message): boolean {
  const direct = (world.channels.get(channelId)?.recipients.length ?? 0) > 0;
  return author.id === world.bot.id || applicationId === world.applicationId || direct || pings.includes(world.bot.id);
}

/** Who a webhook says that it is. */
function drawSpeaker({ author: { id, name }, avatarUrl }: Message) {
  const avatar = avatarUrl === null ? null : Buffer.from(avatarUrl).toString("hex").slice(0, 32).padEnd(32, "0");
  return {
    id,
    username: name,
    avatar,
    discriminator: "0000",
    public_flags: 0,
    flags: 0,
    global_name: null,
    primary_guild: null,
    bot: true,
  };
}

function drawReactions(world: World, { reactions }: Message) {
  return [...reactions.values()].map(({ emoji: { id, name, animated }, normal, burst }) => ({
    emoji: { id, name, ...(animated && { animated }) },
    count: normal.length + burst.length,
    count_details: { normal: normal.length, burst: burst.length },
    ...{ me: normal.includes(world.bot.id), me_burst: burst.includes(world.bot.id), burst_colors: [] },
  }));
}
