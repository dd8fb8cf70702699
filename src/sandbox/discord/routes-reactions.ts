import { z } from "zod";
import type { Access } from "./access.ts";
import { snowflake } from "./bodies.ts";
import { drawUser } from "./drawn.ts";
import { emojiIn, keyOf } from "./emoji.ts";
import { refusal } from "./errors.ts";
import type { Reactions } from "./reactions.ts";
import { type Route, route } from "./route.ts";
import { byAge } from "./snowflakes.ts";
import type { Message, NamedEmoji, World } from "./state.ts";

const PLACE = "/channels/:channel/messages/:message/reactions";
/** The limit that all changes of reactions in a channel share. */
const REACTIONS = { bucket: "reactions" };
const PAGE = 25;

export function reactionRoutes(world: World, access: Access, reactions: Reactions): readonly Route[] {
  function at(param: (name: string) => string) {
    const channel = access.channel(param("channel"));
    return { channel, message: access.message(channel, param("message")) };
  }
  return [
    route("add_my_message_reaction", `PUT ${PLACE}/:emoji/@me`, REACTIONS, ({ param }) => {
      const { channel, message } = at(param);
      const emoji = named(message, param("emoji"));
      if (!message.reactions.has(keyOf(emoji))) access.needs(channel, "AddReactions");
      reactions.add(world.bot, message, emoji);
      return [204];
    }),
    route("delete_my_message_reaction", `DELETE ${PLACE}/:emoji/@me`, REACTIONS, ({ param }) => {
      const { message } = at(param);
      reactions.remove(world.bot, message, named(message, param("emoji")));
      return [204];
    }),
    route("delete_user_message_reaction", `DELETE ${PLACE}/:emoji/:user`, REACTIONS, ({ param }) => {
      const { channel, message } = at(param);
      access.needs(channel, "ManageMessages");
      const person = world.people.get(param("user"));
      if (person === undefined) throw refusal("unknownUser");
      reactions.remove(person, message, named(message, param("emoji")));
      return [204];
    }),
    route(
      "list_message_reactions_by_emoji",
      `GET ${PLACE}/:emoji`,
      {
        query: {
          after: snowflake.optional(),
          limit: z.coerce.number().int().min(1).max(100).optional(),
          type: z.enum(["0", "1"]).optional(),
        },
      },
      ({ param, query: { after = "0", limit = PAGE, type = "0" } }) => {
        const { message } = at(param);
        const reaction = message.reactions.get(keyOf(named(message, param("emoji"))));
        const holders = (type === "1" ? reaction?.burst : reaction?.normal) ?? [];
        const people = holders.flatMap((id) => world.people.get(id) ?? []).toSorted(byAge);
        return [
          200,
          people
            .filter((person) => byAge(person, { id: after }) > 0)
            .slice(0, limit)
            .map(drawUser),
        ];
      },
    ),
    route("delete_all_message_reactions", `DELETE ${PLACE}`, REACTIONS, ({ param }) => {
      const { channel, message } = at(param);
      access.needs(channel, "ManageMessages");
      reactions.clear(message);
      return [204];
    }),
    route("delete_all_message_reactions_by_emoji", `DELETE ${PLACE}/:emoji`, REACTIONS, ({ param }) => {
      const { channel, message } = at(param);
      access.needs(channel, "ManageMessages");
      reactions.clearEmoji(message, named(message, param("emoji")));
      return [204];
    }),
  ];

  /** What stands on a message already can be asked for and pressed, wherever it is from. */
  function named(message: Message, text: string): NamedEmoji {
    const id = /^(?:a:)?\w+:(\d+)$/.exec(text)?.[1];
    return message.reactions.get(id ?? "")?.emoji ?? emojiIn(world, text);
  }
}
