import type { ReactionEvent, SourceEvent } from "../../../src/domain/event.ts";
import type { Message } from "../../../src/domain/message.ts";
import { createDiscord, type Discord, type DiscordOptions } from "../../../src/platforms/discord/index.ts";
import { type DiscordStandIn, type DiscordStandInOptions, openDiscord } from "../../../src/sandbox/discord/index.ts";

type Guild = DiscordStandIn["guild"];
export type Channel = ReturnType<Guild["channel"]>;
export type Person = ReturnType<Guild["member"]>;
export type Posted = ReturnType<Guild["post"]>;

/** The real adapter, with the real library, before the stand-in, on real sockets; not started. */
export interface World {
  readonly discord: DiscordStandIn;
  readonly guild: Guild;
  readonly source: Discord;
  /** What was received, in order. */
  readonly events: SourceEvent[];
  readonly malformed: string[];
  readonly leftOut: string[];
  /** Every line that went to the log. */
  readonly logged: string[];
  readonly channel: Channel;
  readonly dana: Person;
  readonly eli: Person;
  /** Starts it with a `receive` that commits at once, or with another. */
  start(receive?: (event: SourceEvent) => Promise<void>): Promise<void>;
  /** Somebody posts in the channel, or elsewhere. */
  post(text?: string, channel?: Channel): Posted;
  /** As facts name it. */
  messageOf(posted: Posted): Message;
  reactions(): ReactionEvent[];
  person(person: Person): string;
  /** How often an operation was asked for. */
  asked(operation: string): number;
  close(): Promise<void>;
}

export type WorldOptions = DiscordStandInOptions &
  Partial<Pick<DiscordOptions, "wantsMessages" | "askAgainMs" | "identifyEveryMs">> & {
    /** Called before the adapter is made; answers which channels links name, besides the one of the world. */
    readonly prepare?: (discord: DiscordStandIn) => readonly string[];
  };

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { wantsMessages, askAgainMs, identifyEveryMs = 20, prepare = () => [], ...given } = options;
  const discord = await openDiscord({ ...(wantsMessages && { granted: ["MessageContent"] }), ...given });
  const { guild } = discord;
  const channel = guild.channel("northwind");
  const [dana, eli] = [guild.member("Dana"), guild.member("Eli")];
  const events: SourceEvent[] = [];
  const malformed: string[] = [];
  const leftOut: string[] = [];
  const logged: string[] = [];
  const say = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const linked = [channel.id, ...prepare(discord)];
  const source = createDiscord({
    ...{ botToken: discord.botToken, apiUrl: discord.apiUrl, log: { info: say, warn: say, error: say }, identifyEveryMs },
    channels: () => linked,
    ...(askAgainMs && { askAgainMs }),
    ...(wantsMessages && { wantsMessages }),
    onMalformed: (reason) => void malformed.push(reason),
    onLeftOut: (what, why) => void leftOut.push(`${what} ${why}`),
  });
  const post = (text = "hello", where = channel) => guild.post(eli, text, { channel: where });

  return {
    ...{ discord, guild, source, events, malformed, leftOut, logged, channel, dana, eli, post },
    start: (receive = async (event) => void events.push(event)) => source.start(receive),
    messageOf({ id, channelId }) {
      const { parentId, thread, recipients = [] } = guild.channels.get(channelId) ?? { parentId: null, thread: null };
      const workspace = recipients.length > 0 ? "@me" : guild.id;
      const place = { platform: "discord", workspace } as const;
      return thread === null
        ? { ...place, channel: channelId, message: id }
        : { ...place, channel: parentId ?? "", message: `${channelId}/${id}` };
    },
    reactions: () => events.filter((event): event is ReactionEvent => event.kind === "added" || event.kind === "removed"),
    person: ({ id }) => `discord:${guild.id}:${id}`,
    asked: (operation) => discord.api.calls.filter((call) => call.operation === operation).length,
    async close() {
      await source.stop();
      await discord.close();
    },
  };
}

/** As people see it: what is escaped stands for itself, and what nobody sees is not there. */
export function shown(content: string): string {
  return content.replace(/[\u200C\u200D]{3,}/g, "").replace(/\\([^\p{L}\p{N}\s])/gu, "$1");
}
