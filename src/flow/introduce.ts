import type { DeclaredEvent } from "../domain/event.ts";
import { channelName, type Message } from "../domain/message.ts";
import type { Mirror, MirrorId } from "../domain/mirror.ts";
import type { Accounts } from "../ports/account.ts";
import type { Observer } from "../ports/observer.ts";
import type { Store } from "../ports/store.ts";
import type { Links } from "./links.ts";

/** How linking a message ended. */
export type Introduced =
  | { readonly result: "created" | "stood"; readonly mirror: MirrorId }
  | { readonly result: "conflict" }
  | { readonly result: "unknown-link" }
  | { readonly result: "malformed"; readonly complaints: readonly string[] };

/** A message that the bridge itself knows of. */
export interface OwnTarget {
  readonly id: string;
  readonly part: number;
  readonly fromMe: boolean;
  readonly author: string | null;
  /** Counts where the link leaves it open: else the link's own name for it does. */
  readonly conversation: string | undefined;
}

/** Says which target a source message stands for. */
export interface Introduce {
  /** On behalf of the API. `target` is as it came from outside. */
  introduce(link: string, message: Message, target: unknown): Promise<Introduced>;
  /** On behalf of the bridge itself, of a message that it has shown or sent. `seen`: somebody may have reacted to it before. */
  own(link: string, message: Message, target: OwnTarget, seen: boolean): Promise<Introduced>;
  /** On behalf of whoever posted the message. What is wrong with it is logged: nobody is there to be told. */
  declared(event: DeclaredEvent): Promise<void>;
}

export interface IntroduceOptions {
  readonly store: Store;
  readonly links: Links;
  readonly accounts: Accounts;
  readonly observer: Observer;
  /** Called after a message was linked: people may hold reactions on it already. */
  readonly read: (mirror: Mirror, message: Message) => void;
  readonly wake: () => void;
}

export function createIntroduce({ store, links, accounts, observer, read, wake }: IntroduceOptions): Introduce {
  async function linked(name: string, message: Message, target: unknown, news: (mirror: Mirror) => void): Promise<Introduced> {
    const link = links.named(name);
    const account = link?.account == null ? undefined : accounts.get(link.account);
    if (link === undefined || account === undefined) return { result: "unknown-link" };
    if (link.channel !== channelName(message)) return { result: "malformed", complaints: ["message is not in the link's channel"] };
    const checked = account.slot(link, target);
    if ("complaints" in checked) return { result: "malformed", complaints: checked.complaints };
    const made = await store.link(message, name, checked.slot);
    if (made.result === "conflict") return { result: "conflict" };
    if (made.result === "created") {
      wake();
      news(made.mirror);
    }
    return { result: made.result, mirror: made.mirror.id };
  }

  const introduce: Introduce["introduce"] = (link, message, target) => linked(link, message, target, (mirror) => read(mirror, message));

  return {
    introduce,
    async own(link, message, { conversation, ...target }, seen) {
      const isOpen = links.named(link)?.conversation === "*";
      const whole = isOpen ? { ...target, conversation } : target;
      const introduced = await (seen ? introduce(link, message, whole) : linked(link, message, whole, () => {}));
      if ("mirror" in introduced) return introduced;
      const complaints = "complaints" in introduced ? introduced.complaints.join("; ") : introduced.result;
      observer.log.warn({ link, complaints }, "a message of the bridge's own could not be linked: reactions to it go nowhere");
      return introduced;
    },
    async declared({ link, message, target }) {
      const introduced = await introduce(link, message, target);
      observer.event(message.platform, "declared", introduced.result);
      if ("complaints" in introduced) {
        observer.log.warn({ link, complaints: introduced.complaints.join("; ") }, "message metadata does not name a target");
      } else if (!("mirror" in introduced)) {
        observer.log.warn({ platform: message.platform, result: introduced.result }, "message metadata could not be followed");
      }
    },
  };
}
