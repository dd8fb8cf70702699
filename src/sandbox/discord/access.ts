import type { Said } from "./bodies.ts";
import type { Channels } from "./channels.ts";
import { refusal } from "./errors.ts";
import type { Edit, Messages } from "./messages.ts";
import { may, type Permission } from "./permissions.ts";
import type { File } from "./route.ts";
import { type Channel, KINDS, type Message, type World } from "./state.ts";

/** What our app may reach and do, for the API: throws what Discord answers. */
export function createAccess(world: World, channels: Channels, messages: Messages) {
  function channel(id: string): Channel {
    const found = channels.find(id);
    const direct = found.recipients.length > 0;
    if (!direct && (world.unavailable || !may(world, world.bot.id, found, "ViewChannel"))) throw refusal("missingAccess");
    return found;
  }
  function needs(where: Channel, ...permissions: readonly Permission[]): void {
    if (!permissions.every((one) => may(world, world.bot.id, where, one))) throw refusal("missingPermissions");
  }
  function message(where: Channel, id: string): Message {
    needs(where, "ReadMessageHistory");
    return messages.find(where, id);
  }
  /** Where our app may speak. */
  function room(id: string): Channel {
    const where = channel(id);
    if (where.type === KINDS.category || where.type === KINDS.forum) throw refusal("notText");
    needs(where, where.thread ? "SendMessagesInThreads" : "SendMessages");
    if (where.thread?.locked) throw refusal("threadLocked");
    const [person] = where.recipients;
    if (person && world.closed.has(person.id)) throw refusal("closedToUs");
    return where;
  }
  return { channel, needs, message, room };
}

export type Access = ReturnType<typeof createAccess>;

const COMPONENTS_V2 = 1 << 15;

/** A message as a request says it. Throws where nothing would be left of it. */
export function draftOf({ content, embeds, components, flags }: Said, files: readonly File[]) {
  const isV2 = ((flags ?? 0) & COMPONENTS_V2) !== 0;
  const has = [content, embeds?.length, components?.length, files.length].some(Boolean);
  if (!has || (isV2 && (content || embeds?.length))) throw refusal("emptyMessage");
  return { content: content ?? "", embeds: embeds ?? [], components: components ?? [], flags: flags ?? 0, attachments: files };
}

/** Null empties what nothing at all leaves as it is. */
export function editOf({ content, embeds, components, flags }: Said): Edit {
  return {
    ...(content !== undefined && { content: content ?? "" }),
    ...(embeds !== undefined && { embeds: embeds ?? [] }),
    ...(components !== undefined && { components: components ?? [] }),
    ...(flags !== undefined && { flags: flags ?? 0 }),
  };
}
