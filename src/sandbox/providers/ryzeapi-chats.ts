import { randomBytes } from "node:crypto";
import type { Authored, File, Person, Writing } from "./people.ts";

export interface RyzeApiMessage {
  readonly id: string;
  /** The chat's JID, or its phone number. */
  readonly conversation: string;
  readonly fromMe?: boolean;
  /** The author's JID; in groups, where the message is not ours. */
  readonly author?: string;
}

/** The conversation is a JID or a phone number, in the form in which it shall be delivered. */
export interface RyzeApiWriting extends Writing {
  /** The chat's other id (`…@lid`). */
  readonly lid?: string;
  /** Without an instance, the first is meant. */
  readonly instance?: string;
}

export interface RyzeApiPerson extends Person {
  readonly lid?: string;
}

/** A message as it is kept. */
export interface Kept {
  readonly id: string;
  readonly instance: string;
  readonly conversation: string;
  readonly lid: string | null;
  readonly group: string | null;
  readonly fromMe: boolean;
  /** Null where nobody said, and for our own account. */
  readonly author: RyzeApiPerson | null;
  readonly text: string;
  readonly files: readonly File[];
  readonly quoted: string | null;
  /** What the request that sent it said of where it comes from. */
  readonly source: string | null;
  readonly at: number;
}

export type RyzeApiChats = ReturnType<typeof createRyzeApiChats>;

export const OWN_JID = "5511000000000@s.whatsapp.net";

/** Messages, and the names under which their chats are known. */
export function createRyzeApiChats(first: string, now: () => number) {
  const messages = new Map<string, Kept>();

  return {
    messages,
    /** Puts a message there that was written before anybody looked. */
    put({ id, conversation, fromMe = false, author }: RyzeApiMessage): void {
      const nothing = { lid: null, group: null, files: [], quoted: null, source: null };
      const by = author === undefined ? null : { id: author, name: "Somebody" };
      messages.set(id, { id, instance: first, conversation, fromMe, author: by, text: "…", at: now(), ...nothing });
    },
    write(writing: RyzeApiWriting & Partial<Authored> & { readonly source?: string }): Kept {
      const { id = madeUpId(), conversation, author = null } = writing;
      const message = {
        id,
        instance: writing.instance ?? first,
        conversation,
        lid: writing.lid ?? null,
        group: writing.group ?? null,
        fromMe: author === null,
        author,
        text: writing.text ?? "",
        files: writing.attachments ?? [],
        quoted: writing.quoted ?? null,
        source: writing.source ?? null,
        at: now(),
      };
      messages.set(id, message);
      return message;
    },
    /** What the chat is called: the group's name, or the other person's. */
    nameOf: ({ conversation, group }: Kept): string | null =>
      group ?? [...messages.values()].findLast((one) => one.author !== null && isIn(one, conversation))?.author?.name ?? null,
    /** The newest message of the chat that a number or JID means, which knows all of the chat's names. */
    chatOf: (number: string): Kept | undefined => [...messages.values()].findLast((message) => isIn(message, number)),
  };
}

export function madeUpId(): string {
  return `3EB0${randomBytes(8).toString("hex").toUpperCase()}`;
}

export function isIn({ conversation, lid }: Kept, number: string): boolean {
  return jid(conversation) === jid(number) || lid === number;
}

function jid(number: string): string {
  return number.includes("@") ? number : `${number}@s.whatsapp.net`;
}
