import { NETWORK_TITLES, partName } from "../domain/conversation.ts";
import type { HeardDeletion, HeardEdit, HeardMessage, Part } from "../domain/heard.ts";
import type { Link } from "../domain/link.ts";
import { channelName, isPlatform, type Message } from "../domain/message.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Observer } from "../ports/observer.ts";
import { type Board, type Source, Unpostable } from "../ports/source.ts";
import type { Known, OutboxClaim, OutboxItem, Store } from "../ports/store.ts";
import type { Attach } from "./attach.ts";
import { boardOf } from "./boards.ts";
import type { Links } from "./links.ts";
import type { Handler } from "./outbox.ts";
import { share } from "./share.ts";

/** About a week: what a customer wrote is not thrown away because a channel was archived by mistake. */
const TRIES = 1_000;
/** For what may be mended by an invitation. */
const WAIT_MS = 10 * 60_000;
/** Whoever confirms a channel looks at it. */
const UNCONFIRMED_MS = 30_000;
/** About a day: an edit or a deletion can come before what it is about is in the channel. */
const CHANGE_TRIES = 155;

interface Relayed {
  readonly link: string;
  readonly account: string;
  /** By which the bridge names it. */
  readonly conversation: string;
  readonly ids: readonly string[];
  readonly isGroup: boolean;
  /** The group's name. Foreign. */
  readonly title: string | null;
  readonly id: string;
  readonly fromMe: boolean;
  /** The team wrote it in another channel of the same conversation. */
  readonly isTeams: boolean;
  readonly author: HeardMessage["author"];
  readonly part: Part;
  readonly quoted: HeardMessage["quoted"];
}

/** Where the messages of a conversation, named by one of its ids, stand one after the other. */
export function relayLane(link: string, account: string, conversation: string): string {
  return `relay ${link} ${account} ${conversation}`;
}

/** The item that shows one part of a message in a link's channel. */
export function relayItem(
  link: Link,
  { name: account }: Account,
  known: Known,
  heard: HeardMessage,
  part: Part,
  gatherMs: number,
  isTeams = false,
): OutboxItem {
  const { id, fromMe, author, quoted, conversation, atUs } = heard;
  const payload: Relayed = {
    ...{ link: link.name, account, conversation: known.id, ids: conversation.ids, isGroup: known.isGroup },
    ...{ title: known.name, id, fromMe, isTeams, author, part, quoted: part.part === heard.parts[0]?.part ? quoted : null },
  };
  const key = `relay ${link.name} ${account} ${partName(id, part.part)}`;
  const order = {
    lane: relayLane(link.name, account, known.id),
    ...(atUs !== null && { placeUs: atUs }),
    afterMs: gatherMs,
  };
  return { key, ...order, kind: "relay", payload };
}

interface Amended {
  readonly account: string;
  readonly id: string;
  readonly part: number;
  readonly text: string;
}

export function amendItem(account: string, { id, part, text, event }: HeardEdit): OutboxItem {
  const payload: Amended = { account, id, part, text };
  return { key: `amend ${account} ${partName(id, part)} ${event}`, lane: `change ${account} ${id}`, kind: "amend", payload };
}

export function withdrawItem(account: string, { id }: HeardDeletion): OutboxItem {
  return { key: `withdraw ${account} ${id}`, lane: `change ${account} ${id}`, kind: "withdraw", payload: { account, id } };
}

export interface RelayOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly sources: readonly Source[];
  readonly observer: Observer;
  readonly attach: Attach;
  /** Called with a link whose channel takes no messages, and why. */
  readonly unpostable: (link: string, reason: string) => Promise<void>;
}

/** A message of a channel, and the link under which it stands for one over there. */
type Shown = Message & { readonly link: string };

