import { type Access, draftOf } from "./access.ts";
import { threadAlone, threadFromMessage } from "./bodies.ts";
import type { Channels } from "./channels.ts";
import { drawChannel } from "./drawn.ts";
import { drawMessage } from "./drawn-message.ts";
import { refusal } from "./errors.ts";
import type { Messages } from "./messages.ts";
import { type Route, route } from "./route.ts";
import { type Channel, KINDS, type World } from "./state.ts";

/** Threads: of messages, by themselves, and the posts of a forum. */
export function threadRoutes(world: World, channels: Channels, messages: Messages, access: Access): readonly Route[] {
  function joined({ thread }: Channel, isIn: boolean): void {
    if (thread === null) throw refusal("wrongChannelType");
    if (isIn) thread.members.add(world.bot.id);
    else thread.members.delete(world.bot.id);
  }
  return [
    route(
      "create_thread_from_message",
      "POST /channels/:channel/messages/:message/threads",
      { body: threadFromMessage },
      ({ param, body }) => {
        const channel = access.channel(param("channel"));
        if (channel.type !== KINDS.text && channel.type !== KINDS.announcement) throw refusal("wrongChannelType");
        access.needs(channel, "CreatePublicThreads");
        const message = access.message(channel, param("message"));
        return [201, drawChannel(world, channels.thread(channel, body.name, world.bot, message))];
      },
    ),
    route("create_thread", "POST /channels/:channel/threads", { body: threadAlone }, ({ param, body, files }) => {
      const channel = access.channel(param("channel"));
      if (channel.type === KINDS.forum) {
        access.needs(channel, "SendMessages");
        const draft = draftOf(body.message ?? {}, files);
        const post = channels.thread(channel, body.name, world.bot);
        const message = messages.post(post, { ...draft, id: post.id, author: world.bot, allowed: body.message?.allowed_mentions ?? null });
        return [201, { ...drawChannel(world, post), message: drawMessage(world, message) }];
      }
      if (channel.type !== KINDS.text && channel.type !== KINDS.announcement) throw refusal("wrongChannelType");
      const isPrivate = (body.type ?? KINDS.privateThread) === KINDS.privateThread;
      access.needs(channel, isPrivate ? "CreatePrivateThreads" : "CreatePublicThreads");
      return [201, drawChannel(world, channels.thread(channel, body.name, world.bot, null, isPrivate))];
    }),
    route("join_thread", "PUT /channels/:channel/thread-members/@me", {}, ({ param }) => {
      joined(access.channel(param("channel")), true);
      return [204];
    }),
    route("leave_thread", "DELETE /channels/:channel/thread-members/@me", {}, ({ param }) => {
      joined(access.channel(param("channel")), false);
      return [204];
    }),
    route("delete_channel", "DELETE /channels/:channel", {}, ({ param }) => {
      const channel = access.channel(param("channel"));
      access.needs(channel, channel.thread ? "ManageThreads" : "ManageChannels");
      channels.remove(channel);
      return [200, drawChannel(world, channel)];
    }),
  ];
}
