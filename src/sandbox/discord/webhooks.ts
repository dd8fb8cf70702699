import { randomBytes } from "node:crypto";
import { refusal } from "./errors.ts";
import { INTENTS } from "./intents.ts";
import type { Channel, Person, Webhook, World } from "./state.ts";
import { tell } from "./told.ts";

const MOST = 15;

/** Webhooks: names to speak under in a channel. */
export function createWebhooks(world: World) {
  const changed = (channelId: string) => tell(world, "WEBHOOKS_UPDATE", { channel_id: channelId }, INTENTS.GuildWebhooks);

  function add(channel: Channel, name: string, by: Person, avatar: string | null = null): Webhook {
    if ([...world.webhooks.values()].filter(({ channelId }) => channelId === channel.id).length >= MOST) throw refusal("tooManyWebhooks");
    const applicationId = by.id === world.bot.id ? world.applicationId : null;
    const token = randomBytes(51).toString("base64url");
    const made = { id: world.id(), token, channelId: channel.id, name, avatar, applicationId, by };
    world.webhooks.set(made.id, made);
    changed(channel.id);
    return made;
  }
  function remove({ id, channelId }: Webhook): void {
    world.webhooks.delete(id);
    changed(channelId);
  }
  /** Throws where there is none, or its token is another. */
  function find(id: string, token: string | null = null): Webhook {
    const found = world.webhooks.get(id);
    if (found === undefined) throw refusal("unknownWebhook");
    if (token !== null && token !== found.token) throw refusal("invalidWebhookToken");
    return found;
  }

  return { add, remove, find };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
