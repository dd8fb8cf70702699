import { type Desire, desire, type Judge, quietHoursOf } from "./desire.ts";
import { type Emoji, includes, same, withoutTone } from "./emoji.ts";
import type { Person } from "./event.ts";
import type { Message } from "./message.ts";
import { type Fact, type Mirror, type MirrorId, OWNER } from "./mirror.ts";
import type { ReactionRules } from "./network.ts";
import { quietUntilMs, timeOfDay } from "./quiet.ts";
import type { Denial } from "./verdict.ts";

/**
 * Why the person who reacted is told something. `stand-in`: it went out as something else. `first`: they see for the first time on this
 * link that it went out. `waits` and `queued`: the account cannot be used now, or has no call to spare. `quiet`: until quiet hours are over.
 */
export type NoticeReason =
  // Not told, but asked.
  | "unconfirmed"
  | ("unmapped" | "unsupported" | "stale" | "rejected" | "undelivered" | "gone" | "kept" | "not-taken-back")
  | ("stand-in" | "first" | "waits" | "queued" | "quiet");

/** One sentence owed to one person, once. */
export interface Notice {
  /** Two notices with one key are one notice. */
  readonly key: string;
  /** Owed once for ever, which this word of the person's remembers; any other once as long as anyone might wonder. */
  readonly ever?: string;
  readonly reason: NoticeReason;
  readonly mirror: MirrorId;
  /** Of the press that it is about. */
  readonly version: number;
  readonly account: string;
  readonly message: Message;
  readonly person: Person;
  readonly name: string;
  readonly emoji: Emoji | null;
  /** What the customer sees, where that is the point. */
  readonly shown: Emoji | null;
  /** It cannot be taken back there. */
  readonly lasting?: true;
  /** When it is going to leave, by the customer's clock. */
  readonly at?: string;
}

const TOLD: readonly Denial[] = ["unmapped", "unsupported", "stale", "unconfirmed"];
/** What went out before that was told then; notices are remembered for longer. */
const NEWS_MS = 2 * 24 * 3_600_000;
/** For so long an answer to a command, or to a button, follows what becomes of it: the shortest-lived way of answering stays open longer. */
export const ANSWER_MS = 10 * 60_000;

function isAnswered({ via, answered }: Fact): boolean {
  return via === "command" || answered === true;
}

/** Whether a press leaves too late for the answer to it to tell as what. */
export function isLate(fact: Fact, nowMs: number): boolean {
  return isAnswered(fact) && nowMs - fact.sinceMs >= ANSWER_MS;
}

/** What is owed to those whose press was recorded between two states of a mirror, and may not leave. */
export function pressNotices(before: Mirror, after: Mirror): readonly Notice[] {
  if (before === after) return [];
  return after.facts
    .filter((fact) => fact.version > before.version && fact.held && fact.denied !== null && TOLD.includes(fact.denied))
    .flatMap((fact) => notice(after, fact, fact.denied as NoticeReason, null));
}

/** What is owed when a pass ended without showing, or without taking back, what people asked for. */
export function noticesOf(mirror: Mirror, wish: Desire, reason: NoticeReason): readonly Notice[] {
  if (reason === "rejected") return wish.refused.flatMap((fact) => notice(mirror, fact, reason, null));
  if (reason === "kept" || reason === "not-taken-back") {
    return surplusOf(mirror, wish).flatMap((shown) => lastToLet(mirror, shown).flatMap((fact) => notice(mirror, fact, reason, shown)));
  }
  return unshownOf(mirror, wish).flatMap((fact) => notice(mirror, fact, reason, null));
}

/**
 * What is owed to those whose reactions show at the end of a pass that began at `startedMs`: that theirs went out as something else, or a
 * receipt. Whoever said so by a command or a button has been answered, unless it left too late for that.
 */
