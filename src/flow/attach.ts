import { isPlatform, type Message, networkMessage } from "../domain/message.ts";
import { slotOn } from "../domain/slot.ts";
import type { Account } from "../ports/account.ts";
import type { Store } from "../ports/store.ts";
import type { Introduce } from "./introduce.ts";
import { locateItem, type There } from "./locate.ts";

/** Says which message over there a message of a channel stands for, and the other way round. */
export interface Attach {
  /**
   * Links a channel's message with its target; where calls take other ids than deliveries, once those are found. `seen`: it has been in
   * the channel for a while.
   */
  target(link: string, message: Message, account: Account, there: There, seen: boolean): Promise<void>;
  /** Makes a channel's message show what people on the network hold on that one. */
  back(link: string, message: Message, account: Account, id: string, part: number): Promise<void>;
}

export interface AttachOptions {
  readonly store: Store;
  readonly introduce: Introduce;
  readonly wake: () => void;
}

export function createAttach({ store, introduce, wake }: AttachOptions): Attach {
  async function back(link: string, message: Message, { name, network }: Account, id: string, part: number): Promise<void> {
    if (isPlatform(network)) return;
    const { result } = await store.link(networkMessage(network, name, id, part), link, slotOn(message));
    if (result === "created") wake();
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
      const { network, name } = account;
      // Whoever can be read is read from the start; whoever cannot is heard, and may have been heard already.
      const isDue = account.held !== undefined || (!isPlatform(network) && (await store.awaited(networkMessage(network, name, id, part))));
      if (isDue) await back(link, message, account, id, part);
    },
  };
}
