import type { ReactionEvent } from "../../src/domain/event.ts";

/** What the bridge has to believe of one person's emoji on one message, after all that it was told and has read. */
interface Entry {
  readonly emoji: string;
  readonly held: boolean;
  readonly atUs: number;
  /** A reading found it: until when it was surely there, and the newest word from before that. */
  readonly found: { readonly byUs: number; readonly wordUs: number } | null;
}

export interface Held {
  readonly person: string;
  readonly emoji: string;
}

/** Keeps books of what the bridge can know, and so of what it has to put right. Shares no code with it. */
export interface Ledger {
  told(target: string, event: Pick<ReactionEvent, "person" | "name" | "kind" | "atUs">): void;
  /** What a reading answers at this moment, and the names whose list was cut short. True: it is too old for what is known. */
  read(target: string, held: readonly Held[], cut: readonly string[], atUs: number): boolean;
  /** How many reactions readings had to put right. */
  repaired(): number;
  /** How much of what people hold is not known, or is known and not so. */
  drift(target: string, held: readonly Held[]): number;
  /** What the customer has to see. */
  wanted(target: string): string | null;
  /** What is found there when it is linked is news, and no drift. */
  linked(target: string): void;
}

export function createLedger(): Ledger {
  const books = new Map<string, Map<string, Entry>>();
  const unread = new Set<string>();
  let repaired = 0;

  const keyOf = ({ person, emoji }: Held) => `${person} ${emoji}`;

  function bookOf(target: string): Map<string, Entry> {
    const book = books.get(target) ?? new Map<string, Entry>();
    books.set(target, book);
    return book;
  }

  function tell(book: Map<string, Entry>, one: Held, held: boolean, atUs: number): void {
    const before = book.get(keyOf(one));
    if (before?.found && atUs <= before.found.byUs) {
      const { byUs, wordUs } = before.found;
      if (atUs > wordUs) book.set(keyOf(one), { ...before, atUs: held ? atUs : byUs, found: { byUs, wordUs: atUs } });
    } else if (before === undefined || atUs > before.atUs || (atUs === before.atUs && !held)) {
      book.set(keyOf(one), { emoji: one.emoji, held, atUs, found: null });
    }
  }

  return {
    told(target, { person, name, kind, atUs }) {
      tell(bookOf(target), { person, emoji: name }, kind === "added", atUs ?? 0);
    },
    read(target, held, cut, atUs) {
      const book = bookOf(target);
      let isOld = false;
      let changes = 0;
      held.forEach((one, index) => {
        const before = book.get(keyOf(one));
        if (before?.held) return;
        const byUs = atUs - (held.length - 1 - index);
        if (before !== undefined && before.atUs >= byUs) isOld = true;
        else {
          book.set(keyOf(one), { emoji: one.emoji, held: true, atUs: byUs, found: { byUs, wordUs: before?.atUs ?? 0 } });
          changes += 1;
        }
      });
      const there = new Set(held.map(keyOf));
      for (const [key, entry] of book) {
        if (!entry.held || there.has(key) || cut.includes(entry.emoji)) continue;
        if (entry.atUs > atUs) isOld = true;
        else {
          book.set(key, { ...entry, held: false, atUs, found: null });
          changes += 1;
        }
      }
      if (!unread.delete(target)) repaired += changes;
      return isOld;
    },
    repaired: () => repaired,
    drift(target, held) {
      const known = [...bookOf(target)].flatMap(([key, entry]) => (entry.held ? [key] : []));
      const there = new Set(held.map(keyOf));
      return known.filter((key) => !there.has(key)).length + [...there].filter((key) => !known.includes(key)).length;
    },
    wanted(target) {
      const held = [...bookOf(target).values()].filter((entry) => entry.held);
      return held.toSorted((a, b) => b.atUs - a.atUs)[0]?.emoji ?? null;
    },
    linked(target) {
      unread.add(target);
    },
  };
}
