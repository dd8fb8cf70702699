import { boolean } from "./bodies.ts";
import { commands as all, command } from "./command-bodies.ts";
import { type Commands, drawCommand } from "./commands.ts";
import { refusal } from "./errors.ts";
import { type Route, route } from "./route.ts";
import type { World } from "./state.ts";

/** Our app's commands, everywhere and in the guild. */
export function commandRoutes(world: World, commands: Commands): readonly Route[] {
  const query = { with_localizations: boolean.optional() };

  function place(param: (name: string) => string): string | null {
    if (param("application") !== world.applicationId) throw refusal("unknownApplication");
    const guild = param("guild");
    if (guild !== "" && (guild !== world.guildId || !world.members.has(world.bot.id))) throw refusal("missingAccess");
    return guild === "" ? null : guild;
  }

  return (["", "/guilds/:guild"] as const).flatMap((guild) => {
    const path = `/applications/:application${guild}/commands`;
    const name = guild === "" ? "application_command" : "guild_application_command";
    return [
      route(`list_${name}s`, `GET ${path}`, { query }, ({ param }) => [
        200,
        commands.of(place(param)).map((one) => drawCommand(world, one)),
      ]),
      route(`bulk_set_${name}s`, `PUT ${path}`, { body: all }, ({ param, body }) => [
        200,
        commands.set(body, place(param)).map((one) => drawCommand(world, one)),
      ]),
      route(`create_${name}`, `POST ${path}`, { body: command }, ({ param, body }) => {
        const { command: made, isNew } = commands.add(body, place(param));
        return [isNew ? 201 : 200, drawCommand(world, made)];
      }),
      route(`delete_${name}`, `DELETE ${path}/:command`, {}, ({ param }) => {
        place(param);
        if (!commands.remove(param("command"))) throw refusal("unknownCommand");
        return [204];
      }),
    ];
  });
}
