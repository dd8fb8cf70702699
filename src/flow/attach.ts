import { isPlatform, type Message, networkMessage } from "../domain/message.ts";
import type { Mirror } from "../domain/mirror.ts";
import { slotOn } from "../domain/slot.ts";
import type { Account } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Introduce } from "./introduce.ts";
import { locateItem, type There } from "./locate.ts";
import { type ResolveOptions, termsFrom } from "./resolve.ts";
import { missing, retold } from "./retell.ts";

/** Says which message over there a message of a channel stands for, and the other way round. */
export interface Attach {
  /**
   * Links a channel's message with its target; where calls take other ids than deliveries, once those are found. `seen`: it has been in
   * the channel for a while.
   */
  target(link: string, message: Message, account: Account, there: There, seen: boolean): Promise<void>;
  /** Makes every message of a channel that stands for this one show what people on the network hold on it. */
  back(account: Account, id: string, part: number): Promise<void>;
}

export interface AttachOptions extends ResolveOptions {
  readonly store: Store;
  readonly introduce: Introduce;
  readonly clock: Clock;
  readonly wake: () => void;
}

export function createAttach(options: AttachOptions): Attach {
  const { store, introduce, clock, wake } = options;

  async function back(account: Account, id: string, part: number): Promise<void> {
    const { name, network } = account;
    if (isPlatform(network)) return;
    const there = networkMessage(network, name, id, part);
    const feeds = (await store.mirrorsOn(name, id, part)).flatMap((mirror) => mirror.feeds);
    const mirrors: Mirror[] = [];
    for (const { frozen, link, platform, workspace, channel, message } of feeds) {
      if (!isPlatform(platform) || frozen !== null) continue;
      const linked = await store.link(there, link, slotOn({ platform, workspace, channel, message }));
      if (linked.result === "created") wake();
      if (linked.result !== "conflict") mirrors.push(linked.mirror);
    }
    // What one heard before another was there, or waited for the first of them, is all of theirs.
    const ageMs = (atUs: number) => clock.now() - atUs / 1_000;
    for (const one of mirrors.flatMap((mirror) => mirrors.flatMap((other) => missing(mirror, other, there)))) {
      const all = retold(there, one, ({ emoji }, atUs) => (emoji === null ? {} : termsFrom(name, emoji, ageMs(atUs), options)));
      for (const resolved of all) await store.record(resolved, 0);
    }
  }

  /** Whoever can be read is read from the start; whoever cannot is heard, and may have been heard already. */
  async function isHeard({ name, network }: Account, id: string, part: number): Promise<boolean> {
    if (isPlatform(network)) return false;
    if (await store.awaited(networkMessage(network, name, id, part))) return true;
    return (await store.mirrorsOn(name, id, part)).flatMap(({ feeds }) => feeds).length > 1;
  }

  return {
    back,
    async target(link, message, account, there, seen) {
      const { id, part, fromMe, author, conversation } = there;
      if (account.locate !== undefined) {
        await store.send([locateItem(link, message, account.name, there)]);
        return wake();
      }
      await introduce.own(link, message, { id, part, fromMe, author: author?.id ?? null, conversation: conversation.ids[0] }, seen);
      if (account.held !== undefined || (await isHeard(account, id, part))) await back(account, id, part);
    },
  };
}
