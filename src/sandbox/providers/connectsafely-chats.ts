import { randomBytes } from "node:crypto";
import type { Authored, File, Person, Writing } from "./people.ts";

export interface ConnectSafelyMessage {
  /** A message URN. */
  readonly id: string;
  /** A conversation URN. */
  readonly conversation: string;
}

/** The author's id is LinkedIn's (`ACoAA…`). Without an account, the conversation's is meant, or the first. */
export interface ConnectSafelyWriting extends Writing {
  readonly account?: string;
}

/** A message as it is kept. */
export interface Kept {
  readonly id: string;
  readonly conversation: string;
  /** Null for our own account. */
  readonly author: Person | null;
  readonly text: string;
  readonly files: readonly File[];
  readonly at: number;
}

interface Conversation {
  readonly urn: string;
  readonly account: string;
  readonly group: string | null;
  readonly people: Map<string, Person>;
}

export type ConnectSafelyChats = ReturnType<typeof createConnectSafelyChats>;

const STRANGER: Person = { id: "ACoAAStranger", name: "Somebody" };

/** Conversations with their people, and what stands in them, by the URNs that reading them gives. */
export function createConnectSafelyChats(first: string, now: () => number) {
  const messages = new Map<string, Kept>();
  const conversations = new Map<string, Conversation>();

  function conversation(urn: string, account?: string, group?: string): Conversation {
    const known = conversations.get(urn);
    const people = known?.people ?? new Map<string, Person>();
    const whole = { urn, account: account ?? known?.account ?? first, group: group ?? known?.group ?? null, people };
    conversations.set(urn, whole);
    return whole;
  }

  return {
    messages,
    conversations,
    /** Puts a message there that was written before anybody looked. */
    put({ id, conversation: urn }: ConnectSafelyMessage): void {
      conversation(urn).people.set(STRANGER.id, STRANGER);
      messages.set(id, { id, conversation: urn, author: STRANGER, text: "…", files: [], at: now() });
    },
    write(writing: ConnectSafelyWriting & Partial<Authored>): Kept {
      const { conversation: urn, account, group, author = null } = writing;
      const { people } = conversation(urn, account, group);
      if (author !== null) people.set(author.id, author);
      const { id = urnOf(urn), text = "", attachments: files = [] } = writing;
      const message = { id, conversation: urn, author, text, files, at: now() };
      messages.set(id, message);
      return message;
    },
    /** Newest first: the cursor is documented as one "for older messages". */
    newest: (urn: string): readonly Kept[] =>
      [...messages.values()]
        .filter((message) => message.conversation === urn)
        .reverse()
        .toSorted((a, b) => b.at - a.at),
  };
}

/** A message URN that nobody has yet, for a conversation. */
export function urnOf(conversation: string): string {
  const profile = /urn:li:fsd_profile:[^,()]+/.exec(conversation)?.[0] ?? "urn:li:fsd_profile:ACoAASandbox";
  return `urn:li:msg_message:(${profile},2-${randomBytes(15).toString("base64")})`;
}

/** What the URNs of reading and those of deliveries have in common: the key that begins with `2-`. */
export function keyOf(urn: string): string {
  return /[,:](2-[^,()]+)\)?$/.exec(urn)?.[1] ?? urn;
}
