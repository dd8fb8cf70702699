import { type Link, sideAt } from "../domain/link.ts";
import { channelName, isPlatform, type Message, messageKey, platformOf } from "../domain/message.ts";
import type { Mirror, MirrorId } from "../domain/mirror.ts";
import { meaning } from "../domain/policy.ts";
import { slotKey, slotOn } from "../domain/slot.ts";
import type { Clock } from "../ports/clock.ts";
import type { Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import { type ResolveOptions, termsAt } from "./resolve.ts";
import { missing, retold } from "./retell.ts";

/** How two messages were paired; the mirror shows on the second what people hold on the first. */
export type Paired =
  | { readonly result: "created" | "stood"; readonly mirror: MirrorId }
  | { readonly result: "conflict" }
  | { readonly result: "malformed"; readonly complaints: readonly string[] }
  /** The other platform cannot say yet where its messages are. */
  | { readonly result: "unavailable"; readonly platform: string };

/** Makes messages of two mirrored channels copies of one another: what people hold on one, our bot shows on the other. */
export interface Pair {
  /** On behalf of whoever says so. `target` is as it came from outside: the message in the other channel. */
  pair(link: Link, message: Message, target: unknown): Promise<Paired>;
  /**
   * After a message came to stand for a target: whatever else stands for it in a channel that is mirrored with its own is a copy.
   * `seen`: somebody may have reacted to it before.
   */
  copies(message: Message, mirror: Mirror, seen: boolean): Promise<void>;
}

export interface PairOptions extends ResolveOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly sources: readonly Source[];
  /** Called for a message on which people may hold reactions already. */
  readonly read: (mirror: Mirror, message: Message) => void;
  readonly wake: () => void;
}

export function createPair(options: PairOptions): Pair {
  const { store, links, sources, clock, read, wake } = options;

  /** Whether a message stands for another one than this under a link. */
  async function isTaken(link: string, message: Message, other: Message): Promise<boolean> {
    const stands = await store.standsFor(message, link);
    return stands !== null && slotKey(stands.slot) !== slotKey(slotOn(other));
  }

  /** What is known of a message where it stands for something else already: nobody tells of it again. */
  async function retell(link: Link, mirror: Mirror, message: Message): Promise<void> {
    const place = channelName(message);
    for (const { name, policy } of links.ofChannel(place)) {
      const known = name === link.name ? null : await store.standsFor(message, name);
      for (const one of known === null ? [] : missing(known, mirror, message)) {
        const classes = "classes" in one ? one.classes : [];
        const all = retold(message, one, (event, atUs) => {
          // What a custom emoji stands for is each link's own.
          const emoji = meaning(policy, event.name) === null ? event.emoji : null;
          const press = { name: event.name, emoji, ageMs: clock.now() - atUs / 1_000, classes };
          const terms = termsAt(sideAt(link, place), press, options);
          return terms === null ? {} : { [link.name]: terms };
        });
        for (const resolved of all) await store.record(resolved, 0);
      }
    }
  }

  /** Both ways or, where one of them stands for another message already, none. `isOpen`: people may hold on it what nobody told of. */
  async function tie(link: Link, one: Message, other: Message, isOpen: (message: Message) => boolean): Promise<Paired> {
    const { name } = link;
    if ((await isTaken(name, one, other)) || (await isTaken(name, other, one))) return { result: "conflict" };
    const forth = await store.link(one, name, slotOn(other));
    const back = await store.link(other, name, slotOn(one));
    if (forth.result === "conflict" || back.result === "conflict") return { result: "conflict" };
    await retell(link, forth.mirror, one);
    await retell(link, back.mirror, other);
    if (forth.result === "created" && isOpen(one)) read(forth.mirror, one);
    if (back.result === "created" && isOpen(other)) read(back.mirror, other);
    const isNew = forth.result === "created" || back.result === "created";
    if (isNew) wake();
    return { result: isNew ? "created" : "stood", mirror: forth.mirror.id };
  }

  return {
    async pair(link, message, target) {
      const side = sideAt(link, channelName(message));
      if (side === null) return { result: "malformed", complaints: ["message is not in the link's channels"] };
      const platform = platformOf(side.to);
      const source = sources.find((one) => one.platform === platform);
      const id = idOf(target);
      if (typeof id !== "string") return { result: "malformed", complaints: id };
      if (source === undefined) return { result: "unavailable", platform };
      if (source.postedMs(id) === null)
        return { result: "malformed", complaints: [`target.id must be the id of a message on ${platform}`] };
      const other = messageIn(source, side.to, id);
      return other === null ? { result: "unavailable", platform } : tie(link, message, other, () => true);
    },

    async copies(message, mirror, seen) {
      const key = messageKey(message);
      for (const feed of mirror.feeds) {
        if (feed.frozen !== null || !isPlatform(feed.platform) || feed.key === key) continue;
        const link = links.between(channelName(message), channelName(feed));
        if (link === undefined) continue;
        const { platform, workspace, channel, message: id } = feed;
        await tie(link, message, { platform, workspace, channel, message: id }, (one) => seen && one === message);
      }
    },
  };
}

function messageIn(source: Source, channel: string, id: string): Message | null {
  try {
    return { ...source.channel(channel.slice(channel.indexOf(":") + 1)), message: id };
  } catch {
    // Before it is started nobody knows its workspace.
    return null;
  }
}

/** The id in `{ id }`; or what is wrong, without repeating a value. */
function idOf(target: unknown): string | readonly string[] {
  if (typeof target !== "object" || target === null) return ["target must be an object with an id"];
  const { id, ...others } = target as Readonly<Record<string, unknown>>;
  const complaints = Object.keys(others).length > 0 ? ["target knows nothing but the id of the message in the other channel"] : [];
  return typeof id === "string" ? (complaints.length > 0 ? complaints : id) : ["target.id is required", ...complaints];
}
