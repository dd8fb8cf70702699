export type UserKind = "member" | "admin" | "owner" | "guest" | "external" | "bot" | "deleted";

export interface User {
  readonly id: string;
  readonly name: string;
  readonly kind: UserKind;
}

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export interface PostedMessage {
  readonly ts: string;
  readonly user: string;
  text: string;
  readonly threadTs: string | null;
  readonly metadata: Metadata | null;
  /** Under which name an app posted it; null for its own. */
  readonly username: string | null;
  /** The bot of another app that posted it, which is no user; null for everybody else. */
  readonly bot: string | null;
  /** As Slack tells of it, where it is no plain message: `thread_broadcast`, `me_message`. */
  readonly subtype: string | null;
  /** How many files are attached. */
  readonly files: number;
  blocks: readonly unknown[] | null;
  /** Whom it has notified: people, groups and whole channels. */
  pings: readonly string[];
  /** Name → who holds it, in the order in which they pressed. */
  readonly reactions: Map<string, string[]>;
}

/** A message that somebody pinned in its channel, at a moment in seconds since 1970. */
export interface Pin {
  readonly ts: string;
  readonly by: string;
  readonly atS: number;
}

export interface Conversation {
  readonly id: string;
  readonly name: string;
  readonly members: Set<string>;
  archived: boolean;
  /** People of another organization are in it (Slack Connect). */
  shared: boolean;
  readonly messages: Map<string, PostedMessage>;
  /** By the messages' `ts`, in the order in which they were pinned. */
  readonly pins: Map<string, Pin>;
}

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
}

/** What one person sees, and nobody else. */
export interface Told {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly threadTs?: string;
}

/** Our app in the workspace. */
export interface Bot {
  readonly user: string;
  readonly bot: string;
  readonly app: string;
}

/** What the Web API answers as `ok: false`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Slack's timestamps: seconds, a dot, microseconds; no two are the same. */
export function createStamps(now: () => number): () => string {
  let lastUs = 0;
  return () => {
    lastUs = Math.max(Math.floor(now() * 1_000), lastUs + 1);
    const digits = String(lastUs);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  };
}
