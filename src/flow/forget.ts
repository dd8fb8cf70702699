import type { Person } from "../domain/event.ts";
import { withoutPerson } from "../domain/keeping.ts";
import type { Mirror } from "../domain/mirror.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Links } from "./links.ts";
import { relayLane } from "./relay.ts";

const PAGE = 200;
/** A mirror in somebody's hands is not for long. */
const AGAIN_MS = 500;
const AGAIN_MOST = 60;

export interface ForgetOptions {
  readonly store: Store;
  readonly links: Links;
  readonly clock: Clock;
  readonly wake: () => void;
}

/** What is asked for by those who have a right to it. Each looks at everything there is; resolves with how many mirrors it changed. */
export interface Forget {
  /** Takes a person out of every mirror; what only they held is taken back. */
  person(person: Person): Promise<number>;
  /** Lets go of a conversation and of everything about its messages. What customers see stays. */
  conversation(account: string, id: string): Promise<number>;
}

export function createForget({ store, links, clock, wake }: ForgetOptions): Forget {
  async function each(work: (mirror: Mirror) => Promise<void>): Promise<void> {
    let after: string | undefined;
    do {
      const page = await store.mirrors({ limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const mirror of page.mirrors) await work(mirror);
      after = page.next ?? undefined;
    } while (after !== undefined);
  }

  async function drop({ id }: Mirror): Promise<void> {
    for (let tries = 1; !(await store.drop(id)); tries += 1) {
      if ((await store.mirror(id)) === null) return;
      if (tries === AGAIN_MOST) throw new Error(`mirror ${id} is being worked on all the time`);
      await clock.sleep(AGAIN_MS);
    }
  }

  return {
    async person(person) {
      let count = 0;
      await each(async (mirror) => {
        if (withoutPerson(mirror, person, 0) === mirror) return;
        count += 1;
        await store.absorb(mirror.id, (now, nowMs) => ({ mirror: withoutPerson(now, person, nowMs), again: false, repaired: 0 }));
      });
      await store.forgetPerson(person);
      wake();
      return count;
    },

    async conversation(account, id) {
      const names = links.ofAccount(account).map(({ name }) => name);
      const ids = new Set(await store.dropConversation(account, id, names));
      // What was written and is not shown yet stays where it is.
      await store.dropLanes(names.flatMap((name) => [...ids].map((one) => relayLane(name, account, one))));
      const messages = new Set<string>();
      let count = 0;
      await each(async (mirror) => {
        const { slot } = mirror;
        if (slot.account !== account || slot.conversation === null || !ids.has(slot.conversation)) return;
        messages.add(`${slot.message}#${slot.part}`);
        count += 1;
        await drop(mirror);
      });
      // The way back: what people over there hold on the same messages.
      await each(async (mirror) => {
        if (!mirror.feeds.some((feed) => feed.channel === account && messages.has(feed.message))) return;
        count += 1;
        await drop(mirror);
      });
      return count;
    },
  };
}
