import { drawEmoji, drawGuildCreate, drawMember, drawRole } from "./drawn.ts";
import { INTENTS } from "./intents.ts";
import { bitsOf, EVERYBODY, type Permission } from "./permissions.ts";
import type { CustomEmoji, Member, Person, Role, World } from "./state.ts";
import { tell } from "./told.ts";

/** Who is in the guild, what they may, and the emoji that they made. */
export function createMembers(world: World) {
  function role(
    name: string,
    permissions: readonly Permission[] = [],
    { mentionable = false, managed = false, id = world.id() } = {},
  ): Role {
    const made = { id, name, permissions: bitsOf(permissions), mentionable, managed };
    world.roles.set(id, made);
    tell(world, "GUILD_ROLE_CREATE", { role: drawRole(world, made) });
    return made;
  }
  function changeRole(changed: Role, changes: { readonly name?: string; readonly permissions?: readonly Permission[] }): void {
    changed.name = changes.name ?? changed.name;
    changed.permissions = changes.permissions ? bitsOf(changes.permissions) : changed.permissions;
    tell(world, "GUILD_ROLE_UPDATE", { role: drawRole(world, changed) });
  }
  function deleteRole({ id }: Role): void {
    world.roles.delete(id);
    for (const { roles } of world.members.values()) roles.delete(id);
    tell(world, "GUILD_ROLE_DELETE", { role_id: id });
  }

  /** Somebody who has an account, but is not in the guild. */
  function person(name: string, { bot = false, displayName = name as string | null, id = world.id() } = {}): Person {
    const made = { id, name: name.toLowerCase().replace(/[^\w.]/g, ""), displayName: bot ? null : displayName, bot };
    world.people.set(id, made);
    return made;
  }

  function join(who: Person, roles: readonly Role[] = [], nick: string | null = null): Member {
    const joinedAt = new Date(world.now()).toISOString();
    const member = { person: who, nick, roles: new Set(roles.map(({ id }) => id)), joinedAt };
    world.members.set(who.id, member);
    tell(world, "GUILD_MEMBER_ADD", drawMember(member), INTENTS.GuildMembers);
    return member;
  }
  function changeMember(who: Person, changes: { readonly roles?: readonly Role[]; readonly nick?: string | null }): void {
    const member = world.members.get(who.id);
    if (member === undefined) return;
    if (changes.nick !== undefined) member.nick = changes.nick;
    if (changes.roles) {
      member.roles.clear();
      for (const { id } of changes.roles) member.roles.add(id);
    }
    // Of its own membership an app hears without the privileged intent.
    const intents = who.id === world.bot.id ? INTENTS.Guilds : INTENTS.GuildMembers;
    tell(world, "GUILD_MEMBER_UPDATE", drawMember(member), intents);
  }
  /** When it is our app that goes, it hears that the guild is gone, and nothing after that. */
  function leave(who: Person): void {
    const { id, name, displayName, bot } = who;
    const user = { id, username: name, global_name: displayName, avatar: null, discriminator: "0", public_flags: 0, bot };
    if (id === world.bot.id) {
      world.emit({ t: "GUILD_DELETE", d: { id: world.guildId }, intents: INTENTS.Guilds });
      for (const own of world.roles.values()) if (own.managed) world.roles.delete(own.id);
    } else tell(world, "GUILD_MEMBER_REMOVE", { user }, INTENTS.GuildMembers);
    world.members.delete(id);
  }

  /** The role that everybody has bears the id of the guild. */
  const everyone = role("@everyone", EVERYBODY, { id: world.guildId });

  /** What our app may everywhere, by its own role and by the one that everybody has: nothing else. */
  function permit(permissions: readonly Permission[]): void {
    const own = [...world.roles.values()].find(({ managed }) => managed);
    changeRole(everyone, { permissions: EVERYBODY.filter((name) => name === "UseApplicationCommands" || permissions.includes(name)) });
    if (own) changeRole(own, { permissions });
  }
  /** Our app is let in. */
  function invite(permissions: readonly Permission[]): void {
    join(world.bot, [role(world.bot.name, [], { managed: true })]);
    permit(permissions);
    world.emit({ t: "GUILD_CREATE", d: drawGuildCreate(world), intents: INTENTS.Guilds });
  }

  /** Discord cannot reach the guild for a while. */
  function outage(lasts: boolean): void {
    if (lasts) world.emit({ t: "GUILD_DELETE", d: { id: world.guildId, unavailable: true }, intents: INTENTS.Guilds });
    world.unavailable = lasts;
    if (!lasts) world.emit({ t: "GUILD_CREATE", d: drawGuildCreate(world), intents: INTENTS.Guilds });
  }

  function tellEmojis(): void {
    tell(world, "GUILD_EMOJIS_UPDATE", { emojis: [...world.emojis.values()].map(drawEmoji) }, INTENTS.GuildExpressions);
  }
  function emoji(name: string, { animated = false } = {}): CustomEmoji {
    const made = { id: world.id(), name, animated };
    world.emojis.set(made.id, made);
    tellEmojis();
    return made;
  }
  function renameEmoji(renamed: CustomEmoji, name: string): void {
    renamed.name = name;
    tellEmojis();
  }
  function deleteEmoji({ id }: CustomEmoji): void {
    world.emojis.delete(id);
    tellEmojis();
  }

  return {
    ...{ everyone, role, changeRole, deleteRole, person, join, changeMember, leave, permit, invite, outage },
    ...{ emoji, renameEmoji, deleteEmoji },
  };
}

export type Members = ReturnType<typeof createMembers>;
