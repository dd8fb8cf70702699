import type { Asking, Offer, Said } from "../../domain/command.ts";
import { coversConversation } from "../../domain/conversation.ts";
import type { Link } from "../../domain/link.ts";
import { channelName, isPlatform } from "../../domain/message.ts";
import type { Account, Accounts } from "../../ports/account.ts";
import type { Observer } from "../../ports/observer.ts";
import { type Source, Unpostable } from "../../ports/source.ts";
import type { Known, Store } from "../../ports/store.ts";
import { boardOf } from "../boards.ts";
import type { Links } from "../links.ts";
import { announcementItem } from "../notify.ts";
import { share } from "../share.ts";
import {
  droppedLink,
  linkedNote,
  linkLine,
  madeLink,
  titleOf,
  type Unlinked,
  unlinked,
  unlinkedNote,
  WHOLE_INBOX,
} from "./link-sentences.ts";

/** As many as somebody looks through; who wants an older one names it by its id. */
const MOST_OFFERS = 100;
const LOOKED_THROUGH = 500;

export interface LinkingOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly sources: readonly Source[];
  readonly observer: Observer;
  /** Called when there is something in the outbox. */
  readonly wake: () => void;
}

type IsAdmin = () => Promise<boolean>;

/** Links that people make in chat, and those of the configuration as they see them. */
export interface Linking {
  link(asking: Asking, isAdmin: IsAdmin): Promise<Said>;
  unlink(asking: Asking, isAdmin: IsAdmin): Promise<Said>;
  list(asking: Asking): Promise<Said>;
  /** What a channel can be linked with: the conversations heard of last, then whole inboxes. */
  offers(channel: Asking["channel"]): Promise<readonly Offer[]>;
}

export function createLinking(options: LinkingOptions): Linking {
  const { store, links, accounts, sources, wake } = options;
  const refused = (why: Unlinked): Said => [unlinked(why)];

  async function tellAll(key: string, channel: string, text: string): Promise<void> {
    await store.send([announcementItem(key, { channel, text })]);
    wake();
  }

  /** The conversation as calls want to hear it, with every id under which it is known. */
  async function conversationOf({ name, flawsOf }: Account, asked: string) {
    const id = asked.trim();
    const known = id === "*" ? null : await store.conversation(name, id);
    if (known !== null) return { id: known.ids[0] ?? id, ids: known.ids, name: known.name };
    const flaws = id === "" ? ["it is empty"] : id === "*" ? [] : (flawsOf?.(id) ?? []);
    return flaws.length > 0 ? { flaws } : { id, ids: [id], name: null };
  }

  /** Null: nobody can be told of it here. Throws Unpostable where that cannot be found out. */
  async function isShared(channel: Asking["channel"]): Promise<boolean | null> {
    const board = boardOf(sources, channelName(channel));
    if (board === undefined) return null;
    const shared = await board.isShared(channel.channel);
    // Its other links have to know as well.
    if (shared) await share(channel, true, options);
    return shared;
  }

  function standing(channel: string, account: Account, ids: readonly string[]): Link | undefined {
    return links.ofChannel(channel).find((link) => coversConversation(link, { account: account.name, ids }, account.conversationKey));
  }

  async function nameOf({ account, conversation }: Link): Promise<string | null> {
    if (account === null || conversation === null || conversation === "*") return null;
    return (await store.conversation(account, conversation))?.name ?? null;
  }

  async function link({ channel, command }: Asking, isAdmin: IsAdmin): Promise<Said> {
    if (command.kind !== "link") throw new TypeError("this is not about making a link");
    if (!(await isAdmin())) return refused({ why: "not-admin" });
    const account = accounts.get(command.account);
    const all = [...accounts.values()].filter(isTalking).map(({ name }) => name);
    if (account === undefined || isPlatform(account.network)) return refused({ why: "no-account", accounts: all });
    if (!isTalking(account)) return refused({ why: "unreached", account });
    const conversation = await conversationOf(account, command.conversation);
    if ("flaws" in conversation) return refused({ why: "malformed", flaws: conversation.flaws });
    const where = channelName(channel);
    const before = standing(where, account, conversation.ids);
    if (before !== undefined) return refused({ why: "stands", link: before.name });
    try {
      const shared = await isShared(channel);
      if (shared === null) return refused({ why: "unshown" });
      const place = { channel: where, account: account.name, conversation: conversation.id };
      const made = await links.make(place, shared ? "unconfirmed" : null);
      if (made === null) return refused({ why: "stands", link: standing(where, account, conversation.ids)?.name ?? "another link" });
      const paused = shared && isPlatform(channel.platform) ? channel.platform : null;
      await tellAll(`linked ${made.name}`, where, linkedNote(made, account, paused));
      return [madeLink({ link: made, account, name: conversation.name }, paused)];
    } catch (error) {
      if (!(error instanceof Unpostable)) throw error;
      return refused({ why: "unavailable", reason: error.message });
    }
  }

  async function unlink({ channel, command }: Asking, isAdmin: IsAdmin): Promise<Said> {
    if (command.kind !== "unlink") throw new TypeError("this is not about undoing a link");
    if (!(await isAdmin())) return refused({ why: "not-admin" });
    const where = channelName(channel);
    const asked = chosen(links.ofChannel(where), command.link);
    if ("why" in asked) return refused(asked);
    if (!(await links.drop(asked.name))) return refused({ why: "none" });
    await tellAll(`unlinked ${asked.name}`, where, unlinkedNote(asked.account ?? ""));
    return [droppedLink(asked.name)];
  }

  return {
    link,
    unlink,
    async list({ channel }) {
      const all = links.ofChannel(channelName(channel));
      if (all.length === 0) return refused({ why: "none" });
      const lines = all.map(async (one) => {
        const account = one.account === null ? null : (accounts.get(one.account) ?? null);
        return linkLine(one, account, await nameOf(one), links.isUnconfirmed(one.name));
      });
      return [(await Promise.all(lines)).join("\n")];
    },
    async offers(channel) {
      const where = channelName(channel);
      const offered = ({ account: name, id, ids, ...known }: Pick<Known, "account" | "id" | "ids" | "name">): readonly Offer[] => {
        const account = accounts.get(name);
        if (account === undefined || !isTalking(account) || standing(where, account, ids) !== undefined) return [];
        return [{ account: name, conversation: ids[0] ?? id, title: titleOf(known.name ?? id, account) }];
      };
      const heard = (await store.conversations(null, LOOKED_THROUGH)).flatMap(offered).slice(0, MOST_OFFERS);
      const inboxes = [...accounts.keys()].flatMap((account) => offered({ account, id: "*", ids: ["*"], name: WHOLE_INBOX }));
      return [...heard, ...inboxes];
    },
  };
}

function isTalking({ network, messages }: Account): boolean {
  return !isPlatform(network) && messages !== null;
}

/** The link that somebody means who names one, or none. */
function chosen(all: readonly Link[], name: string | null): Link | Unlinked {
  if (all.length === 0) return { why: "none" };
  const made = all.filter(({ source }) => source === "chat");
  const named = name === null ? undefined : all.find((link) => link.name === name);
  if (name !== null && named === undefined) return { why: "no-such", links: all.map((link) => link.name) };
  if (name === null && made.length > 1) return { why: "which", links: made.map((link) => link.name) };
  const link = named ?? made[0] ?? all[0];
  if (link === undefined) return { why: "none" };
  return link.source === "config" ? { why: "configured", link: link.name } : link;
}
