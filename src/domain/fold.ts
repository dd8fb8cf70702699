import { changed } from "./due.ts";
import { includes } from "./emoji.ts";
import type { ClearedEvent, DeletedEvent, ReactionEvent } from "./event.ts";
import { type FoundFact, later, precedesFind } from "./found.ts";
import { messageKey } from "./message.ts";
import { type Fact, type Feed, type Mirror, mayShow, newestUs, type Watermark } from "./mirror.ts";
import { own } from "./own.ts";
import type { Terms } from "./verdict.ts";

/** An event on one message, with what each link of its channel says of it. */
export interface Resolved {
  readonly event: ReactionEvent | ClearedEvent | DeletedEvent;
  /** By link name. A removal needs none. */
  readonly terms: Readonly<Record<string, Terms>>;
  /** It is no event, but an add that a reading found: its time is the latest at which it can have been pressed. */
  readonly found?: boolean;
}

/**
 * Folds an event into what the mirror knows, by the source's time: the newest wins, a removal beats an add of the same moment.
 * Returns the very same mirror when the event told nothing new, in whatever order and however often events come.
 */
export function fold(mirror: Mirror, { event, terms, found = false }: Resolved, nowMs: number): Mirror {
  const feed = mirror.feeds.find(({ key }) => key === messageKey(event.message));
  if (feed === undefined) return mirror;
  const atUs = event.atUs ?? Math.max(nowMs * 1_000, newestUs(mirror) + 1);
  if (event.kind === "deleted") return frozen(mirror, feed, atUs, "deleted", nowMs);
  if (feed.frozen !== null && atUs >= feed.frozen.atUs) return mirror;
  if (event.kind === "cleared") return cleared(mirror, feed, { source: feed.key, person: event.person, name: event.name, atUs }, nowMs);
  return event.kind === "added"
    ? added(mirror, feed, event, own(terms, feed.link), atUs, nowMs, found)
    : removed(mirror, feed, event, atUs, nowMs);
}

function added(
  mirror: Mirror,
  feed: Feed,
  event: ReactionEvent,
  terms: Terms | undefined,
  atUs: number,
  nowMs: number,
  found: boolean,
): Mirror {
  if (terms === undefined) return mirror;
  const before = factOf(mirror, feed, event);
  // Without a time of its own, told once more is not pressed once more.
  if (before?.held && (found || (event.atUs === null && event.via === "reaction"))) return mirror;
  const isDating = precedesFind(before, atUs);
  if (before !== undefined && before.atUs >= atUs && !isDating) return mirror;
  const fact: Fact = {
    source: feed.key,
    link: feed.link,
    person: event.person,
    name: event.name,
    via: event.via,
    emoji: terms.emoji,
    ...(terms.custom && { custom: terms.custom }),
    held: !isOff(mirror, feed, event, atUs),
    atUs,
    sinceMs: nowMs,
    graceMs: event.via === "command" ? 0 : terms.graceMs,
    version: mirror.version + 1,
    denied: feed.frozen === null ? terms.denied : "frozen",
    classes: terms.classes,
    sentAs: null,
    notify: terms.notify,
  };
  if (isDating) return dated(mirror, before, fact, nowMs);
  if (found && fact.held) return withFact(mirror, before, { ...fact, found: { byUs: atUs, wordUs: endedUs(mirror, before, fact) } }, nowMs);
  // What shows already is not disturbed by being pressed again.
  const stays = before !== undefined && counts(before) && counts(fact) && before.emoji === fact.emoji;
  if (stays) return withFact(mirror, before, { ...fact, sinceMs: before.sinceMs, graceMs: before.graceMs, sentAs: before.sentAs }, nowMs);
  return withFact(mirror, before, fact, nowMs);
}

/**
 * The event of what a reading had found has come, and tells its time. The verdict of the reading stands, with two exceptions: the event knows
 * better than the age of the message whether the press was stale, and what it denies does not leave unless it may have left, or its person
 * has said since that it shall.
 */
function dated(mirror: Mirror, before: FoundFact, press: Fact, nowMs: number): Mirror {
  const fact = later(before, "added", press.atUs);
  if (fact === before) return mirror;
  const isFresh = press.denied === null || press.denied === "unconfirmed";
  if (before.denied === "stale" && isFresh) return withFact(mirror, before, { ...press, found: fact.found }, nowMs);
  const stands = before.denied !== null || press.denied === null || before.answered === true || mayHaveLeft(mirror, before);
  return withFact(mirror, before, stands ? fact : { ...fact, denied: press.denied, version: press.version }, nowMs);
}

