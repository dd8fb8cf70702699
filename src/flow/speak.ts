import { NETWORK_TITLES } from "../domain/conversation.ts";
import type { SpokenEvent } from "../domain/event.ts";
import { followsPosts, type Link } from "../domain/link.ts";
import { channelName, isPlatform, type Message } from "../domain/message.ts";
import { leaves, maySpeak } from "../domain/policy.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Source } from "../ports/source.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import { findPostItem } from "./find-post.ts";
import type { Links } from "./links.ts";
import { answerItem } from "./notify.ts";
import type { Handler } from "./outbox.ts";
import { sendItem } from "./send.ts";
import { type Unsent, unsent } from "./speech-sentences.ts";

/** Together about a minute: as long as a press waits for its message to be linked. */
const AGAIN_MS = 10_000;
const MOST_LOOKS = 7;
/** A thread whose head is older than that has been linked, or never will be. */
const FRESH_MS = 60 * 60_000;
const TRIES = 20;

export interface SpeakOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly wake: () => void;
}

/**
 * Takes what somebody wrote in a channel: a post's URL to look up, or a text for the customer. Resolves once what is to be done with it
 * is stored. Whoever asked by hand is told why not; whoever only wrote is not bothered.
 */
export async function speak(event: SpokenEvent, source: Source, options: SpeakOptions): Promise<string> {
  const { store, links, accounts, clock, wake } = options;
  const items: OutboxItem[] = [];
  for (const link of links.ofChannel(channelName(event.message))) {
    const account = link.account === null ? undefined : accounts.get(link.account);
    if (account === undefined) continue;
    if (followsPosts(link)) items.push(...postIn(event, link, account));
    else if (!link.posts && mayMean(event, link))
      items.push(...((await said(event, link, account, source, options)) ?? early(event, link, source, clock)));
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

/** Most messages of a channel are nobody's business. */
function mayMean({ askedBy, thread }: SpokenEvent, { policy, conversation }: Link): boolean {
  const { outbound } = policy.relay;
  if (askedBy !== null) return true;
  return outbound === "all" ? conversation !== "*" || thread !== null : outbound === "threads" && thread !== null;
}

/** What is to be done; null while its thread stands for no conversation, which it may do in a moment. */
async function said(
  event: SpokenEvent,
  link: Link,
  account: Account,
  source: Source,
  { store, links, clock }: SpeakOptions,
): Promise<readonly OutboxItem[] | null> {
  const { message, askedBy } = event;
  const person = askedBy ?? event.person;
  const isAsked = askedBy !== null;
  const where = isPlatform(account.network) ? account.network : NETWORK_TITLES[account.network];
  const key = `${link.name} ${message.channel} ${message.message} ${person}`;
  const refused = (reason: Unsent) => [answerItem(`${key} ${reason}`, { message, person, text: unsent(reason, where) })];

  const to = await conversationFor(event, link, account, store);
  if (to === null && !isAsked) return null;
  if (link.policy.relay.outbound === "off") return refused("off");
  if (links.isUnconfirmed(link.name)) return refused("paused");
  if (!leaves(link.policy.direction) || link.policy.dryRun) return refused("off");
  // Whoever only wrote, and may not write to the customer, did not mean to.
  if (!maySpeak(link.policy, await source.classes(person))) return isAsked ? refused("who") : [];
  if (account.send === undefined) return refused("cannot");
  if (to === null) return refused("which");
  if (event.files > 0) return refused("files");
  const text = event.text.trim();
  if (text === "") return isAsked ? refused("empty") : [];
  const writtenMs = (isAsked ? null : source.postedMs(message.message)) ?? clock.now();
  return [sendItem(link, account.name, { conversation: to, text, message, person, writtenMs })];
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
  if (askedBy !== null || link.policy.relay.outbound === "all") return link.conversation;
  return head !== null && (await store.standsFor(head, link.name)) !== null ? link.conversation : null;
}

interface Early {
  readonly link: string;
  readonly event: SpokenEvent;
}

/** An answer in a thread whose head may still be about to be linked: a crash can lie between its being shown and that. */
function early(event: SpokenEvent, { name }: Link, source: Source, clock: Clock): readonly OutboxItem[] {
  const postedMs = event.thread === null ? null : source.postedMs(event.thread);
  if (postedMs === null || clock.now() - postedMs > FRESH_MS) return [];
  const { platform, workspace, channel, message } = event.message;
  const payload: Early = { link: name, event };
  return [{ key: `early ${name} ${platform} ${workspace} ${channel} ${message}`, afterMs: 1_000, kind: "early", payload }];
}

/** Takes once more what was written too early. */
export function createEarly(options: SpeakOptions & { readonly sources: readonly Source[] }): Handler {
  const { store, links, accounts, sources, wake } = options;
  return {
    tries: TRIES,
    failed: "what was written in a thread could not be taken up",
    async handle({ payload, attempts }) {
      const { link: name, event } = payload as Early;
      const link = links.named(name);
      const account = link?.account == null ? undefined : accounts.get(link.account);
      const source = sources.find(({ platform }) => platform === event.message.platform);
      if (link === undefined || account === undefined || source === undefined) return null;
      const items = await said(event, link, account, source, options);
      if (items === null) return attempts >= MOST_LOOKS ? null : AGAIN_MS;
      await store.send(items);
      wake();
      return null;
    },
  };
}
