import { isAbout, NETWORK_TITLES } from "../domain/conversation.ts";
import type { SpokenEvent } from "../domain/event.ts";
import type { Link } from "../domain/link.ts";
import { channelName, isPlatform, type Message } from "../domain/message.ts";
import { leaves, maySpeak } from "../domain/policy.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Source } from "../ports/source.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import { findPostItem } from "./find-post.ts";
import type { Links } from "./links.ts";
import { answerItem } from "./notify.ts";
import { sendItem } from "./send.ts";
import { type Unsent, unsent } from "./speech-sentences.ts";

export interface SpeakOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly wake: () => void;
}

/**
 * Takes what somebody wrote in a channel: a post's URL to look up, or a text for the customer. Resolves once what is to be done with it
 * is stored. Whoever asked by hand is told why not; whoever only wrote is not bothered.
 */
export async function speak(event: SpokenEvent, source: Source, options: SpeakOptions): Promise<string> {
  const { store, links, accounts, wake } = options;
  const items: OutboxItem[] = [];
  for (const link of links.ofChannel(channelName(event.message))) {
    const account = link.account === null ? undefined : accounts.get(link.account);
    if (account !== undefined)
      items.push(...(link.posts ? postIn(event, link, account) : await said(event, link, account, source, options)));
  }
  if (items.length === 0) return "known";
  await store.send(items);
  wake();
  return "queued";
}

function postIn({ message, person, text, askedBy }: SpokenEvent, link: Link, account: Account): readonly OutboxItem[] {
  const post = askedBy === null ? (account.postIn?.(text) ?? null) : null;
  return post === null ? [] : [findPostItem(link, account.name, { message, person, post })];
}

async function said(
  event: SpokenEvent,
  link: Link,
  account: Account,
  source: Source,
  { store, links }: SpeakOptions,
): Promise<readonly OutboxItem[]> {
  const { message, askedBy } = event;
  const person = askedBy ?? event.person;
  const { outbound } = link.policy.relay;
  const isAsked = askedBy !== null;
  if (!isAsked && (outbound === "off" || outbound === "shortcut")) return [];
  const where = isPlatform(account.network) ? account.network : NETWORK_TITLES[account.network];
  const key = `${link.name} ${message.channel} ${message.message} ${person}`;
  const refused = (reason: Unsent) => [answerItem(`${key} ${reason}`, { message, person, text: unsent(reason, where) })];

  // Before anything is said of it: most messages of a channel are nobody's business.
  const to = await conversationFor(event, link, account, store);
  if (to === null && !isAsked) return [];
  if (outbound === "off") return refused("off");
  if (links.isUnconfirmed(link.name)) return refused("paused");
  if (!leaves(link.policy.direction) || link.policy.dryRun) return refused("off");
  // Whoever only wrote, and may not write to the customer, did not mean to.
  if (!maySpeak(link.policy, await source.classes(person))) return isAsked ? refused("who") : [];
  if (account.send === undefined) return refused("cannot");
  if (to === null) return refused("which");
  if (event.files > 0) return refused("files");
  const text = event.text.trim();
  if (text === "") return isAsked ? refused("empty") : [];
  return [sendItem(link, account.name, { conversation: to, text, message, person })];
}

/** The conversation that a message of a channel is for; null when it is for none. */
async function conversationFor(
  { message, thread, askedBy }: SpokenEvent,
  link: Link,
  account: Account,
  store: Store,
): Promise<string | null> {
  const head: Message | null = thread === null ? null : { ...message, message: thread };
  if (link.conversation === "*") {
    const id = head === null ? null : await store.conversationOf(link.name, head);
    return id === null ? null : ((await store.conversation(account.name, id))?.ids[0] ?? id);
  }
  if (link.conversation === null || !isAbout(link, [link.conversation], String)) return null;
  if (askedBy !== null || link.policy.relay.outbound === "all") return link.conversation;
  return head !== null && (await store.standsFor(head, link.name)) !== null ? link.conversation : null;
}
