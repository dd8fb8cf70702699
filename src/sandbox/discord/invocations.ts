import { COMMANDS, OPTIONS, type Option, type ValueOption } from "./command-bodies.ts";
import type { Command, Commands } from "./commands.ts";
import { drawChannel, drawMembership, drawRole, drawUser } from "./drawn.ts";
import { may, permissionsOf } from "./permissions.ts";
import type { Channel, Person, World } from "./state.ts";
import { isDirect } from "./told.ts";

export type Given = Readonly<Record<string, string | number | boolean>>;
type Filled = { readonly name: string; readonly type: number } & Readonly<Record<string, unknown>>;

/** The command that somebody chooses by its name. Throws where Discord would not offer it to them. */
export function offered(world: World, commands: Commands, person: Person, channel: Channel, type: number, name: string): Command {
  const direct = isDirect(channel);
  const inGuild = direct ? undefined : commands.of(world.guildId).find((one) => one.type === type && one.name === name);
  const found = inGuild ?? commands.of(null).find((one) => one.type === type && one.name === name && (!direct || one.inDms));
  if (found === undefined) throw new Error(`there is no command ${name}`);
  const permitted = permissionsOf(world, person.id, channel);
  const isShown = found.needs === null || (permitted & found.needs) === found.needs;
  if (!direct && !(isShown && may(world, person.id, channel, "UseApplicationCommands")))
    throw new Error(`${person.name} is not offered ${name}`);
  return found;
}

/** What the menu of a message offers to somebody, and what is offered behind a slash. */
export function offersTo(world: World, commands: Commands, person: Person, channel: Channel): readonly string[] {
  return commands.all.flatMap(({ type, name }) => {
    try {
      return [`${type === COMMANDS.slash ? "/" : ""}${offered(world, commands, person, channel, type, name).name}`];
    } catch {
      return [];
    }
  });
}

/**
 * A command as somebody has filled it in: `reactions remove` with what its subcommand takes. Throws where Discord would not send it.
 * `focused` is the option that somebody is still typing in.
 */
export function filled(world: World, command: Command, path: readonly string[], given: Given, focused: string | null = null) {
  const branches: Option[] = [];
  let options = command.options;
  for (const name of path) {
    const branch = options.find((one) => one.name === name);
    if (branch?.type !== OPTIONS.subcommand && branch?.type !== OPTIONS.group) throw new Error(`${command.name} has no ${name}`);
    branches.push(branch);
    options = branch.options ?? [];
  }
  if (options.some(({ type }) => type === OPTIONS.subcommand || type === OPTIONS.group))
    throw new Error(`${command.name} needs a subcommand`);
  const values = options as readonly ValueOption[];
  const stray = Object.keys(given).find((name) => !values.some((one) => one.name === name));
  if (stray !== undefined) throw new Error(`${command.name} does not take ${stray}`);
  const leaves = values.flatMap((option) => leaf(option, given, focused));
  const all = branches.reduceRight<readonly Filled[]>((inner, { type, name }) => [{ type, name, options: inner }], leaves);
  const { id, name, type, guildId } = command;
  const resolved = resolve(world, leaves);
  return { id, name, type, options: all, ...(guildId !== null && { guild_id: guildId }), ...(resolved && { resolved }) };
}

function leaf(option: ValueOption, given: Given, focused: string | null): readonly Filled[] {
  const { name, type, required } = option;
  const value = given[name];
  if (value === undefined) {
    if (required && focused === null) throw new Error(`${name} is needed`);
    return [];
  }
  if (name === focused) return [{ name, type, value: String(value), focused: true }];
  check(option, value);
  return [{ name, type, value }];
}

function check(option: ValueOption, value: string | number | boolean): void {
  const { name, type } = option;
  const wanted = type === OPTIONS.boolean ? "boolean" : type === OPTIONS.integer || type === OPTIONS.number ? "number" : "string";
  if (typeof value !== wanted) throw new Error(`${name} is a ${wanted}`);
  if ("choices" in option && option.choices?.length && !option.choices.some((choice) => choice.value === value))
    throw new Error(`${name} is one of ${option.choices.map((choice) => choice.value).join(", ")}`);
  if (type !== OPTIONS.string) return;
  const { length } = String(value);
  if (length < (option.min_length ?? 0) || length > (option.max_length ?? 6_000)) throw new Error(`${name} is too long or too short`);
}

/** Whom and what the ids among the values are. */
function resolve(world: World, leaves: readonly Filled[]): object | null {
  const ids = (...types: readonly number[]) => leaves.filter(({ type }) => types.includes(type)).map(({ value }) => String(value));
  const people = ids(OPTIONS.user, OPTIONS.mentionable).flatMap((id) => world.people.get(id) ?? []);
  const roles = ids(OPTIONS.role, OPTIONS.mentionable).flatMap((id) => world.roles.get(id) ?? []);
  const channels = ids(OPTIONS.channel).flatMap((id) => world.channels.get(id) ?? []);
  if (people.length + roles.length + channels.length === 0) return null;
  const members = people.flatMap(({ id }) => world.members.get(id) ?? []);
  return {
    users: Object.fromEntries(people.map((person) => [person.id, drawUser(person)])),
    members: Object.fromEntries(members.map((member) => [member.person.id, drawMembership(member)])),
    roles: Object.fromEntries(roles.map((role) => [role.id, drawRole(world, role)])),
    channels: Object.fromEntries(channels.map((channel) => [channel.id, drawChannel(world, channel)])),
  };
}
