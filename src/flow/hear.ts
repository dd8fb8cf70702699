import { isAbout, keyed, partName, wholeText } from "../domain/conversation.ts";
import type { Conversation, Heard, HeardDeletion, HeardEdit, HeardMessage } from "../domain/heard.ts";
import type { Link } from "../domain/link.ts";
import { isPlatform } from "../domain/message.ts";
import type { Account } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Hear } from "../ports/inbox.ts";
import type { Observer } from "../ports/observer.ts";
import type { Known, OutboxItem, Store } from "../ports/store.ts";
import type { Attach } from "./attach.ts";
import type { Back } from "./back.ts";
import type { Links } from "./links.ts";
import { amendItem, relayItem, withdrawItem } from "./relay.ts";
import { sendKey } from "./send.ts";

export interface HearOptions {
  readonly store: Store;
  readonly links: Links;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly attach: Attach;
  readonly back: Back;
  /** Called when there may be work. */
  readonly wake: () => void;
}

/**
 * What comes late was probably delivered before, in vain, and so were others; and just after a start, others are on their way again. They
 * come in no order, and are put into theirs before the first of them is shown. Many moments are told in whole seconds, by other clocks.
 */
const LATE_MS = 3_000;
const CATCHING_UP_MS = 8_000;
const GATHER_MS = 3_000;

/**
 * Takes what one delivery to an account tells. Resolves once all of it is committed: only then may the delivery be answered.
 * What was told before changes nothing. One delivery after the other, so that messages keep their order.
 */
export function createHear(account: Account, options: HearOptions): Hear {
  const { store, links, clock, observer, attach, back, wake } = options;
  const { name, network, conversationKey = String } = account;
  const openedMs = clock.now();
  let last: Promise<unknown> = Promise.resolve();

  async function take(heard: Heard): Promise<string> {
    switch (heard.kind) {
      case "message":
        return heard.fromMe ? ours(heard) : relay(heard, await meet(heard.conversation, null));
      case "edited":
      case "deleted":
        return change(heard);
      case "reaction":
        return back.hear(account, heard);
      case "other":
        return "unused";
    }
  }

  /** How long a message waits for others that belong before it. */
  function gatherMs({ atUs }: HeardMessage): number {
    const nowMs = clock.now();
    const isLate = atUs !== null && nowMs - atUs / 1_000 > LATE_MS;
    return isLate || nowMs - openedMs < CATCHING_UP_MS ? GATHER_MS : 0;
  }

  function meet(conversation: Conversation, lastOwn: string | null): Promise<Known> {
    return store.meet(name, keyed(conversation, conversationKey), lastOwn);
  }

  function relays(known: Known): readonly Link[] {
    const about = links.ofAccount(name).filter((link) => isAbout(link, known.ids, conversationKey));
    return about.filter(({ policy }) => policy.relay.inbound);
  }

  async function relay(heard: HeardMessage, known: Known, to = relays(known), isTeams = false): Promise<string> {
    if (to.length === 0) return "unlinked";
    const waitMs = gatherMs(heard);
    return queue(to.flatMap((link) => heard.parts.map((part) => relayItem(link, account, known, heard, part, waitMs, isTeams))));
  }

  /** What the team wrote in one channel appears in the others of the same conversation. */
  async function relayElsewhere(heard: HeardMessage, known: Known, standing: readonly string[]): Promise<void> {
    const others = relays(known).filter((link) => !standing.includes(link.name));
    if (others.length > 0) await relay(heard, known, others, true);
  }

  /** Sent through the API, by us or by somebody else, or written on the phone. */
  async function ours(heard: HeardMessage): Promise<string> {
    const { id, conversation, parts } = heard;
    const known = await meet(conversation, partName(id, parts.at(-1)?.part ?? 0));
    const feeds = (await store.mirrorsOn(name, id, null)).flatMap((mirror) => mirror.feeds);
    if (feeds.length > 0) {
      // A crash may have kept it from being forgotten.
      for (const feed of feeds) if (isPlatform(feed.platform)) await store.forget(sendKey(feed.link, feed));
      await relayElsewhere(
        heard,
        known,
        feeds.map(({ link }) => link),
      );
      return "known";
    }
    const expected = await store.expected(name, known.id, wholeText(parts));
    if (expected === null) return relay(heard, known);
    await attach.target(expected.link, expected.message, account, { ...heard, part: 0, author: null, conversation: known }, false);
    // Where calls name it otherwise, nothing but its text tells when it is delivered again.
    if (account.locate === undefined) await store.forget(expected.key);
    await relayElsewhere(heard, known, [expected.link]);
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
