import { coversConversation } from "../domain/conversation.ts";
import { type Link, linkMade, type MadeLink, NAMED_POSTS } from "../domain/link.ts";
import type { Policy, Sharing } from "../domain/policy.ts";
import type { Accounts } from "../ports/account.ts";
import type { Log } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";

export interface MadeLinksOptions {
  /** What the configuration declares. */
  readonly declared: readonly Link[];
  /** What a link allows that is made in chat. */
  readonly policy: Policy;
  readonly accounts: Accounts;
  readonly store: Store;
  readonly log: Log;
}

/** The links that were made in chat, beside those that the configuration declares. */
export interface MadeLinks {
  /** All that can be in force. The configuration can have changed since they were made: whoever is left out is logged, once. */
  inForce(): Promise<readonly Link[]>;
  /** Stores one under a name of its own; answers which, or null when it stands already. */
  add(place: Omit<MadeLink, "name">, sharing: Sharing | null): Promise<string | null>;
}

export function createMadeLinks({ declared, policy, accounts, store, log }: MadeLinksOptions): MadeLinks {
  const told = new Set<string>();

  /** Why a link cannot be in force; null when it can. */
  async function flawOf({ name, channel, account, conversation }: MadeLink): Promise<string | null> {
    const { messages = null, posts = null, conversationKey } = accounts.get(account) ?? {};
    const reached = conversation === NAMED_POSTS ? posts : messages;
    if (reached === null) return "its account is gone from the configuration, or reaches it no more";
    if (declared.some((link) => link.name === name)) return "a link of the configuration has its name";
    if (conversation === NAMED_POSTS) return null;
    const ids = (await store.conversation(account, conversation))?.ids ?? [conversation];
    const isThere = declared.some((link) => link.channel === channel && coversConversation(link, { account, ids }, conversationKey));
    return isThere ? "the configuration links its channel with the same conversation" : null;
  }

  return {
    async inForce() {
      const links: Link[] = [];
      for (const made of await store.madeLinks()) {
        const reason = await flawOf(made);
        if (reason === null) links.push(linkMade(made, policy));
        else if (!told.has(made.name)) log.warn({ link: made.name, reason }, "a link that was made in chat is left out");
        if (reason !== null) told.add(made.name);
      }
      return links;
    },
    async add(place, sharing) {
      for (let number = 1; ; number += 1) {
        const name = `${place.account}-${number}`;
        if (declared.some((link) => link.name === name)) continue;
        const result = await store.makeLink({ ...place, name }, sharing);
        if (result === "made") return name;
        if (result === "linked") return null;
      }
    },
  };
}
