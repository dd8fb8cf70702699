import { INTENTS } from "./intents.ts";
import type { Dispatch } from "./state.ts";

interface Logged {
  readonly s: number;
  readonly t: string;
  readonly d: unknown;
}

/** One IDENTIFY and everything that it was told since, so that a RESUME can be told again. */
export interface Session {
  readonly id: string;
  readonly intents: number;
  readonly log: readonly Logged[];
  /** Over which it is told; null while nobody is connected, and what happens is kept for the RESUME. */
  send: ((frame: object) => void) | null;
  tell(t: string, d: unknown): void;
}

/** The sessions that Discord remembers. */
export function createSessions(makeId: () => string) {
  const all = new Map<string, Session>();

  return {
    open(intents: number): Session {
      const log: Logged[] = [];
      const session: Session = {
        id: makeId(),
        intents,
        log,
        send: null,
        tell(t, d) {
          const logged = { s: log.length + 1, t, d };
          log.push(logged);
          session.send?.({ op: 0, ...logged });
        },
      };
      all.set(session.id, session);
      return session;
    },
    find: (id: string) => all.get(id),
    forget: ({ id }: Session) => void all.delete(id),
    forgetAll: () => all.clear(),
    /** To every session that asked for it, in the form that it may read. */
    emit({ t, d, intents, bare }: Dispatch): void {
      for (const session of all.values()) {
        if (intents !== 0 && (session.intents & intents) === 0) continue;
        const told = bare && (session.intents & INTENTS.MessageContent) === 0 ? bare : d;
        // As it is now: what is told must not change when the world goes on.
        session.tell(t, JSON.parse(JSON.stringify(told)));
      }
    },
    tellAll(t: string, d: unknown): void {
      for (const session of all.values()) session.tell(t, d);
    },
  };
}
