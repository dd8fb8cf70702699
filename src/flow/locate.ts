import type { Message } from "../domain/message.ts";
import type { Accounts } from "../ports/account.ts";
import type { OutboxItem } from "../ports/store.ts";
import { TargetError } from "../ports/target.ts";
import type { Introduce } from "./introduce.ts";
import type { Handler } from "./outbox.ts";
import type { Permits } from "./permits.ts";

/** What is not listed after about an hour never will be. */
const TRIES = 20;
/** Whoever says that it can be asked again at once is not asked in a circle. */
export const LEAST_MS = 1_000;

/** A message on a network, as deliveries and answers to our own calls name it. */
export interface There {
  readonly id: string;
  readonly part: number;
  readonly fromMe: boolean;
  /** Null when we wrote it. */
  readonly author: { readonly id: string } | null;
  /** The ids of its conversation, the one that calls want first. */
  readonly conversation: { readonly ids: readonly string[] };
}

interface Unlocated extends Pick<There, "id" | "part" | "fromMe" | "author"> {
  readonly link: string;
  readonly message: Message;
  readonly account: string;
  readonly conversation: string;
}

/** The item that finds the ids by which calls name a message, and links it then. */
export function locateItem(link: string, message: Message, account: string, there: There): OutboxItem {
  const { id, part, fromMe, author, conversation } = there;
  const payload: Unlocated = { link, message, account, id, part, fromMe, author, conversation: conversation.ids[0] ?? "" };
  return { key: `locate ${link} ${account} ${id}#${part}`, kind: "locate", payload };
}

export interface LocateOptions {
  readonly accounts: Accounts;
  readonly introduce: Introduce;
  readonly permits: Permits;
}

/** Finds messages that deliveries name by other ids than calls do. */
export function createLocate({ accounts, introduce, permits }: LocateOptions): Handler {
  return {
    tries: TRIES,
    failed: "a message could not be found at its provider: reactions to it wait",
    async handle({ payload, attempts }, signal) {
      const { link, message, account: name, id, part, fromMe, author, conversation } = payload as Unlocated;
      const account = accounts.get(name);
      if (account?.locate === undefined) return null;
      const locate = account.locate.bind(account);
      const found = await patiently(() => permits.within(account, "locate", (permit) => locate({ id, conversation }, permit, signal)));
      if (typeof found === "number") return found;
      if (found === null) throw new Error("the provider does not list the message yet");
      const target = { id: found.id, part, fromMe, author: author?.id ?? null, conversation: found.conversation };
      await introduce.own(link, message, target, attempts > 0);
      return null;
    },
  };
}

/** What `call` resolves with; or, where a limit keeps it, how long to wait until it can be made. */
export async function patiently<T>(call: () => Promise<T>): Promise<T | number> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof TargetError && error.failure.kind === "rate-limited")
      return Math.max(LEAST_MS, error.failure.retryAfterMs ?? 5_000);
    throw error;
  }
}
