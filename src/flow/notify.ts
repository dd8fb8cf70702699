import { factOf, waitsForWord } from "../domain/afterthought.ts";
import type { Person } from "../domain/event.ts";
import { type Families, whyInside } from "../domain/ladder.ts";
import { isPlatform, type Message } from "../domain/message.ts";
import type { Notice } from "../domain/notice.ts";
import type { Accounts } from "../ports/account.ts";
import type { Clock } from "../ports/clock.ts";
import type { Source } from "../ports/source.ts";
import type { OutboxItem, Store } from "../ports/store.ts";
import type { Announcement } from "./alert.ts";
import type { Handler } from "./outbox.ts";
import { actionsOf, sentence } from "./sentences.ts";

/** About a quarter of an hour in all: later, nobody remembers the press. */
const ATTEMPTS = 10;
/** About a day: longer than any platform is away. */
const ALERT_ATTEMPTS = 150;

/** Something that one person is told about a message of a channel. */
interface Answer {
  readonly message: Message;
  readonly person: Person;
  readonly text: string;
}

/** The item that tells one person something, once for each key. */
export function answerItem(key: string, answer: Answer): OutboxItem {
  return { key: `answer ${key}`, kind: "answer", payload: answer };
}

/** The item that says something to everybody in a channel, once for each key. */
export function announcementItem(key: string, announcement: Announcement): OutboxItem {
  return { key: `announcement ${key}`, kind: "announcement", payload: announcement };
}

/** The word by which it is remembered that a person wants no more receipts. */
export const HUSHED = "hushed";

/** Tells people what became of what they did, and operators what they are wanted for. */
export function createNotify(options: {
  readonly sources: readonly Source[];
  readonly accounts: Accounts;
  readonly families: Families;
  readonly store: Pick<Store, "isRemembered" | "mirror">;
  readonly clock: Pick<Clock, "now">;
}): Readonly<Record<"notice" | "answer" | "announcement" | "alert", Handler>> {
  const { sources, accounts, families, store, clock } = options;
  const on = (platform: string) => sources.find((source) => source.platform === platform);
  const say: Handler["handle"] = async ({ payload, key, attempts }) => {
    const { channel, text } = payload as Announcement;
    const [platform = ""] = channel.split(":");
    // Without the platform the channel is not there either, until somebody changes the configuration.
    await on(platform)?.say(channel.slice(channel.indexOf(":") + 1), text, key, attempts > 0);
    return null;
  };
  /** When a person is to be asked: once their press is out of its grace; null when it is not held any more, or another one is. */
  async function untilAsked({ mirror: id, version, message, person, name }: Notice): Promise<number | null> {
    const mirror = await store.mirror(id);
    const fact = mirror === null ? undefined : factOf(mirror, { message, person, name, via: "reaction" });
    if (fact === undefined || !waitsForWord(fact) || fact.version !== version) return null;
    return Math.max(0, fact.sinceMs + fact.graceMs - clock.now());
  }

  const told = { tries: ATTEMPTS, failed: "a person could not be told" };
  return {
    notice: {
      ...told,
      async handle({ payload }) {
        const notice = payload as Notice;
        const network = accounts.get(notice.account)?.network;
        if (network === undefined || isPlatform(network)) return null;
        if (notice.reason === "first" && (await store.isRemembered(notice.person, HUSHED))) return null;
        if (notice.reason === "unconfirmed") {
          const leftMs = await untilAsked(notice);
          if (leftMs === null || leftMs > 0) return leftMs;
        }
        const why = notice.emoji === null ? null : whyInside(notice.emoji, families);
        const { message, person } = notice;
        await on(message.platform)?.tell(message, person, sentence(notice, network, why), actionsOf(notice));
        return null;
      },
    },
    answer: {
      ...told,
      async handle({ payload }) {
        const { message, person, text } = payload as Answer;
        await on(message.platform)?.tell(message, person, text);
        return null;
      },
    },
    announcement: { tries: ATTEMPTS, failed: "a channel could not be told", handle: say },
    alert: { tries: ALERT_ATTEMPTS, failed: "operators could not be told", handle: say },
  };
}