/** Shows in channels what people write on the networks: once, in order, and changed when they change it. */
export function createRelay(options: RelayOptions): Readonly<Record<"relay" | "amend" | "withdraw", Handler>> {
  const { store, links, accounts, sources, observer, attach, unpostable } = options;

  /** Pauses a link whose channel turns out to be shared. */
  async function look({ channel }: Link, board: Board): Promise<void> {
    const source = sources.find((one) => one.board === board);
    const id = channel.slice(channel.indexOf(":") + 1);
    if (source !== undefined && (await board.isShared(id))) await share(source.channel(id), true, options);
  }

  /** Every message in the links' channels that stands for this one, with its link. */
  async function shownAs(account: string, id: string, part: number | null): Promise<readonly Shown[]> {
    return (await store.mirrorsOn(account, id, part)).flatMap(({ feeds }) => feeds.filter(({ platform }) => isPlatform(platform)));
  }

  async function shownOn({ name }: Link, account: string, id: string, part: number): Promise<Shown | null> {
    return (await shownAs(account, id, part)).find(({ link }) => link === name) ?? null;
  }

  async function show(item: Relayed, link: Link, account: Account, board: Board, key: string, again: boolean): Promise<void> {
    const { conversation, id, part, fromMe, author, quoted } = item;
    const isInbox = link.conversation === "*";
    const head = isInbox ? await store.thread(link.name, conversation) : null;
    const before = again ? await shownOn(link, account.name, id, part.part) : null;
    const post = async () => {
      const answered = quoted === null ? null : await shownOn(link, account.name, quoted.id, quoted.part);
      const place = { thread: head?.message ?? null, quoted: answered?.message ?? null };
      const said = { author: authorOf(item, account, isInbox), text: part.text, attachments: part.attachments };
      return board.post(link.channel.slice(link.channel.indexOf(":") + 1), { ...said, ...place }, key, again);
    };
    const message = before ?? (await post());
    const there = { id, part: part.part, fromMe, author: fromMe ? null : author, conversation: { ids: item.ids } };
    await attach.target(link.name, message, account, there, again);
    // Last: another try looks for it where this one has put it.
    if (isInbox && head === null) await store.openThread(link.name, conversation, message);
  }

  /**
   * Each message that an edit or a deletion is about; `change` answers whether it could be done. Waits for those that are still to be shown,
   * though most never will be.
   */
  async function each(
    { payload, attempts }: OutboxClaim,
    part: number | null,
    change: (board: Board, message: Shown) => Promise<boolean>,
  ): Promise<number | null> {
    const { account, id } = payload as Pick<Amended, "account" | "id">;
    const shown = await shownAs(account, id, part);
    let waits = shown.length === 0;
    for (const message of shown) {
      const board = boardOf(sources, channelName(message));
      try {
        if (board !== undefined && !(await change(board, message))) waits = true;
      } catch (error) {
        // The channel takes nothing just now; or the team wrote it, and nobody else can change it.
        if (!(error instanceof Unpostable)) throw error;
        waits = true;
      }
    }
    return waits && attempts < CHANGE_TRIES ? Math.min(WAIT_MS, 1_000 * 2 ** attempts) : null;
  }

  return {
    relay: {
      tries: TRIES,
      failed: "a message could not be shown in its channel",
      async handle({ payload, key, attempts }) {
        const item = payload as Relayed;
        const [link, account] = [links.named(item.link), accounts.get(item.account)];
        const board = link === undefined ? undefined : boardOf(sources, link.channel);
        if (link === undefined || account === undefined || board === undefined) return null;
        try {
          // Another organization reads along: nothing of a customer's before an admin has said so. No event may have told of it yet.
          await look(link, board);
          if (links.isUnconfirmed(link.name)) return UNCONFIRMED_MS;
          await show(item, link, account, board, key, attempts > 0);
        } catch (error) {
          if (!(error instanceof Unpostable)) throw error;
          const isOver = attempts >= TRIES;
          observer.log.error({ link: link.name, reason: error.message, isOver }, "a channel takes no messages; what is written waits");
          await unpostable(link.name, error.message);
          return isOver ? null : WAIT_MS;
        }
        return null;
      },
    },
    amend: {
      tries: CHANGE_TRIES,
      failed: "an edit could not be shown",
      handle: (item) => {
        const { part, text } = item.payload as Amended;
        return each(item, part, async (board, message) => {
          if (links.isUnconfirmed(message.link)) return false;
          await board.amend(message, { text, attachments: [] });
          return true;
        });
      },
    },
    withdraw: {
      tries: CHANGE_TRIES,
      failed: "a deletion could not be shown",
      handle: (item) => each(item, null, (board, message) => board.withdraw(message).then(() => true)),
    },
  };
}

/** A customer can call themselves what they like: what follows the name is ours. */
function authorOf({ author, fromMe, isTeams, title, isGroup }: Relayed, { name, network }: Account, isInbox: boolean): string {
  const where = isPlatform(network) ? network : NETWORK_TITLES[network];
  if (fromMe) return `${name} · from ${isTeams ? "another channel" : "its phone"}`;
  const group = isInbox && isGroup && title !== null ? ` in ${title}` : "";
  return `${author.name ?? "Somebody"}${group} · ${where}`;
}
