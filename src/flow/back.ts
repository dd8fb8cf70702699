import { isAbout, partName } from "../domain/conversation.ts";
import { type ClearedEvent, personOn, type ReactionEvent } from "../domain/event.ts";
import type { HeardReaction } from "../domain/heard.ts";
import { channelName, isPlatform, type Message, networkMessage } from "../domain/message.ts";
import type { NetworkName } from "../domain/network.ts";
import { leaves, reversed } from "../domain/policy.ts";
import type { Account } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import type { Attach } from "./attach.ts";
import { boardOf, isShowable } from "./boards.ts";
import { noteItem } from "./note.ts";
import { type ResolveOptions, termsFrom } from "./resolve.ts";

/** A message can wait longer to be shown than a press of the team's waits to be linked. */
const WAITING_MS = 24 * 3_600_000;

/** The way back: what people on a network react appears in the channel, as the reaction of our bot. */
export interface Back {
  /** Commits a reaction; answers what came of it, in a word. */
  hear(account: Account, heard: HeardReaction): Promise<string>;
}

export interface BackOptions extends ResolveOptions {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly attach: Attach;
  readonly wake: () => void;
}

export function createBack(options: BackOptions): Back {
  const { store, links, sources, clock, attach, wake } = options;

  /** Our own account's: an echo of a step of ours, or a change made on its phone. */
  async function echo(account: Account, { op, emoji, id, part, atUs, event }: HeardReaction): Promise<string> {
    if (account.messages === null || (op === "add" && emoji === null)) return "unused";
    const { rules } = account.messages;
    const at = atUs ?? clock.now() * 1_000;
    const result = await store.echo(account.name, id, part, { op, emoji, atUs: at }, event ?? `${id} ${part} ${op} ${emoji} ${at}`, rules);
    if (result === "owner") wake();
    return result;
  }

  /** Whether its message is in a channel, or may be some time. */
  async function isLinked({ name, conversationKey = String }: Account, { id, part, conversation }: HeardReaction): Promise<boolean> {
    const all = links.ofAccount(name);
    const about = (ids: readonly string[]) => all.some((link) => isAbout(link, ids, conversationKey));
    if (all.length === 0 || conversation === null || about(conversation.ids)) return all.length > 0;
    const known = await store.conversation(name, conversation.ids[0] ?? "");
    return (known !== null && about(known.ids)) || (await shownAs(name, id, part)).length > 0;
  }

  async function press(account: Account, network: NetworkName, heard: HeardReaction): Promise<string> {
    const { op, emoji, id, part, atUs, event } = heard;
    const message = networkMessage(network, account.name, id, part);
    const person = personOn(account.name, heard.person.id);
    const replaces = account.messages?.rules.replaces === true;
    const all: ClearedEvent = { kind: "cleared", message, person, name: null, atUs, id: event };
    const one = (shown: string): ReactionEvent => ({
      ...{ kind: op === "add" ? "added" : "removed", message, person, name: shown, emoji: shown, via: "reaction", atUs, id: event },
    });
    // A sticker lies beside what a person reacts.
    if (op === "add" && emoji === null) return "note";
    await attach.back(account, id, part);
    // One person, one reaction: the new one ends the old one.
    if (op === "add" && replaces) {
      const before = { ...all, atUs: atUs === null ? null : atUs - 1, id: event === null ? null : `${event} before` };
      await store.record({ event: before, terms: {} }, WAITING_MS);
    }
    // It would only be parked: it is told instead.
    if (op === "add" && emoji !== null && !isShowable(sources, emoji)) return "note";
    const isOne = emoji !== null && (op === "add" || !replaces);
    const ageMs = atUs === null ? 0 : clock.now() - atUs / 1_000;
    const terms = isOne && op === "add" ? termsFrom(account.name, emoji, ageMs, options) : {};
    const result = await store.record({ event: isOne ? one(emoji) : all, terms }, WAITING_MS);
    // Whatever was linked meanwhile has missed what was about to wait.
    if (result === "waiting") await attach.back(account, id, part);
    return result;
  }

  async function shownAs(account: string, id: string, part: number): Promise<readonly (Message & { readonly link: string })[]> {
    const feeds = (await store.mirrorsOn(account, id, part)).flatMap((mirror) => mirror.feeds);
    return feeds
      .filter(({ platform, frozen }) => isPlatform(platform) && frozen === null)
      .map(({ platform, workspace, channel, message, link }) => ({ platform, workspace, channel, message, link }));
  }

  /** A line in the thread: of a reaction to our last message, and of every one that the channel cannot show. */
  async function note(account: Account, heard: HeardReaction): Promise<void> {
    const { id, part, emoji, conversation, op } = heard;
    if (op !== "add") return;
    const known = conversation === null ? null : await store.conversation(account.name, conversation.ids[0] ?? "");
    const isOurLast = known?.lastOwn === partName(id, part);
    for (const { link: name, ...message } of await shownAs(account.name, id, part)) {
      const link = links.named(name);
      const board = boardOf(sources, channelName(message));
      if (link === undefined || board === undefined || !leaves(reversed(link.policy).direction) || !link.policy.relay.notes) continue;
      const canShow = emoji !== null && board.shows(emoji);
      if (!canShow || isOurLast) await store.send([noteItem(link, message, account, heard)]);
    }
  }

  return {
    async hear(account, heard) {
      const { network } = account;
      if (isPlatform(network)) return "unused";
      if (heard.fromMe) return echo(account, heard);
      if (!(await isLinked(account, heard))) return "unlinked";
      const result = await press(account, network, heard);
      await note(account, heard);
      wake();
      return result;
    },
  };
}
