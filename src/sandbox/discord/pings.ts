import type { Person, Role } from "./state.ts";

/** As a request says it; null where it says nothing. */
export interface AllowedMentions {
  readonly parse?: readonly string[] | null | undefined;
  readonly users?: readonly string[] | null | undefined;
  readonly roles?: readonly string[] | null | undefined;
  readonly replied_user?: boolean | null | undefined;
}

interface Spoken {
  readonly content: string;
  readonly allowed: AllowedMentions | null;
  /** Whoever wrote what this answers. */
  readonly answered: Person | null;
  readonly mayMentionEveryone: boolean;
  readonly people: ReadonlyMap<string, Person>;
  readonly roles: ReadonlyMap<string, Role>;
}

/**
 * Whom a message notifies (discord.com/developers/docs/resources/message#allowed-mentions-object): people and roles by their ids,
 * `everyone`, `here`. Without a word about it everybody who is mentioned is, and whoever is answered.
 */
export function pingsOf({ content, allowed, answered, mayMentionEveryone, people, roles }: Spoken): readonly string[] {
  const lets = (kind: "users" | "roles", id: string) =>
    allowed === null || allowed.parse?.includes(kind) === true || allowed[kind]?.includes(id) === true;
  const ids = (form: RegExp) => [...content.matchAll(form)].map(([, id = ""]) => id);
  const users = ids(/<@!?(\d+)>/g).filter((id) => people.has(id) && lets("users", id));
  const grouped = ids(/<@&(\d+)>/g).filter(
    (id) => (roles.get(id)?.mentionable || mayMentionEveryone) && roles.has(id) && lets("roles", id),
  );
  const everybody = mayMentionEveryone && (allowed === null || allowed.parse?.includes("everyone") === true);
  const all = everybody ? ids(/@(everyone|here)\b/g) : [];
  const replied = answered !== null && (allowed === null || allowed.replied_user === true) ? [answered.id] : [];
  return [...new Set([...users, ...grouped, ...all, ...replied])];
}
