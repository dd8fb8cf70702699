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

/** Names of custom emoji: once one is deleted, Discord tells of it by its id alone. */
export interface CustomNames {
  read(emoji: Written): Named;
}

const MOST_NAMES = 10_000;

export function createCustomNames(): CustomNames {
  const known = new Map<string, string>();
  return {
    read({ id, name }) {
      if (id == null) return { name: name ?? "", emoji: canonical(name ?? "") };
      if (name) {
        if (known.size >= MOST_NAMES) known.clear();
        known.set(id, name);
      }
      return { name: name || known.get(id) || id, emoji: null };
    },
  };
}

/** What a path of Discord's names it by. */
export function inPath({ id, name }: Written): string {
  return encodeURIComponent(id == null ? (name ?? "") : `${name || "_"}:${id}`);
}

export const written = z.object({ id: z.string().nullish(), name: z.string().nullish() });
