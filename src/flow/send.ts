import { keyed, NETWORK_TITLES, partName } from "../domain/conversation.ts";
import type { Person } from "../domain/event.ts";
import type { Link } from "../domain/link.ts";
import { isPlatform, type Message } from "../domain/message.ts";
import { leaves } from "../domain/policy.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Known, OutboxItem, Store } from "../ports/store.ts";
import { TargetError } from "../ports/target.ts";
import type { Attach } from "./attach.ts";
import type { Links } from "./links.ts";
import { LEAST_MS } from "./locate.ts";
import { answerItem } from "./notify.ts";
import type { Handler } from "./outbox.ts";
import type { Permits } from "./permits.ts";
import { SENT, unsent } from "./speech-sentences.ts";

const TRIES = 20;
/** A chat message that arrives hours later says something else. */
const GIVE_UP_MS = 20 * 60_000;
/** While an account is limited, and nobody says for how long. */
const WAIT_MS = 60_000;
/** After a lost answer: by then the message's own delivery has told whether it went. */
const ECHO_MS = 60_000;

interface Sent {
  readonly link: string;
  readonly account: string;
  /** As calls want to hear it. */
  readonly conversation: string;
  readonly text: string;
  readonly message: Message;
  /** Who is told what became of it. */
  readonly person: Person;
  /** When it was written, or asked for: its place among others, and from when on it is given up. */
  readonly writtenMs: number;
}

/** The item that sends a text of the team's to a conversation. */
export function sendItem(link: Link, account: string, sent: Omit<Sent, "link" | "account">): OutboxItem {
  const payload: Sent = { ...sent, link: link.name, account };
  return { key: sendKey(link.name, sent.message), ...placeOf(payload), kind: "send", payload };
}

/** By which the sending of a channel's message is known, and its text is expected. */
export function sendKey(link: string, { platform, workspace, channel, message }: Message): string {
  return `send ${link} ${platform} ${workspace} ${channel} ${message}`;
}

function placeOf({ account, conversation, writtenMs }: Sent) {
  return { lane: `send ${account} ${conversation}`, placeUs: writtenMs * 1_000 };
}

export interface SendOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly permits: Permits;
  readonly attach: Attach;
  /** Called when there may be work. */
  readonly wake: () => void;
}

/** Sends what the team writes: in order, and never a second time where nobody can say whether the first one arrived. */
export function createSend(options: SendOptions): Readonly<Record<"send" | "unsure", Handler>> {
  const { store, links, accounts, clock, permits, attach, wake } = options;

  async function queue(item: OutboxItem): Promise<null> {
    await store.send([item]);
    wake();
    return null;
  }

  const tell = ({ link, message, person }: Sent, text: string) => queue(answerItem(sendKey(link, message), { message, person, text }));

  /** What was written after it waits as well: it may still arrive. */
  function doubt(sent: Sent): Promise<null> {
    const { lane, placeUs } = placeOf(sent);
    const key = `unsure ${sendKey(sent.link, sent.message)}`;
    return queue({ key, lane, placeUs: placeUs - 1, afterMs: ECHO_MS, kind: "unsure", payload: sent });
  }

  const isThere = async ({ message, link }: Sent) => (await store.standsFor(message, link)) !== null;

  /** Where deliveries name it otherwise than calls, its own will be known by its text alone. */
  async function forget(account: Account, key: string): Promise<void> {
    if (account.locate === undefined) await store.forget(key);
  }

  /** One try. Answers the id of what was sent, null where the provider does not say it. */
  function asked(account: Account, { conversation, text }: Sent, key: string, signal: AbortSignal) {
    const send = account.send?.bind(account);
    if (send === undefined) throw new Error("the account cannot send");
    return permits.within(account, "send", (permit) => send({ conversation, text, key }, permit, signal));
  }

  async function arrived(account: Account, sent: Sent, key: string, known: Known, id: string | null): Promise<null> {
    // Without an id its own delivery will tell, and is still expected.
    if (id !== null) {
      await store.meet(account.name, conversationOf(account, sent), partName(id, 0));
      const conversation = { ids: [sent.conversation, ...known.ids] };
      await attach.target(sent.link, sent.message, account, { id, part: 0, fromMe: true, author: null, conversation }, false);
      await forget(account, key);
    }
    return tell(sent, SENT(known.name, titleOf(account)));
  }

  async function failed(account: Account, sent: Sent, key: string, error: unknown, isFirst: boolean): Promise<number | null> {
    const failure = error instanceof TargetError ? error.failure : null;
    if (failure?.ambiguous === true && account.sendsOnce !== true) return doubt(sent);
    // Where an earlier try may have arrived, its own delivery is still expected.
    const isUnsent = isFirst && failure?.ambiguous === false;
    if (isUnsent) await store.forget(key);
    if (failure?.kind === "rejected" || failure?.kind === "gone") return tell(sent, unsent("refused", titleOf(account)));
    const leftMs = sent.writtenMs + GIVE_UP_MS - clock.now();
    if (leftMs <= 0) return tell(sent, unsent(isUnsent ? "unreached" : "unknown", titleOf(account)));
    if (failure?.kind === "rate-limited") return Math.min(Math.max(LEAST_MS, failure.retryAfterMs ?? WAIT_MS), leftMs);
    throw error;
  }

  return {
    send: {
      // Its age ends it.
      tries: Number.POSITIVE_INFINITY,
      failed: "a message of the team's could not be sent",
      async handle({ payload, key }, signal) {
        const sent = payload as Sent;
        const [account, link] = [accounts.get(sent.account), links.named(sent.link)];
        if (account?.send === undefined || link === undefined) return tell(sent, unsent("unlinked", "this network"));
        // Its own delivery was faster than the answer.
        if (await isThere(sent)) {
          await forget(account, key);
          return tell(sent, SENT(null, titleOf(account)));
        }
        const known = await store.meet(account.name, conversationOf(account, sent), null);
        const { text, message } = sent;
        const isFirst = await store.expect({ key, account: account.name, conversation: known.id, text, message, link: link.name });
        if (!isFirst && account.sendsOnce !== true) return doubt(sent);
        // What was switched off since then does not leave.
        if (isFirst && !maySend(link)) {
          await store.forget(key);
          return tell(sent, unsent(links.isUnconfirmed(link.name) ? "paused" : "off", titleOf(account)));
        }
        try {
          const { id } = await asked(account, sent, key, signal);
          return await arrived(account, sent, key, known, id);
        } catch (error) {
          return failed(account, sent, key, error, isFirst);
        }
      },
    },
    unsure: {
      tries: TRIES,
      failed: "a person could not be told whether their message was sent",
      async handle({ payload }) {
        const sent = payload as Sent;
        const account = accounts.get(sent.account);
        const where = account === undefined ? "the network" : titleOf(account);
        return tell(sent, (await isThere(sent)) ? SENT(null, where) : unsent("unknown", where));
      },
    },
  };
}

function maySend({ policy }: Link): boolean {
  return leaves(policy.direction) && !policy.dryRun && policy.relay.outbound !== "off";
}

function conversationOf({ conversationKey = String }: Account, { conversation }: Sent) {
  return keyed({ ids: [conversation], name: null, isGroup: false }, conversationKey);
}

function titleOf({ network }: Account): string {
  return isPlatform(network) ? network : NETWORK_TITLES[network];
}
