/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** What asks for the next page; null after the last. */
  readonly next: string | null;
}

/** The items after the one that `cursor` names, at most `limit`; null for a cursor that no page gave out. */
export function page<T>(all: readonly T[], idOf: (item: T) => string, cursor: string | null, limit: number): Page<T> | null {
  const after = cursor === null ? "" : Buffer.from(cursor, "base64url").toString();
  const at = all.findIndex((item) => idOf(item) === after);
  if (cursor !== null && at < 0) return null;
  const items = all.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  const isMore = at + 1 + limit < all.length;
  return { items, next: isMore && last !== undefined ? Buffer.from(idOf(last)).toString("base64url") : null };
}

/** How many to a page: what was asked for, as long as the document allows it, `usual` when nothing was; null for anything else. */
export function limitOf(asked: string | null, most: number, usual: number): number | null {
  if (asked === null) return usual;
  const limit = /^\d+$/.test(asked) ? Number(asked) : 0;
  return limit >= 1 && limit <= most ? limit : null;
}
