import NodeCache from "node-cache";
import { z } from "zod";
import type { PersonClass } from "../../ports/source.ts";
import { codeOf } from "./errors.ts";
import { id, isId, toPerson } from "./ids.ts";
import { DIRECT, LOOKUP_TTL_MS } from "./info.ts";
import type { Rest } from "./rest.ts";

const MOST_PEOPLE = 10_000;
/** Of more servers than that, somebody who writes a direct message is looked for in the first. */
const MOST_SERVERS = 10;
/** `flags` of a member who was let into one call only. */
const IS_GUEST = 1 << 4;

const UNKNOWN_MEMBER = 10007;
const UNKNOWN_USER = 10013;

const memberSchema = z.object({
  user: z.object({ id, bot: z.boolean().nullish(), system: z.boolean().nullish() }),
  roles: z.array(id),
  pending: z.boolean().nullish(),
  flags: z.int().nullish(),
});
const rolesSchema = z.array(z.object({ id, name: z.string() }));

type Kind = "members" | "guests" | "external" | "bots";

/** What is remembered of somebody; roles by their ids. */
interface Known {
  readonly kind: Kind | null;
  readonly roles: readonly string[];
}

const NOBODY: Known = { kind: null, roles: [] };

/** Who people are, remembered for a while; look-ups of one person at the same time are one request. */
export interface People {
  /** Rejects when Discord does not say. */
  classes(workspace: string, user: string): Promise<readonly PersonClass[]>;
  /** Takes in what a dispatch tells of somebody beside something else. Never throws. */
  know(workspace: string, member: unknown): void;
  /** A webhook, which is nobody's. */
  isBot(workspace: string, user: string): void;
  /** Something was told of a member of a server, or of its roles, so that it must be asked anew. */
  forget(workspace: string, user: string | null): void;
  close(): void;
}

export interface PeopleOptions {
  readonly rest: Pick<Rest, "read">;
  /** The servers that the bot is in. */
  readonly servers: () => readonly string[];
}

function known({ user, roles, pending, flags }: z.infer<typeof memberSchema>): Known {
  if (user.bot || user.system) return { kind: "bots", roles };
  return { kind: pending || ((flags ?? 0) & IS_GUEST) !== 0 ? "guests" : "members", roles };
}

export function createPeople({ rest, servers }: PeopleOptions): People {
  const cache = new NodeCache({ stdTTL: LOOKUP_TTL_MS / 1_000, maxKeys: MOST_PEOPLE, useClones: false });
  const asking = new Map<string, Promise<unknown>>();
  const keyOf = (workspace: string, user: string) => `member ${workspace} ${user}`;

  function remember(key: string, value: unknown): void {
    if (cache.keys().length >= MOST_PEOPLE) cache.flushAll();
    cache.set(key, value);
  }

  function remembered<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const found = cache.get<T>(key);
    if (found !== undefined) return Promise.resolve(found);
    const under = asking.get(key) as Promise<T> | undefined;
    if (under) return under;
    const answer = ask()
      .then((value) => {
        // What was told meanwhile is newer.
        const told = cache.get<T>(key);
        if (told === undefined) remember(key, value);
        return told ?? value;
      })
      .finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  }

  const member = (workspace: string, user: string) =>
    remembered(keyOf(workspace, user), async () => {
      try {
        return known(memberSchema.parse(await rest.read(`/guilds/${workspace}/members/${user}`)));
      } catch (error) {
        if (codeOf(error) === UNKNOWN_MEMBER || codeOf(error) === UNKNOWN_USER) return NOBODY;
        throw error;
      }
    });

  const rolesOf = (workspace: string) =>
    remembered(`roles ${workspace}`, async () => {
      const listed = rolesSchema.parse(await rest.read(`/guilds/${workspace}/roles`));
      return new Map(listed.map((role) => [role.id, role.name]));
    });

  async function inServer(workspace: string, user: string): Promise<readonly PersonClass[]> {
    const { kind, roles } = await member(workspace, user);
    if (kind === null) return [];
    const names = roles.length === 0 ? null : await rolesOf(workspace);
    const named = roles.flatMap((role) => [`role:${role}`, ...(names?.has(role) ? [`role:${names.get(role)}`] : [])]);
    return [kind, user, `discord:${user}`, toPerson(workspace, user), ...named];
  }

  return {
    async classes(workspace, user) {
      if (!isId(user)) return [];
      if (workspace !== DIRECT) return inServer(workspace, user);
      for (const server of servers().slice(0, MOST_SERVERS)) {
        const classes = await inServer(server, user);
        if (classes.length > 0) return classes;
      }
      return ["external", user, `discord:${user}`, toPerson(DIRECT, user)];
    },
    know(workspace, data) {
      const { data: read } = memberSchema.safeParse(data);
      if (read !== undefined) remember(keyOf(workspace, read.user.id), known(read));
    },
    isBot: (workspace, user) => remember(keyOf(workspace, user), { kind: "bots", roles: [] } satisfies Known),
    forget(workspace, user) {
      cache.del(user === null ? `roles ${workspace}` : keyOf(workspace, user));
    },
    close: () => cache.close(),
  };
}
