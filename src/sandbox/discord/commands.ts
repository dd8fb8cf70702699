import type { CommandBody, Option } from "./command-bodies.ts";
import type { World } from "./state.ts";

export interface Command {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  /** Null for everywhere. */
  readonly guildId: string | null;
  readonly options: readonly Option[];
  /** What somebody must be permitted to see it; null for everybody. */
  readonly needs: bigint | null;
  readonly inDms: boolean;
  readonly body: CommandBody;
  readonly version: string;
}

/** The commands that our app has registered. */
export function createCommands(world: World) {
  let all: readonly Command[] = [];

  function make(body: CommandBody, guildId: string | null): Command {
    const { type, name, default_member_permissions: needed, contexts, dm_permission } = body;
    const before = all.find((one) => one.guildId === guildId && one.type === type && one.name === name);
    return {
      ...{ id: before?.id ?? world.id(), version: world.id(), type, name, guildId, body, options: body.options ?? [] },
      needs: needed === null || needed === undefined ? null : BigInt(needed),
      inDms: guildId === null && (contexts ? contexts.includes(1) : dm_permission !== false),
    };
  }

  return {
    get all() {
      return all;
    },
    of: (guildId: string | null) => all.filter((one) => one.guildId === guildId),
    /** In place of all that there were. */
    set(bodies: readonly CommandBody[], guildId: string | null): readonly Command[] {
      const made = bodies.map((body) => make(body, guildId));
      all = [...all.filter((one) => one.guildId !== guildId), ...made];
      return made;
    },
    add(body: CommandBody, guildId: string | null): { readonly command: Command; readonly isNew: boolean } {
      const made = make(body, guildId);
      const isNew = !all.some(({ id }) => id === made.id);
      all = [...all.filter(({ id }) => id !== made.id), made];
      return { command: made, isNew };
    },
    remove(id: string): boolean {
      const found = all.some((one) => one.id === id);
      all = all.filter((one) => one.id !== id);
      return found;
    },
  };
}

export type Commands = ReturnType<typeof createCommands>;

export function drawCommand(world: World, { id, type, name, guildId, options, needs, inDms, body, version }: Command) {
  const places = { contexts: body.contexts ?? null, integration_types: body.integration_types ?? [0], dm_permission: inDms };
  const names = { name, description: body.description ?? "", name_localizations: null, description_localizations: null };
  return {
    ...{ id, application_id: world.applicationId, version, type, ...names, ...places, nsfw: body.nsfw ?? false },
    default_member_permissions: needs === null ? null : String(needs),
    ...(guildId !== null && { guild_id: guildId }),
    ...(options.length > 0 && { options }),
  };
}
