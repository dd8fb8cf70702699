import { INTENTS } from "./intents.ts";
import { may } from "./permissions.ts";
import type { Channel, World } from "./state.ts";

type Kind = "message" | "reaction";

const ASKED = {
  guild: { message: INTENTS.GuildMessages, reaction: INTENTS.GuildMessageReactions },
  direct: { message: INTENTS.DirectMessages, reaction: INTENTS.DirectMessageReactions },
} as const;

export function isDirect({ recipients }: Channel): boolean {
  return recipients.length > 0;
}

/** The guild's id where there is a guild: direct messages have none. */
export function placeOf(world: World, channel: Channel): object {
  return isDirect(channel) ? {} : { guild_id: world.guildId };
}

/** Tells our app what happens in a channel, if it can see it. */
export function tellIn(world: World, channel: Channel, kind: Kind, t: string, d: object, bare?: object): void {
  const direct = isDirect(channel);
  if (!direct && !may(world, world.bot.id, channel, "ViewChannel")) return;
  if (direct || isHere(world)) world.emit({ t, d, intents: ASKED[direct ? "direct" : "guild"][kind], ...(bare && { bare }) });
}

/** Tells our app what happens to the guild, while it is in it. */
export function tell(world: World, t: string, d: object, intents: number = INTENTS.Guilds): void {
  if (isHere(world)) world.emit({ t, d: { guild_id: world.guildId, ...d }, intents });
}

function isHere(world: World): boolean {
  return !world.unavailable && world.members.has(world.bot.id);
}
