import { personOn } from "../domain/event.ts";
import type { Feed } from "../domain/mirror.ts";
import type { Read } from "../domain/reading.ts";
import type { Account } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Observer } from "../ports/observer.ts";
import type { Source } from "../ports/source.ts";
import type { Store } from "../ports/store.ts";
import { isShowable } from "./boards.ts";
import { createPermits } from "./permits.ts";
import { type ResolveOptions, termsFrom } from "./resolve.ts";

const READ_TIMEOUT_MS = 10_000;

/** Reads what people on a network hold, where the provider can be asked. */
export interface ReadThere {
  canRead(feed: Pick<Feed, "workspace">): boolean;
  /** What a feed of the way back holds; null where nobody can say. Rejects when it could not be read now: that changes nothing. */
  read(feed: Feed): Promise<{ readonly key: string; readonly read: Read } | null>;
}

export interface ReadThereOptions extends ResolveOptions {
  readonly store: Store;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly observer: Observer;
}

export function createReadThere(options: ReadThereOptions): ReadThere {
  const { accounts, store, sources } = options;
  const permits = createPermits(options);

  async function conversationOf({ name }: Account, id: string, part: number): Promise<string | null> {
    const mirrors = await store.mirrorsOn(name, id, part);
    return mirrors.find(({ slot }) => slot.conversation !== null)?.slot.conversation ?? null;
  }

  return {
    canRead: ({ workspace }) => accounts.get(workspace)?.held !== undefined,
    async read({ key, workspace, message, link }) {
      const account = accounts.get(workspace);
      const held = account?.held?.bind(account);
      if (account === undefined || held === undefined) return null;
      const at = message.lastIndexOf("#");
      const [id, part] = [message.slice(0, at), Number(message.slice(at + 1))];
      const conversation = await conversationOf(account, id, part);
      const signal = AbortSignal.timeout(READ_TIMEOUT_MS);
      const found = await permits.within(account, "read", (permit) => held({ id, part, conversation }, permit, signal));
      const reactions = found.reactions.flatMap(({ person, emoji }) => {
        const terms = termsFrom(account.name, emoji, 0, options)[link];
        return terms === undefined || !isShowable(sources, emoji)
          ? []
          : [{ person: personOn(account.name, person), name: emoji, emoji, terms }];
      });
      // Where not everybody is listed, nobody who is missing has taken anything back.
      return { key, read: { reactions, incomplete: found.complete ? [] : "all", atUs: found.atUs } };
    },
  };
}