export function shownNotices(mirror: Mirror, { speakers }: Desire, { canRemove }: ReactionRules, startedMs: number): readonly Notice[] {
  const owed = (fact: Fact, reason: NoticeReason, shown: Emoji) =>
    notice(mirror, fact, reason, shown).map((one): Notice => (canRemove ? one : { ...one, lasting: true }));
  return [...speakers].flatMap(([fact, shown]) => {
    const isNews = startedMs - fact.sinceMs < NEWS_MS;
    if (fact.emoji === null || !isNews || !includes(mirror.observed, shown)) return [];
    if (isAnswered(fact) && fact.late !== true) return [];
    if (!same(withoutTone(fact.emoji), withoutTone(shown))) return owed(fact, "stand-in", shown);
    if (isAnswered(fact)) return [];
    return owed(fact, "first", shown).map((one) => ({ ...one, ever: `first ${fact.link}` }));
  });
}

/**
 * What is owed to those who have been waiting for `lastingMs` or longer for what they reacted, or took back. Whoever may wait for something else
 * for longer than `recentMs` has seen that nothing came of it, and is not told any more.
 */
export function waitNotices(
  mirror: Mirror,
  judge: Judge,
  reason: "waits" | "queued",
  { nowMs, lastingMs, recentMs }: { readonly nowMs: number; readonly lastingMs: number; readonly recentMs: number },
): readonly Notice[] {
  const wish = desire(mirror, judge, nowMs);
  const isLong = (fact: Fact) => {
    const forMs = nowMs - mayGoMs(fact, judge);
    return !isAnswered(fact) && forMs >= lastingMs && (forMs < recentMs || nowMs - mirror.changedMs < recentMs);
  };
  const pressed = unshownOf(mirror, wish).filter(isLong);
  // What cannot be taken back does not wait for it.
  const surplus = judge.rules.canRemove ? surplusOf(mirror, wish) : [];
  const letGo = surplus.flatMap((shown) => lastToLet(mirror, shown).map((fact) => ({ fact, shown })));
  return [
    ...pressed.flatMap((fact) => notice(mirror, fact, reason, null)),
    ...letGo.filter(({ fact }) => isLong(fact)).flatMap(({ fact, shown }) => notice(mirror, fact, reason, shown)),
  ];
}

/** Since when a press waits for anything but quiet hours. */
function mayGoMs(fact: Fact, judge: Judge): number {
  const hours = fact.held ? quietHoursOf(fact, judge) : undefined;
  return (hours === undefined ? null : quietUntilMs(hours, fact.sinceMs)) ?? fact.sinceMs;
}

/** What is owed to those whose reactions quiet hours keep from going. */
export function quietNotices(mirror: Mirror, { quiet }: Desire): readonly Notice[] {
  return [...quiet].flatMap(([fact, { toMin }]) =>
    isAnswered(fact) ? [] : notice(mirror, fact, "quiet", null).map((one) => ({ ...one, at: timeOfDay(toMin) })),
  );
}

function unshownOf({ observed }: Mirror, { speakers }: Desire): readonly Fact[] {
  return [...speakers].filter(([, emoji]) => !includes(observed, emoji)).map(([fact]) => fact);
}

function surplusOf({ observed }: Mirror, { wanted }: Desire): readonly Emoji[] {
  return observed.filter((emoji) => !includes(wanted, emoji));
}

/** Whoever withdrew an emoji last is the one who expects it to be gone. */
function lastToLet(mirror: Mirror, shown: Emoji): readonly Fact[] {
  const withdrawn = mirror.facts.filter((fact) => !fact.held && fact.sentAs !== null && includes([shown], fact.sentAs));
  return withdrawn.length === 0 ? [] : [withdrawn.reduce((a, b) => (a.atUs >= b.atUs ? a : b))];
}

function notice(mirror: Mirror, fact: Fact, reason: NoticeReason, shown: Emoji | null): readonly Notice[] {
  const feed = mirror.feeds.find(({ key }) => key === fact.source);
  // Who is asked must be, or nothing would ever come of it.
  const isAsked = reason === "unconfirmed";
  if (feed === undefined || fact.person === OWNER || !(fact.notify || isAsked)) return [];
  const { platform, workspace, channel, message } = feed;
  const { person, name, emoji, version } = fact;
  // Once per message and emoji: a reading and the event that it overtook tell of one press with two times. Each press is asked about.
  const key = [reason, mirror.id, fact.source, person, name, ...(isAsked ? [version] : [])].join(" ");
  const about = { mirror: mirror.id, version, account: mirror.slot.account, message: { platform, workspace, channel, message } };
  return [{ key, reason, ...about, person, name, emoji, shown }];
}
