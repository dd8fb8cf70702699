import { coversConversation } from "../domain/conversation.ts";
import { type Link, linkMade, type MadeLink, NAMED_POSTS } from "../domain/link.ts";
import type { Policy, Sharing } from "../domain/policy.ts";
import type { Accounts } from "../ports/account.ts";
import type { Log } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";

/** What a configuration says of links. */
export interface DeclaredLinks {
  readonly declared: readonly Link[];
  /** What a link allows that is made in chat. */
  readonly policy: Policy;
}

export interface MadeLinksOptions {
  readonly accounts: Accounts;
  readonly store: Store;
  readonly log: Log;
}

/** The links that were made in chat, beside those that the configuration declares. */
export interface MadeLinks {
  /** All that can be in force beside a configuration, which can have changed since they were made; and why others cannot be. */
  beside(file: DeclaredLinks): Promise<{ readonly links: readonly Link[]; readonly leftOut: ReadonlyMap<string, string> }>;
  /** Logs who is left out, once. */
  tell(leftOut: ReadonlyMap<string, string>): void;
  /** Stores one under a name of its own; answers which, or null when it stands already. */
  add(place: Omit<MadeLink, "name">, sharing: Sharing | null, { declared }: DeclaredLinks): Promise<string | null>;
}

export function createMadeLinks({ accounts, store, log }: MadeLinksOptions): MadeLinks {
  const told = new Set<string>();

  /** Why a link cannot be in force; null when it can. */
  async function flawOf({ name, channel, account, conversation }: MadeLink, { declared }: DeclaredLinks): Promise<string | null> {
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
    async beside(file) {
      const links: Link[] = [];
      const leftOut = new Map<string, string>();
      for (const made of await store.madeLinks()) {
        const reason = await flawOf(made, file);
        if (reason === null) links.push(linkMade(made, file.policy));
        else leftOut.set(made.name, reason);
      }
      return { links, leftOut };
    },
    tell(leftOut) {
      for (const [link, reason] of leftOut) {
        if (!told.has(link)) log.warn({ link, reason }, "a link that was made in chat is left out");
        told.add(link);
      }
    },
    async add(place, sharing, { declared }) {
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
