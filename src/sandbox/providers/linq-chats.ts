import { createHash, randomUUID } from "node:crypto";
import { type Mark, markOf } from "./linq-marks.ts";
import { type Authored, createCrowd, type File, type Person, type Writing } from "./people.ts";
import type { Phone } from "./phone.ts";

export type LinqService = "iMessage" | "RCS" | "SMS";

export interface LinqMessage {
  /** A UUID. */
  readonly id: string;
  readonly conversation?: string;
  /** How many parts it has; 1 of itself. */
  readonly parts?: number;
  readonly service?: LinqService;
  readonly fromMe?: boolean;
  /** What somebody else shows on part 0. */
  readonly theirs?: readonly string[];
}

export type LinqPart = { readonly type: "text" | "link"; readonly value: string } | { readonly type: "media"; readonly file: File };

/** `text` and `attachments` are a part each, unless `parts` says what the parts are. The author's id is a phone number or an address. */
export interface LinqWriting extends Writing {
  readonly parts?: readonly LinqPart[];
  /** Which part of the `quoted` message; 0 of itself. */
  readonly quotedPart?: number;
  readonly service?: LinqService;
}

/** A message as it is kept. */
export interface Kept {
  readonly id: string;
  readonly chat: string;
  /** Null for our own line. */
  readonly author: Person | null;
  readonly parts: readonly LinqPart[];
  readonly replyTo: { readonly message_id: string; readonly part_index: number } | null;
  readonly service: LinqService;
  readonly at: number;
  readonly idempotencyKey: string | null;
  readonly theirs: readonly string[];
}

interface Chat {
  readonly id: string;
  readonly createdAt: number;
  readonly group: string | null;
  readonly people: Map<string, Person>;
}

export type LinqChats = ReturnType<typeof createLinqChats>;

const STRANGER: Person = { id: "+15550002000", name: "Somebody" };
const CHAT = "3caaf1a0-ef9f-46e0-8c22-31e82c8514dc";

/** Chats with their people, and what stands in them. Ids are kept in lower case. */
export function createLinqChats(line: string, now: () => number) {
  const messages = new Map<string, Kept>();
  const byKey = new Map<string, Kept>();
  const chats = new Map<string, Chat>();

  function chat(id: string, group?: string): Chat {
    const known = chats.get(id);
    const whole = { createdAt: now(), people: new Map(), ...known, id, group: group ?? known?.group ?? null };
    chats.set(id, whole);
    return whole;
  }

  function keep(message: Kept): Kept {
    messages.set(message.id, message);
    if (message.idempotencyKey !== null) byKey.set(message.idempotencyKey, message);
    return message;
  }

  return {
    line,
    messages,
    byKey,
    chats,
    crowd: createCrowd<Mark>(),
    /** Puts a message there that was written before anybody looked. */
    put({ id, conversation = CHAT, parts = 1, service = "iMessage", fromMe = false, theirs = [] }: LinqMessage): void {
      chat(conversation).people.set(STRANGER.id, STRANGER);
      const author = fromMe ? null : STRANGER;
      const texts = Array.from({ length: parts }, () => ({ type: "text", value: "…" }) as const);
      const nothing = { replyTo: null, idempotencyKey: null };
      keep({ id: id.toLowerCase(), chat: conversation, author, parts: texts, service, at: now(), theirs, ...nothing });
    },
    write(writing: LinqWriting & Partial<Authored> & { readonly idempotencyKey?: string }): Kept {
      const { conversation, group, author = null, text, attachments = [], quoted, quotedPart = 0 } = writing;
      const { people } = chat(conversation, group);
      if (author !== null) people.set(author.id, author);
      const texts = text === undefined ? [] : [{ type: "text", value: text } as const];
      const parts = writing.parts ?? [...texts, ...attachments.map((file) => ({ type: "media", file }) as const)];
      return keep({
        id: (writing.id ?? randomUUID()).toLowerCase(),
        chat: conversation,
        author,
        parts,
        replyTo: quoted === undefined ? null : { message_id: quoted, part_index: quotedPart },
        service: writing.service ?? "iMessage",
        at: now(),
        idempotencyKey: writing.idempotencyKey ?? null,
        theirs: [],
      });
    },
    /** Newest first, which no document says. */
    newest: (id: string): readonly Kept[] =>
      [...messages.values()]
        .filter((message) => message.chat === id)
        .reverse()
        .toSorted((a, b) => b.at - a.at),
  };
}

/** The SDK's `ChatHandle`: a number or an address, and never a name. */
export function handleOf(handle: string, isMe: boolean, service: LinqService) {
  const id = createHash("sha256")
    .update(handle)
    .digest("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
  return { id, handle, is_me: isMe, service, status: "active", joined_at: "2026-01-01T00:00:00.000Z", left_at: null };
}

/** What stands on one part: what others show, and we. */
export function reactionsOn({ id, theirs, service }: Kept, part: number, { crowd, line }: LinqChats, phone: Phone): readonly unknown[] {
  const reaction = (handle: string, isMe: boolean, mark: Mark) => ({ handle: handleOf(handle, isMe, service), is_me: isMe, ...mark });
  return [
    ...(part === 0 ? theirs : []).map((emoji) => reaction(STRANGER.id, false, markOf(emoji))),
    ...crowd.on(id, part).map(({ person, mark }) => reaction(person.id, false, mark)),
    ...phone.shown(id, { part }).map((emoji) => reaction(line, true, markOf(emoji))),
  ];
}
