import NodeCache from "node-cache";
import { z } from "zod";
import { UNKNOWN_GROUPS } from "../../domain/policy.ts";
import type { PersonClass } from "../../ports/source.ts";
import type { SlackClient } from "./client.ts";
import { codeOf } from "./errors.ts";
import { isRefusal, LOOKUP_TTL_MS } from "./info.ts";
import type { Log } from "./log.ts";
import { type Ourselves, toPerson } from "./mappers.ts";

const MOST_PEOPLE = 10_000;
const GROUPS = "groups";
/** What Slack answers when it may be different a moment later. */
const PASSING = ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"];

const userSchema = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  is_workflow_bot: z.boolean().nullish(),
  is_connector_bot: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_admin: z.boolean().nullish(),
  is_owner: z.boolean().nullish(),
  is_primary_owner: z.boolean().nullish(),
  teams: z.array(z.string()).nullish(),
  enterprise_user: z.object({ teams: z.array(z.string()).nullish() }).nullish(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
});

/** What is remembered of somebody. */
interface Known {
  /** Without their groups; none of somebody who is not there. */
  readonly classes: readonly PersonClass[];
  readonly name: string | null;
  readonly admin: boolean;
}

const NOBODY: Known = { classes: [], name: null, admin: false };
/** A message can be an app's, which is no user. */
const BOT_ID = /^B[A-Z0-9]+$/;

/** As Slack shows it. */
function nameOf({ profile, real_name, name }: z.infer<typeof userSchema>): string | null {
  return profile?.display_name || profile?.real_name || real_name || name || null;
}

/** `members`, `guests`, `external` or `bots`; null for a deleted user. */
function kindOf(user: z.infer<typeof userSchema>, us: Ourselves): "members" | "guests" | "external" | "bots" | null {
  if (user.deleted) return null;
  if (user.id === "USLACKBOT" || user.is_bot || user.is_workflow_bot || user.is_connector_bot) return "bots";
  // In an Enterprise organization `team_id` is the home workspace, and ours is one of several.
  const teams = [user.team_id, ...(user.teams ?? []), ...(user.enterprise_user?.teams ?? [])];
  if (user.is_stranger || !teams.includes(us.team)) return "external";
  return user.is_restricted || user.is_ultra_restricted ? "guests" : "members";
}

/** Who people are, remembered for a while; look-ups of one person at the same time are one request. All reject when Slack does not say. */
export interface People {
  classes(user: string, us: Ourselves): Promise<readonly PersonClass[]>;
  /** Null for somebody who is not there. */
  name(user: string, us: Ourselves): Promise<string | null>;
  /** Whether somebody is an admin or an owner of our workspace. */
  isAdmin(user: string, us: Ourselves): Promise<boolean>;
  close(): void;
}

export function createPeople(client: SlackClient, log: Log): People {
  const cache = new NodeCache({ stdTTL: LOOKUP_TTL_MS / 1_000, maxKeys: MOST_PEOPLE, useClones: false });
  const asking = new Map<string, Promise<unknown>>();
  let warned = false;

  function remembered<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = cache.get<T>(key);
    if (known !== undefined) return Promise.resolve(known);
    const under = asking.get(key) as Promise<T> | undefined;
    if (under) return under;
    const answer = ask()
      .then((value) => {
        if (cache.keys().length >= MOST_PEOPLE) cache.flushAll();
        cache.set(key, value);
        return value;
      })
      .finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  }

  /** User → the groups it is in, by id and by handle; null where they cannot be known. */
  async function groups(): Promise<{ readonly of: ReadonlyMap<string, readonly PersonClass[]> | null }> {
    const of = new Map<string, PersonClass[]>();
    const listed = await client.groups().catch((error: unknown) => {
      const code = codeOf(error);
      if (code === null || PASSING.includes(code) || isRefusal(code)) throw error;
      // Not every plan has user groups, and not every app may read them.
      if (!warned) log.warn({ code }, "Slack's user groups cannot be read: where a policy denies a group, nobody's reactions leave");
      warned = true;
      return null;
    });
    if (listed === null) return { of: null };
    for (const { id, handle, users } of listed) {
      const names = [id, handle].flatMap((name) => (name ? [`group:${name}`] : []));
      for (const user of users ?? []) of.set(user, [...(of.get(user) ?? []), ...names]);
    }
    return { of };
  }

  async function ask(user: string, us: Ourselves): Promise<Known> {
    const ids = [user, `slack:${user}`, toPerson(us, user)];
    if (BOT_ID.test(user)) return { classes: ["bots", ...ids], name: null, admin: false };
    try {
      const found = userSchema.parse(await client.user(user));
      const kind = kindOf(found, us);
      // Whoever is from elsewhere may be an admin there.
      const admin = kind === "members" && [found.is_admin, found.is_owner, found.is_primary_owner].includes(true);
      return { classes: kind === null ? [] : [kind, ...ids], name: nameOf(found), admin };
    } catch (error) {
      if (codeOf(error) === "user_not_found" || codeOf(error) === "user_not_visible") return NOBODY;
      throw error;
    }
  }

  // The cache is a plain object, where a bare `constructor` is always known.
  const known = (user: string, us: Ourselves) => remembered(`user ${user}`, () => ask(user, us));

  return {
    async classes(user, us) {
      const { classes } = await known(user, us);
      if (classes.length === 0) return classes;
      const { of } = await remembered(GROUPS, groups);
      return [...classes, ...(of === null ? [UNKNOWN_GROUPS] : (of.get(user) ?? []))];
    },
    name: async (user, us) => (await known(user, us)).name,
    isAdmin: async (user, us) => (await known(user, us)).admin,
    close: () => cache.close(),
  };
}
