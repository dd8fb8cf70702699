import { NETWORK_TITLES, partName } from "../domain/conversation.ts";
import type { Person } from "../domain/event.ts";
import type { Link } from "../domain/link.ts";
import { isPlatform, type Message } from "../domain/message.ts";
import type { Account, Accounts } from "../ports/account.ts";
import type { Expected, OutboxClaim, OutboxItem, Store } from "../ports/store.ts";
import { TargetError } from "../ports/target.ts";
import type { Attach } from "./attach.ts";
import type { Links } from "./links.ts";
import { answerItem } from "./notify.ts";
import type { Handler } from "./outbox.ts";
import type { Permits } from "./permits.ts";
import { SENT, unsent } from "./speech-sentences.ts";

/** About a quarter of an hour: what could not be said by then is better said anew. */
const TRIES = 10;
/** While an account is paused or limited, it is asked once a minute, or as it says. */
const MOST_WAITS = 20;
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
}

/** The item that sends a text of the team's to a conversation. */
export function sendItem(link: Link, account: string, sent: Omit<Sent, "link" | "account">): OutboxItem {
  const { platform, workspace, channel, message } = sent.message;
  return {
    key: `send ${link.name} ${platform} ${workspace} ${channel} ${message}`,
    lane: `send ${account} ${sent.conversation}`,
    kind: "send",
    payload: { ...sent, link: link.name, account } satisfies Sent,
  };
}

export interface SendOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly permits: Permits;
  readonly attach: Attach;
  /** Called when somebody is to be told something. */
  readonly wake: () => void;
}

/** Sends what the team writes: in order, and never a second time where nobody can say whether the first one arrived. */
export function createSend({ store, links, accounts, permits, attach, wake }: SendOptions): Handler {
  async function tell({ message, person }: Sent, key: string, text: string): Promise<null> {
    await store.send([answerItem(key, { message, person, text })]);
    wake();
    return null;
  }

  /** One try. Answers the id of what was sent, null where the provider does not say it. */
  function asked(
    account: Account,
    { conversation, text }: Sent,
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly id: string | null }> {
    const send = account.send?.bind(account);
    if (send === undefined) throw new Error("the account cannot send");
    return permits.within(account, "send", (permit) => send({ conversation, text, key }, permit, signal));
  }

  async function arrived(account: Account, sent: Sent, key: string, id: string | null): Promise<null> {
    const known = await store.meet(account.name, ofOnly(sent.conversation), id === null ? null : partName(id, 0));
    // Without an id its own delivery will tell, and is still expected.
    if (id !== null) {
      await attach.target(sent.link, sent.message, account, {
        ...{ id, part: 0, fromMe: true, author: null },
        conversation: { ids: [sent.conversation, ...known.ids] },
      });
      await store.forget(key);
    }
    return tell(sent, key, SENT(known.name, titleOf(account)));
  }

  async function failed(account: Account, sent: Sent, { key, attempts }: OutboxClaim, error: unknown): Promise<number | null> {
    if (!(error instanceof TargetError)) throw error;
    const { failure } = error;
    if (failure.ambiguous && account.sendsOnce === true) throw error;
    if (failure.ambiguous) return ECHO_MS;
    await store.forget(key);
    if (failure.kind === "rate-limited" && attempts >= MOST_WAITS) return tell(sent, key, unsent("unreached", titleOf(account)));
    if (failure.kind === "rate-limited") return failure.retryAfterMs ?? ECHO_MS;
    if (failure.kind === "rejected" || failure.kind === "gone") return tell(sent, key, unsent("refused", titleOf(account)));
    throw error;
  }

  return {
    tries: TRIES,
    failed: "a message of the team's could not be sent",
    async handle(item, signal) {
      const { payload, key } = item;
      const sent = payload as Sent;
      const account = accounts.get(sent.account);
      if (account?.send === undefined || links.named(sent.link) === undefined) return tell(sent, key, unsent("unlinked", "this network"));
      // Its own delivery was faster than the answer.
      if ((await store.standsFor(sent.message, sent.link)) !== null) return tell(sent, key, SENT(null, titleOf(account)));
      const fresh = await store.expect(expectedOf(sent, key));
      if (!fresh && account.sendsOnce !== true) return tell(sent, key, unsent("unknown", titleOf(account)));
      try {
        const { id } = await asked(account, sent, key, signal);
        return await arrived(account, sent, key, id);
      } catch (error) {
        return failed(account, sent, item, error);
      }
    },
    async gaveUp({ payload, key }: OutboxClaim) {
      const sent = payload as Sent;
      const account = accounts.get(sent.account);
      await tell(sent, key, unsent("unreached", account === undefined ? "the network" : titleOf(account)));
    },
  };
}

function expectedOf({ account, conversation, text, message, link }: Sent, key: string): Expected {
  return { key, account, conversation, text, message, link };
}

function ofOnly(id: string) {
  return { ids: [id], name: null, isGroup: false };
}

function titleOf({ network }: Account): string {
  return isPlatform(network) ? network : NETWORK_TITLES[network];
}
