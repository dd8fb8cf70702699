import { isAbout, partName, wholeText } from "../domain/conversation.ts";
import type { Heard, HeardDeletion, HeardEdit, HeardMessage } from "../domain/heard.ts";
import type { Link } from "../domain/link.ts";
import type { Account } from "../ports/account.ts";
import type { Hear } from "../ports/inbox.ts";
import type { Observer } from "../ports/observer.ts";
import type { Known, OutboxItem, Store } from "../ports/store.ts";
import type { Attach } from "./attach.ts";
import type { Back } from "./back.ts";
import type { Links } from "./links.ts";
import { amendItem, relayItem, withdrawItem } from "./relay.ts";

export interface HearOptions {
  readonly store: Store;
  readonly links: Links;
  readonly observer: Observer;
  readonly attach: Attach;
  readonly back: Back;
  /** Called when there may be work. */
  readonly wake: () => void;
}

/**
 * Takes what one delivery to an account tells. Resolves once all of it is committed: only then may the delivery be answered.
 * What was told before changes nothing. One delivery after the other, so that messages keep their order.
 */
export function createHear(account: Account, options: HearOptions): Hear {
  const { store, links, observer, attach, back, wake } = options;
  const { name, network } = account;
  let last: Promise<unknown> = Promise.resolve();

  async function take(heard: Heard): Promise<string> {
    switch (heard.kind) {
      case "message":
        return heard.fromMe ? ours(heard) : relay(heard);
      case "edited":
      case "deleted":
        return change(heard);
      case "reaction":
        return back.hear(account, heard);
      case "other":
        return "unused";
    }
  }

  function relays(known: Known): readonly Link[] {
    const about = links.ofAccount(name).filter((link) => isAbout(link, known.ids, account.conversationKey ?? String));
    return about.filter(({ policy }) => policy.relay.inbound);
  }

  async function relay(heard: HeardMessage): Promise<string> {
    const known = await store.meet(name, heard.conversation, null);
    const to = relays(known);
    if (to.length === 0) return "unlinked";
    return queue(to.flatMap((link) => heard.parts.map((part) => relayItem(link, account, known, heard, part))));
  }

  /** Sent through the API, by us or by somebody else, or written on the phone. */
  async function ours(heard: HeardMessage): Promise<string> {
    const { id, conversation, parts } = heard;
    const known = await store.meet(name, conversation, partName(id, parts.at(-1)?.part ?? 0));
    if ((await store.mirrorsOn(name, id, null)).length > 0) return "known";
    const expected = await store.expected(name, known.id, wholeText(parts));
    if (expected === null) return relay(heard);
    await attach.target(expected.link, expected.message, account, { ...heard, part: 0, author: null, conversation: known });
    await store.forget(expected.key);
    return "recognized";
  }

  async function change(heard: HeardEdit | HeardDeletion): Promise<string> {
    if (!links.ofAccount(name).some(({ policy }) => policy.relay.inbound)) return "unlinked";
    return queue([heard.kind === "edited" ? amendItem(name, heard) : withdrawItem(name, heard)]);
  }

  async function queue(items: readonly OutboxItem[]): Promise<string> {
    await store.send(items);
    wake();
    return "queued";
  }

  return (heard) => {
    const taking = last.then(async () => {
      for (const one of heard) {
        const result = await take(one).catch((error) => {
          observer.event(network, one.kind, "failed");
          throw error;
        });
        observer.event(network, one.kind, result);
      }
    });
    last = taking.catch(() => {});
    return taking;
  };
}
