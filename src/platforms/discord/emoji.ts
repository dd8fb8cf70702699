import { z } from "zod";
import type { Emoji } from "../../domain/emoji.ts";
import { canonical } from "../../names/index.ts";

/** An emoji as Discord writes it: a standard one has no id. */
export interface Written {
  readonly id?: string | null | undefined;
  readonly name?: string | null | undefined;
}

/** An emoji as facts hold it. */
export interface Named {
  /** A standard emoji as Discord spells it; a custom one by its name, as people and policies call it. */
  readonly name: string;
  /** Null for a custom one, and for what is no emoji that we know. */
  readonly emoji: Emoji | null;
}

/** Names of custom emoji: once one is deleted, Discord tells of it by its id alone, and once it is renamed by another name than before. */
export interface CustomNames {
  read(emoji: Written): Named;
  /** As what it may have been pressed: its name now, and every one that was heard of before. */
  ever(emoji: Written): readonly Named[];
  /** Whether its name is known; an id is none. */
  isKnown(emoji: Written): boolean;
}

const MOST_NAMES = 10_000;
/** Of one emoji. */
const MOST_BEFORE = 5;

export function createCustomNames(): CustomNames {
  /** By id; the newest name first. */
  const known = new Map<string, readonly string[]>();

  function heard(id: string, name: string | null | undefined): readonly string[] {
    const before = known.get(id) ?? [];
    if (!name || before[0] === name) return before;
    if (known.size >= MOST_NAMES) known.clear();
    const names = [name, ...before.filter((one) => one !== name)].slice(0, MOST_BEFORE);
    known.set(id, names);
    return names;
  }

  function ever({ id, name }: Written): readonly Named[] {
    if (id == null) return [{ name: name ?? "", emoji: canonical(name ?? "") }];
    const names = heard(id, name);
    return (names.length === 0 ? [id] : names).map((one) => ({ name: one, emoji: null }));
  }

  return {
    ever,
    read: (emoji) => ever(emoji)[0] as Named,
    isKnown: ({ id, name }) => id == null || heard(id, name).length > 0,
  };
}

/** What a path of Discord's names it by. */
export function inPath({ id, name }: Written): string {
  return encodeURIComponent(id == null ? (name ?? "") : `${name || "_"}:${id}`);
}

export const written = z.object({ id: z.string().nullish(), name: z.string().nullish() });
