import { isPlatform } from "../domain/message.ts";
import type { Account } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Hear } from "../ports/inbox.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import { type Attach, createAttach } from "./attach.ts";
import { createBack } from "./back.ts";
import { createFindPost } from "./find-post.ts";
import { createHear } from "./hear.ts";
import type { Introduce } from "./introduce.ts";
import { createLocate } from "./locate.ts";
import { createNote } from "./note.ts";
import type { Handler } from "./outbox.ts";
import { createPermits, type Permits } from "./permits.ts";
import { createRelay } from "./relay.ts";
import type { ResolveOptions } from "./resolve.ts";
import { createSend } from "./send.ts";
import { createEarly } from "./speak.ts";

export interface ConversationsOptions extends ResolveOptions {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly observer: Observer;
  readonly introduce: Introduce;
  /** Called with a link whose channel takes no messages, and why. */
  readonly unpostable: (link: string, reason: string) => Promise<void>;
  /** Called when there may be work. */
  readonly wake: () => void;
}

/** What people write to one another, beside what they react. */
export interface Conversations {
  /** By the kinds of items in the outbox. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Who hears what an account's deliveries tell; only accounts that have any. */
  readonly hears: ReadonlyMap<string, Hear>;
  readonly attach: Attach;
  readonly permits: Permits;
}

export function createConversations(options: ConversationsOptions): Conversations {
  const permits = createPermits(options);
  const attach = createAttach(options);
  const around = { ...options, permits, attach };
  const back = createBack(around);
  const hearing = [...options.accounts.values()].filter(canHear);
  return {
    handlers: {
      ...createRelay(around),
      ...createSend(around),
      early: createEarly(around),
      locate: createLocate(around),
      "find-post": createFindPost(around),
      ...createNote(around),
    },
    attach,
    permits,
    hears: new Map(hearing.map((account) => [account.name, createHear(account, { ...around, back })])),
  };
}

function canHear({ network, inbox, stream }: Account): boolean {
  return !isPlatform(network) && (inbox ?? stream) !== undefined;
}
