import type { Asking } from "../../domain/command.ts";
import { channelName, isPlatform, type Message, messageKey } from "../../domain/message.ts";
import type { Mirror } from "../../domain/mirror.ts";
import { messageOn } from "../../domain/slot.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Source } from "../../ports/source.ts";
import type { Known, Store } from "../../ports/store.ts";
import type { Links } from "../links.ts";

/** The newest of these by their own time is the newest of the channel: messages are linked about when they are written. */
const LAST = 50;

/** A message of a channel, and everything that it stands for there. */
export interface Spot {
  readonly message: Message;
  /** At least one; in the order in which the links are declared. */
  readonly mirrors: readonly Mirror[];
  /** How old the message is; null where its id does not say. */
  readonly ageMs: number | null;
  /** The conversation of the first mirror; null where it is none, or was not heard of. */
  readonly conversation: Known | null;
}

/** Why there is no such message. */
export type Nowhere = "unlinked-channel" | "other-channel" | "unlinked-message" | "nothing-yet" | "not-a-message";

export interface SpotOptions {
  readonly store: Store;
  readonly links: Links;
  readonly sources: readonly Source[];
  readonly clock: Clock;
}

/** Finds the message that a command is about; the newest one is the newest at this moment. */
export async function findSpot({ place, channel }: Pick<Asking, "place" | "channel">, options: SpotOptions): Promise<Spot | Nowhere> {
  const { store, links, sources, clock } = options;
  const here = links.ofChannel(channelName(channel));
  if (here.length === 0) return "unlinked-channel";
  if (place.kind === "post") return "not-a-message";
  const source = sources.find(({ platform }) => platform === channel.platform);
  const postedMs = ({ message }: Message) => source?.postedMs(message) ?? null;

  if (place.kind === "message" && channelName(place.message) !== channelName(channel)) return "other-channel";
  const message = place.kind === "message" ? place.message : await newest(await idsOf(place.head ?? null));
  if (message === null) return "nothing-yet";
  const stands = await Promise.all(here.map(({ name }) => store.standsFor(message, name)));
  const mirrors = stands.filter((mirror) => mirror !== null);
  if (mirrors[0] === undefined) return "unlinked-message";
  const { account, conversation } = mirrors[0].slot;
  const at = postedMs(message);
  return {
    ...{ message, mirrors, ageMs: at === null ? null : Math.max(0, clock.now() - at) },
    conversation: conversation === null ? null : await store.conversation(account, conversation),
  };

  /** The ids of the conversation that a thread stands for; null where it stands for none. */
  async function idsOf(head: Message | null): Promise<readonly string[] | null> {
    for (const { name, account } of head === null ? [] : here) {
      const id = head === null ? null : await store.conversationOf(name, head);
      if (id !== null) return (await store.conversation(account ?? "", id))?.ids ?? [id];
    }
    return null;
  }

  /** The newest message of the other side; where nobody said who wrote it, it is theirs. */
  async function newest(ids: readonly string[] | null): Promise<Message | null> {
    const theirs = (await store.linkedLast(channel, LAST))
      .filter(({ slot }) => !isPlatform(slot.account) && slot.fromMe !== true)
      .filter(({ slot }) => ids === null || (slot.conversation !== null && ids.includes(slot.conversation)));
    const feeds = theirs.flatMap((mirror) => mirror.feeds.filter((feed) => isHere(feed) && feed.frozen === null));
    const [first] = feeds.toSorted((a, b) => (postedMs(b) ?? 0) - (postedMs(a) ?? 0));
    if (first === undefined) return null;
    const { platform, workspace, channel: id, message: name } = first;
    return { platform, workspace, channel: id, message: name };
  }

  function isHere(feed: Message & { readonly link: string }): boolean {
    return channelName(feed) === channelName(channel) && here.some(({ name }) => name === feed.link);
  }
}

/** Those that whoever asks is told of: the customer's; copies in other channels of the team only where there is nothing else. */
export function toldOf(mirrors: readonly Mirror[]): readonly Mirror[] {
  const theirs = mirrors.filter(({ slot }) => messageOn(slot) === null);
  return theirs.length === 0 ? mirrors : theirs;
}

/** The facts of a mirror that a message of a channel holds. */
export function factsOn({ facts }: Mirror, message: Message) {
  return facts.filter(({ source }) => source === messageKey(message));
}
