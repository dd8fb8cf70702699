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
  /** What they took the place of. */
  readonly before: readonly string[];
  /** Who did it: a request, or the owner with a thumb. */
  readonly by: "request" | "owner";
}

/** A text that a request sent, as it stands on the phones. */
export interface Sent {
  readonly at: number;
  readonly conversation: string;
  readonly id: string;
  readonly text: string;
  /** The message that it answers. */
  readonly quoted: string | null;
}

export interface PhoneOptions {
  /** Called at once when something has changed; what a request changed is not answered yet then. */
  readonly onShown?: ((shown: Shown) => void) | undefined;
  /** Called at once when a request has sent a text, which is not answered yet then. */
  readonly onSent?: ((sent: Sent) => void) | undefined;
}

export type Phone = ReturnType<typeof createPhone>;

/** What the people over there see of our accounts, and what they have seen. */
export function createPhone(now: () => number, { onShown, onSent }: PhoneOptions = {}) {
  const places = new Map<string, Map<string, readonly string[]>>();
  const history: Shown[] = [];
  const sent: Sent[] = [];
  const key = (message: string, { part = 0, comment, organization }: Place) => JSON.stringify([message, part, comment, organization]);

  function shown(message: string, place: Place = {}): readonly string[] {
    const accounts = places.get(key(message, place));
    return (place.account === undefined ? [...(accounts?.values() ?? [])].flat() : accounts?.get(place.account)) ?? [];
  }

  function put(message: string, place: Place, emoji: readonly string[], by: Shown["by"]): void {
    const account = place.account ?? "";
    const canonical = emoji.map(qualified);
    const accounts = places.get(key(message, place)) ?? new Map<string, readonly string[]>();
    const before = accounts.get(account) ?? [];
    if (JSON.stringify(before) === JSON.stringify(canonical)) return;
    places.set(key(message, place), accounts.set(account, canonical));
    const change: Shown = { at: now(), message, place, emoji: canonical, before, by };
    history.push(change);
    onShown?.(change);
  }

  return {
    history,
    shown,
    sent,
    /** A text that a request sent. Answers when, in milliseconds since 1970. */
    send(text: Omit<Sent, "at">): number {
      const at = now();
      const whole = { at, ...text };
      sent.push(whole);
      onSent?.(whole);
      return at;
    },
    /** By a request. */
    set: (message: string, place: Place, emoji: readonly string[]) => put(message, place, emoji, "request"),
    /** What the owner of the account does on the phone itself. Name the account where posts have several. */
    hold: (message: string, emoji: readonly string[], place: Place = {}) => put(message, place, emoji, "owner"),
  };
}
