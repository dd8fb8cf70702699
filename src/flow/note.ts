import { partName } from "../domain/conversation.ts";
import { personOn } from "../domain/event.ts";
import type { HeardReaction } from "../domain/heard.ts";
import type { Link } from "../domain/link.ts";
import { isPlatform, type Message, networkMessage } from "../domain/message.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Source } from "../ports/source.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import type { Links } from "./links.ts";
import type { Handler } from "./outbox.ts";

const TRIES = 20;
/** Flapping is over by then, and one line in a minute is enough. */
const AFTER_MS = 3_000;
const PER_MS = 60_000;

interface Noted {
  readonly link: string;
  readonly message: Message;
  readonly account: string;
  readonly id: string;
  readonly part: number;
  readonly person: string;
  /** Foreign. */
  readonly name: string | null;
  /** Null for a sticker. */
  readonly emoji: string | null;
}

/** The item that tells of one person's reaction in the thread of the message, if it is still held by then. */
export function noteItem(link: Link, message: Message, account: Account, heard: HeardReaction): OutboxItem {
  const { id, part, emoji, person } = heard;
  const { platform, workspace, channel, message: ts } = message;
  const payload: Noted = {
    ...{ link: link.name, message: { platform, workspace, channel, message: ts }, account: account.name, id, part },
    ...{ person: personOn(account.name, person.id), name: person.name, emoji },
  };
  const key = `note ${link.name} ${account.name} ${partName(id, part)} ${payload.person} ${emoji}`;
  return { key, perMs: PER_MS, afterMs: AFTER_MS + link.policy.graceMs, kind: "note", payload };
}

export interface NoteOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly sources: readonly Source[];
}

export function createNote({ store, links, accounts, sources }: NoteOptions): Handler {
  /** By what is held now, not by what was heard; what cannot be shown is not held, and told all the same. */
  async function isOver({ account: name, id, part, link, person, emoji }: Noted, shown: boolean): Promise<boolean> {
    const account = accounts.get(name);
    if (account === undefined || isPlatform(account.network)) return true;
    if (emoji === null || !shown) return false;
    const mirror = await store.standsFor(networkMessage(account.network, name, id, part), link);
    return mirror?.facts.some((fact) => fact.person === person && fact.emoji === emoji && fact.held) !== true;
  }

  return {
    tries: TRIES,
    failed: "a customer's reaction could not be told",
    async handle({ payload, key, attempts }) {
      const noted = payload as Noted;
      const { message, emoji, name } = noted;
      const board = sources.find(({ platform }) => platform === message.platform)?.board;
      if (board === undefined || links.named(noted.link) === undefined) return null;
      if (await isOver(noted, emoji !== null && board.shows(emoji))) return null;
      const who = name ?? "The customer";
      await board.note(message, emoji === null ? `${who} reacted with a sticker` : `${who} reacted ${emoji}`, key, attempts > 0);
      return null;
    },
  };
}
