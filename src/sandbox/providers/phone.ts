import { qualified } from "./emoji.ts";

/** Where on a message or post. Nothing given: on the message itself, by whichever account shows something there. */
export interface Place {
  readonly account?: string;
  readonly part?: number;
  readonly comment?: string;
  readonly organization?: string;
}

/** From this moment on our account shows these on this place. */
export interface Shown {
  readonly at: number;
  readonly message: string;
  readonly place: Place;
  /** In the order in which they were put there, each fully qualified. */
  readonly emoji: readonly string[];
  /** Who did it: a request, or the owner with a thumb. */
  readonly by: "request" | "owner";
}

export type Phone = ReturnType<typeof createPhone>;

/** What the people over there see of our accounts, and what they have seen. */
export function createPhone(now: () => number, onShown: ((shown: Shown) => void) | undefined) {
  const places = new Map<string, Map<string, readonly string[]>>();
  const history: Shown[] = [];
  const key = (message: string, { part = 0, comment, organization }: Place) => JSON.stringify([message, part, comment, organization]);

  function shown(message: string, place: Place = {}): readonly string[] {
    const accounts = places.get(key(message, place));
    return (place.account === undefined ? [...(accounts?.values() ?? [])].flat() : accounts?.get(place.account)) ?? [];
  }

  function put(message: string, place: Place, emoji: readonly string[], by: Shown["by"]): void {
    const account = place.account ?? "";
    const canonical = emoji.map(qualified);
    const before = places.get(key(message, place)) ?? new Map<string, readonly string[]>();
    if (JSON.stringify(before.get(account) ?? []) === JSON.stringify(canonical)) return;
    places.set(key(message, place), before.set(account, canonical));
    const change: Shown = { at: now(), message, place, emoji: canonical, by };
    history.push(change);
    onShown?.(change);
  }

  return {
    history,
    shown,
    /** By a request. */
    set: (message: string, place: Place, emoji: readonly string[]) => put(message, place, emoji, "request"),
    /** What the owner of the account does on the phone itself. Name the account where posts have several. */
    hold: (message: string, emoji: readonly string[], place: Place = {}) => put(message, place, emoji, "owner"),
  };
}
