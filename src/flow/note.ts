import { partName } from "../domain/conversation.ts";
import { personOn } from "../domain/event.ts";
import type { HeardReaction } from "../domain/heard.ts";
import type { Link } from "../domain/link.ts";
import { channelName, isPlatform, type Message, messageKey, networkMessage } from "../domain/message.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Observer } from "../ports/observer.ts";
import { type Source, Unpostable } from "../ports/source.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import { boardOf, isShowable } from "./boards.ts";
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
  readonly atUs: number | null;
}

/** One line in the thread of a message. */
interface Line {
  readonly message: Message;
  /** With a foreign name. */
  readonly text: string;
}

/** The item that looks whether a person's reaction is still held some moments later, and has it told then. */
export function noteItem(link: Link, message: Message, account: Account, heard: HeardReaction): OutboxItem {
  const { id, part, emoji, person, atUs, event } = heard;
  const { platform, workspace, channel, message: ts } = message;
  const payload: Noted = {
    ...{ link: link.name, message: { platform, workspace, channel, message: ts }, account: account.name, id, part },
    ...{ person: personOn(account.name, person.id), name: person.name, emoji, atUs },
  };
  const key = `note ${link.name} ${account.name} ${partName(id, part)} ${payload.person} ${emoji} ${event ?? atUs}`;
  return { key, afterMs: AFTER_MS + link.policy.graceMs, kind: "note", payload };
}

export interface NoteOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly sources: readonly Source[];
  readonly observer: Observer;
  readonly wake: () => void;
}

/** Tells in threads what people over there react: a bot's reaction notifies nobody. */
export function createNote({ store, links, accounts, sources, observer, wake }: NoteOptions): Readonly<Record<"note" | "line", Handler>> {
  /** By what is held now, not by what was heard, and by the newest press; what cannot be shown is not held, and told all the same. */
  async function isOver({ account: name, id, part, link, person, emoji, atUs }: Noted): Promise<boolean> {
    const account = accounts.get(name);
    if (account === undefined || isPlatform(account.network)) return true;
    if (emoji === null || !isShowable(sources, emoji)) return false;
    const mirror = await store.standsFor(networkMessage(account.network, name, id, part), link);
    const fact = mirror?.facts.find((one) => one.person === person && one.emoji === emoji);
    return fact?.held !== true || (atUs !== null && fact.atUs > atUs);
  }

  return {
    note: {
      tries: TRIES,
      failed: "a customer's reaction could not be looked at",
      async handle({ payload }) {
        const noted = payload as Noted;
        const { link, message, person, emoji, name } = noted;
        if (links.named(link) === undefined || links.isUnconfirmed(link) || (await isOver(noted))) return null;
        const who = name ?? "The customer";
        const line: Line = { message, text: emoji === null ? `${who} reacted with a sticker` : `${who} reacted ${emoji}` };
        await store.send([{ key: `line ${link} ${messageKey(message)} ${person} ${emoji}`, perMs: PER_MS, kind: "line", payload: line }]);
        wake();
        return null;
      },
    },
    line: {
      tries: TRIES,
      failed: "a customer's reaction could not be told",
      async handle({ payload, key, attempts }) {
        const { message, text } = payload as Line;
        try {
          await boardOf(sources, channelName(message))?.note(message, text, key, attempts > 0);
        } catch (error) {
          if (!(error instanceof Unpostable)) throw error;
          observer.log.warn({ reason: error.message }, "a thread takes no messages; a customer's reaction is not told");
        }
        return null;
      },
    },
  };
}
