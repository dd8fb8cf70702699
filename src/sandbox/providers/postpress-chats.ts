import { createHash, randomBytes } from "node:crypto";
import { type Authored, createCrowd, type File, type Person, type Writing } from "./people.ts";
import type { Phone } from "./phone.ts";

export type PostPressNetwork = "whatsapp" | "linkedin" | "instagram";

export interface PostPressMessage {
  readonly id: string;
  readonly network: PostPressNetwork;
  readonly conversation?: string;
  /** What somebody else shows on it. */
  readonly theirs?: readonly string[];
}

/** A conversation of one of our accounts. Nobody has to be told of those in which somebody writes. */
export interface PostPressChat {
  readonly id: string;
  readonly account: string;
  /** The group's name, where it is one. */
  readonly group?: string;
}

export interface PostPressWriting extends Writing {
  /** Where nothing says whose conversation it is, the first account is meant. */
  readonly account?: string;
}

/** A message as it is kept. */
export interface Kept {
  readonly id: string;
  readonly chat: string;
  readonly network: PostPressNetwork;
  readonly account: string;
  /** Null for our own account. */
  readonly author: Person | null;
  text: string | null;
  readonly files: readonly File[];
  readonly quoted: string | null;
  readonly at: number;
  readonly theirs: readonly string[];
  edited: boolean;
  deleted: boolean;
}

interface Chat extends PostPressChat {
  readonly people: Map<string, Person>;
}

export type PostPressChats = ReturnType<typeof createPostPressChats>;

const STRANGER: Person = { id: "them", name: "Somebody" };

/** Conversations with their people, and what stands in them. */
export function createPostPressChats(accounts: Readonly<Record<string, PostPressNetwork>>, now: () => number) {
  const messages = new Map<string, Kept>();
  const chats = new Map<string, Chat>();
  const [first = ""] = Object.keys(accounts);

  function chat({ id, account, group }: PostPressChat): Chat {
    const known = chats.get(id);
    const named = group ?? known?.group;
    const whole = {
      id,
      account: known?.account ?? account,
      people: known?.people ?? new Map(),
      ...(named !== undefined && { group: named }),
    };
    chats.set(id, whole);
    return whole;
  }

  function keep(message: Kept): Kept {
    messages.set(message.id, message);
    return message;
  }

  return {
    messages,
    chats,
    chat,
    crowd: createCrowd<string>(),
    networkOf: (account: string): PostPressNetwork => accounts[account] ?? "whatsapp",
    /** Who an account is on its network: what `account_info.user_id` says. */
    owner: (account: string): Person => ({
      id: accounts[account] === "whatsapp" ? "15550001000@s.whatsapp.net" : `ACoAA_${account}`,
      name: "Acme",
    }),
    /** Puts a message there that was written before anybody looked. */
    put({ id, network, conversation = "", theirs = [] }: PostPressMessage): void {
      const account = Object.keys(accounts).find((name) => accounts[name] === network) ?? first;
      if (conversation !== "") chat({ id: conversation, account });
      const nothing = { files: [], quoted: null, edited: false, deleted: false };
      keep({ id, network, account, chat: conversation, author: STRANGER, text: "…", at: now(), theirs, ...nothing });
    },
    write(writing: PostPressWriting & Partial<Authored>): Kept {
      const { conversation, account = chats.get(conversation)?.account ?? first, group, author = null } = writing;
      const { people, account: owner } = chat({ id: conversation, account, ...(group !== undefined && { group }) });
      if (author !== null) people.set(author.id, author);
      return keep({
        id: writing.id ?? madeUpId("msg"),
        chat: conversation,
        network: accounts[owner] ?? "whatsapp",
        account: owner,
        author,
        text: writing.text ?? null,
        files: writing.attachments ?? [],
        quoted: writing.quoted ?? null,
        at: now(),
        theirs: [],
        edited: false,
        deleted: false,
      });
    },
    /** Newest first; the document says only "ordered by timestamp". */
    newest: (is: (message: Kept) => boolean): readonly Kept[] =>
      [...messages.values()]
        .filter(is)
        .reverse()
        .toSorted((a, b) => b.at - a.at),
  };
}

export function madeUpId(prefix: string): string {
  return `${prefix}_${randomBytes(16).toString("base64url")}`;
}

/** The network's own id, which is none that a call takes. */
export function providerId({ network, id }: Pick<Kept, "network" | "id">): string {
  const digest = createHash("sha256").update(id).digest();
  return network === "whatsapp"
    ? `3EB0${digest.toString("hex").slice(0, 16).toUpperCase()}`
    : `2-${digest.toString("base64").slice(0, 24)}`;
}

/** Everything that stands on a message: what others show, and we. */
export function reactionsOn(message: Kept, chats: PostPressChats, phone: Phone): readonly unknown[] {
  const theirs = chats.crowd.on(message.id).map(({ person, mark }) => ({ value: mark, sender_id: person.id, is_sender: false }));
  const before = message.theirs.map((value) => ({ value, sender_id: STRANGER.id, is_sender: false }));
  const ours = phone.shown(message.id).map((value) => ({ value, sender_id: chats.owner(message.account).id, is_sender: true }));
  return [...before, ...theirs, ...ours];
}
