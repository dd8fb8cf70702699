import type { Desire } from "./desire.ts";
import { type Emoji, includes } from "./emoji.ts";
import type { Person } from "./event.ts";
import type { Message } from "./message.ts";
import { type Fact, type Mirror, OWNER } from "./mirror.ts";
import type { Denial } from "./verdict.ts";

/** Why the person who reacted is told something. */
export type NoticeReason = "unmapped" | "unsupported" | "stale" | "rejected" | "undelivered" | "gone" | "kept" | "not-taken-back";

/** One sentence owed to one person, once. */
export interface Notice {
  /** Two notices with one key are one notice. */
  readonly key: string;
  readonly reason: NoticeReason;
  readonly account: string;
  readonly message: Message;
  readonly person: Person;
  readonly name: string;
  readonly emoji: Emoji | null;
  /** What stays visible to the customer, where that is the point. */
  readonly shown: Emoji | null;
}

const TOLD: readonly Denial[] = ["unmapped", "unsupported", "stale"];

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
    const surplus = mirror.observed.filter((emoji) => !includes(wish.wanted, emoji));
    return surplus.flatMap((shown) => lastToLet(mirror, shown).flatMap((fact) => notice(mirror, fact, reason, shown)));
  }
  const unshown = [...wish.speakers].filter(([, emoji]) => !includes(mirror.observed, emoji));
  return unshown.flatMap(([fact]) => notice(mirror, fact, reason, null));
}

/** Whoever withdrew an emoji last is the one who expects it to be gone. */
function lastToLet(mirror: Mirror, shown: Emoji): readonly Fact[] {
  const withdrawn = mirror.facts.filter((fact) => !fact.held && fact.sentAs !== null && includes([shown], fact.sentAs));
  return withdrawn.length === 0 ? [] : [withdrawn.reduce((a, b) => (a.atUs >= b.atUs ? a : b))];
}

function notice(mirror: Mirror, fact: Fact, reason: NoticeReason, shown: Emoji | null): readonly Notice[] {
  const feed = mirror.feeds.find(({ key }) => key === fact.source);
  if (feed === undefined || !fact.notify || fact.person === OWNER) return [];
  const { platform, workspace, channel, message } = feed;
  // Once per message and emoji: a reading and the event that it overtook tell of one press with two times.
  const key = [reason, mirror.id, fact.source, fact.person, fact.name].join(" ");
  const { person, name, emoji } = fact;
  return [{ key, reason, account: mirror.slot.account, message: { platform, workspace, channel, message }, person, name, emoji, shown }];
}
