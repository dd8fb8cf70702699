import type { DeclaredEvent } from "../domain/event.ts";
import { channelName, type Message } from "../domain/message.ts";
import type { Observer } from "../ports/observer.ts";
import { createPair, type Paired, type PairOptions } from "./pair.ts";

/** How linking a message ended. */
export type Introduced = Paired | { readonly result: "unknown-link" };

/** A message that the bridge itself knows of. */
export interface OwnTarget {
  readonly id: string;
  readonly part: number;
  readonly fromMe: boolean;
  readonly author: string | null;
  /** Counts where the link leaves it open: else the link's own name for it does. */
  readonly conversation: string | undefined;
}

/** Says which target a source message stands for; of mirrored channels, which message of the other one. */
export interface Introduce {
  /** On behalf of the API. `target` is as it came from outside. */
  introduce(link: string, message: Message, target: unknown): Promise<Introduced>;
  /** On behalf of the bridge itself, of a message that it has shown or sent. `seen`: somebody may have reacted to it before. */
  own(link: string, message: Message, target: OwnTarget, seen: boolean): Promise<Introduced>;
  /** On behalf of whoever posted the message. What is wrong with it is logged: nobody is there to be told. */
  declared(event: DeclaredEvent): Promise<void>;
}

export interface IntroduceOptions extends PairOptions {
  readonly observer: Observer;
}

export function createIntroduce(options: IntroduceOptions): Introduce {
  const { store, links, accounts, observer, read, wake } = options;
  const { pair, copies } = createPair(options);

  /** `seen`: somebody may have reacted to it before. */
  async function linked(name: string, message: Message, target: unknown, seen: boolean): Promise<Introduced> {
    const link = links.named(name);
    if (link === undefined) return { result: "unknown-link" };
    if (link.mirrorTo !== null) return pair(link, message, target);
    const account = link.account === null ? undefined : accounts.get(link.account);
    if (account === undefined) return { result: "unknown-link" };
    if (link.channel !== channelName(message)) return { result: "malformed", complaints: ["message is not in the link's channel"] };
    const checked = account.slot(link, target);
    if ("complaints" in checked) return { result: "malformed", complaints: checked.complaints };
    const made = await store.link(message, name, checked.slot);
    if (made.result === "conflict") return { result: "conflict" };
    if (made.result === "created") {
      wake();
      if (seen) read(made.mirror, message);
    }
    await copies(message, made.mirror, seen);
    return { result: made.result, mirror: made.mirror.id };
  }

  return {
    introduce: (link, message, target) => linked(link, message, target, true),
    async own(link, message, { conversation, ...target }, seen) {
      const isOpen = links.named(link)?.conversation === "*";
      const whole = isOpen ? { ...target, conversation } : target;
      const introduced = await linked(link, message, whole, seen);
      if ("mirror" in introduced) return introduced;
      const complaints = "complaints" in introduced ? introduced.complaints.join("; ") : introduced.result;
      observer.log.warn({ link, complaints }, "a message of the bridge's own could not be linked: reactions to it go nowhere");
      return introduced;
    },
    async declared({ link, message, target }) {
      const introduced = await linked(link, message, target, true);
      // It comes again then.
      if (introduced.result === "unavailable") throw new Error(`the bridge is not connected to ${introduced.platform} yet`);
      observer.event(message.platform, "declared", introduced.result);
      if ("complaints" in introduced) {
        observer.log.warn({ link, complaints: introduced.complaints.join("; ") }, "message metadata does not name a target");
      } else if (!("mirror" in introduced)) {
        observer.log.warn({ platform: message.platform, result: introduced.result }, "message metadata could not be followed");
      }
    },
  };
}