function removed(mirror: Mirror, feed: Feed, event: ReactionEvent, atUs: number, nowMs: number): Mirror {
  const before = factOf(mirror, feed, event);
  if (precedesFind(before, atUs)) return withFact(mirror, before, later(before, "removed", atUs), nowMs);
  if (before !== undefined && (before.atUs > atUs || (before.atUs === atUs && !before.held))) return mirror;
  const fact: Fact = {
    source: feed.key,
    link: feed.link,
    person: event.person,
    name: event.name,
    via: event.via,
    emoji: before?.emoji ?? event.emoji,
    ...(before?.custom && { custom: before.custom }),
    held: false,
    atUs,
    sinceMs: nowMs,
    graceMs: before?.graceMs ?? 0,
    version: mirror.version + 1,
    denied: before?.denied ?? null,
    classes: before?.classes ?? [],
    sentAs: before?.sentAs ?? null,
    notify: before?.notify ?? false,
  };
  return withFact(mirror, before, fact, nowMs);
}

function cleared(mirror: Mirror, feed: Feed, watermark: Watermark, nowMs: number): Mirror {
  const known = mirror.watermarks.some((one) => covers(one, watermark) && one.atUs >= watermark.atUs);
  if (known) return mirror;
  const version = mirror.version + 1;
  const watermarks = [...mirror.watermarks.filter((one) => !covers(watermark, one) || one.atUs > watermark.atUs), watermark];
  const { atUs } = watermark;
  const after = ({ found, ...fact }: Fact): Fact => ({ ...fact, held: false, atUs, sinceMs: nowMs, version });
  const facts = mirror.facts.map((fact) => {
    if (!fact.held || !isCovered(fact, watermark)) return fact;
    if (precedesFind(fact, atUs)) return later(fact, "removed", atUs);
    return fact.atUs <= atUs ? after(fact) : fact;
  });
  const counted = mirror.facts.some((fact, index) => counts(fact) && !isAlike(fact, facts[index]));
  const next = { ...mirror, version, watermarks, facts };
  const grace = mirror.facts.filter(({ source }) => source === feed.key).reduce((most, { graceMs }) => Math.max(most, graceMs), 0);
  return counted ? changed(next, nowMs, grace) : next;
}

/** The feed's facts stay as they are; what was not sent by now never goes. What the target shows, or may show, still counts. */
export function frozen(mirror: Mirror, feed: Feed, atUs: number, reason: string, nowMs: number): Mirror {
  if (feed.frozen !== null && feed.frozen.atUs <= atUs) return mirror;
  const unsent = (fact: Fact) => fact.source === feed.key && fact.held && !mayHaveLeft(mirror, fact);
  return {
    ...mirror,
    version: mirror.version + 1,
    changedMs: nowMs,
    feeds: mirror.feeds.map((one) => (one === feed ? { ...one, frozen: { atUs, reason } } : one)),
    facts: mirror.facts.map((fact) => (unsent(fact) ? { ...fact, denied: "frozen" } : fact)),
  };
}

function withFact(mirror: Mirror, before: Fact | undefined, fact: Fact, nowMs: number): Mirror {
  if (fact === before) return mirror;
  const facts = before === undefined ? [...mirror.facts, fact] : mirror.facts.map((one) => (one === before ? fact : one));
  const next = { ...mirror, version: mirror.version + 1, facts };
  const matters = !isAlike(fact, before) && (counts(fact) || (before !== undefined && counts(before)));
  return matters ? changed(next, nowMs, fact.graceMs) : next;
}

function factOf(mirror: Mirror, feed: Feed, event: ReactionEvent): Fact | undefined {
  return mirror.facts.find(
    (fact) => fact.source === feed.key && fact.person === event.person && fact.name === event.name && fact.via === event.via,
  );
}

/** Whether a fact can make any difference on the target. */
function counts(fact: Fact): boolean {
  return fact.held && fact.denied === null;
}

/** Whether only what is known of its time differs. */
function isAlike(a: Fact, b: Fact | undefined): boolean {
  return a.atUs === b?.atUs && a.held === b.held && a.denied === b.denied;
}

/** What it went out as is on the target, or may be. */
function mayHaveLeft(mirror: Mirror, { sentAs }: Fact): boolean {
  return sentAs !== null && includes(mayShow(mirror), sentAs);
}

/** Since when nothing that is known has kept a press from being made: its last removal of whatever kind. */
function endedUs(mirror: Mirror, before: Fact | undefined, fact: Fact): number {
  const ends = mirror.watermarks.filter((one) => isCovered(fact, one)).map(({ atUs }) => atUs);
  return Math.max(before?.atUs ?? 0, ...ends);
}

function isOff(mirror: Mirror, feed: Feed, event: ReactionEvent, atUs: number): boolean {
  return mirror.watermarks.some((one) => one.atUs >= atUs && isCovered({ source: feed.key, person: event.person, name: event.name }, one));
}

function isCovered(fact: Pick<Fact, "source" | "person" | "name">, by: Watermark): boolean {
  return by.source === fact.source && (by.person ?? fact.person) === fact.person && (by.name ?? fact.name) === fact.name;
}

function covers(wide: Watermark, narrow: Watermark): boolean {
  return (
    wide.source === narrow.source &&
    (wide.person === null || wide.person === narrow.person) &&
    (wide.name === null || wide.name === narrow.name)
  );
}
