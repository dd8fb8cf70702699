import { NETWORK_TITLES } from "../domain/conversation.ts";
import { adopted } from "../domain/echo.ts";
import type { Person } from "../domain/event.ts";
import type { Link } from "../domain/link.ts";
import { isPlatform, type Message } from "../domain/message.ts";
import type { Accounts } from "../ports/account.ts";
import type { PostName } from "../ports/calls.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import { TargetError } from "../ports/target.ts";
import type { Introduce } from "./introduce.ts";
import type { Links } from "./links.ts";
import { patiently } from "./locate.ts";
import { answerItem } from "./notify.ts";
import type { Handler } from "./outbox.ts";
import type { Permits } from "./permits.ts";
import { type Unsent, unsent } from "./speech-sentences.ts";

/** About two hours. */
const TRIES = 20;

interface Sought {
  readonly link: string;
  readonly account: string;
  readonly message: Message;
  /** Who is told when it cannot be found. */
  readonly person: Person;
  readonly post: PostName;
}

/** The item that looks up the post whose URL stands in a message, and links the message with it. */
export function findPostItem(link: Link, account: string, sought: Omit<Sought, "link" | "account">): OutboxItem {
  const { platform, workspace, channel, message } = sought.message;
  const payload: Sought = { ...sought, link: link.name, account };
  return { key: `find-post ${link.name} ${platform} ${workspace} ${channel} ${message}`, kind: "find-post", payload };
}

export interface FindPostOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly introduce: Introduce;
  readonly permits: Permits;
  readonly wake: () => void;
}

export function createFindPost({ store, links, accounts, introduce, permits, wake }: FindPostOptions): Handler {
  async function tell({ message, person, link, account }: Sought, reason: Unsent): Promise<null> {
    const network = accounts.get(account)?.network;
    const where = network === undefined || isPlatform(network) ? "the network" : NETWORK_TITLES[network];
    await store.send([answerItem(`${link} ${message.message} ${reason}`, { message, person, text: unsent(reason, where) })]);
    wake();
    return null;
  }

  return {
    tries: TRIES,
    failed: "a post could not be looked up",
    async handle({ payload }, signal) {
      const sought = payload as Sought;
      const account = accounts.get(sought.account);
      const link = links.named(sought.link);
      const findPost = account?.findPost?.bind(account);
      if (account === undefined || link === undefined || findPost === undefined) return null;
      try {
        const found = await patiently(() => permits.within(account, "find-post", (permit) => findPost(sought.post, permit, signal)));
        if (typeof found === "number") return found;
        if (!found.canReact) return await tell(sought, "no-reactions");
        const introduced = await introduce.introduce(link.name, sought.message, { id: found.id, comment: found.comment });
        const { shown } = found;
        // What the account itself shows there was put there by its owner; of an organization nobody says anything.
        if ("mirror" in introduced && shown !== null && link.asOrganization === null) {
          await store.absorb(introduced.mirror, (mirror, nowMs) => ({ mirror: adopted(mirror, shown, nowMs), again: false, repaired: 0 }));
        }
        return null;
      } catch (error) {
        const isThere = !(error instanceof TargetError) || (error.failure.kind !== "gone" && error.failure.kind !== "rejected");
        if (isThere) throw error;
        return tell(sought, "no-post");
      }
    },
    gaveUp: async ({ payload }) => void (await tell(payload as Sought, "no-post")),
  };
}
