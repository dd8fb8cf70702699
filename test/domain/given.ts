import type { Judge } from "../../src/domain/desire.ts";
import type { ClearedEvent, DeletedEvent, ReactionEvent } from "../../src/domain/event.ts";
import type { Failure, FailureKind } from "../../src/domain/failure.ts";
import { fold } from "../../src/domain/fold.ts";
import { families } from "../../src/domain/ladder.ts";
import type { Link } from "../../src/domain/link.ts";
import { channelName, type Message, messageKey } from "../../src/domain/message.ts";
import { type Fact, type Feed, type Mirror, newMirror } from "../../src/domain/mirror.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/domain/policy.ts";
import type { Slot } from "../../src/domain/slot.ts";
import type { Terms } from "../../src/domain/verdict.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";

/** The moment at which every example begins; moments in examples are milliseconds after it. */
export const START_MS = Date.UTC(2026, 0, 5, 9);
export const ms = (afterMs: number) => START_MS + afterMs;
export const us = (afterMs: number) => ms(afterMs) * 1_000;

export const MESSAGE: Message = { platform: "slack", workspace: "T0ACME", channel: "C0NORTH", message: "1767603600.000100" };
export const OTHER_MESSAGE: Message = { ...MESSAGE, channel: "C0SECOND" };

export const SLOT: Slot = {
  account: "acme-whatsapp",
  message: "3EB0C767D097B7C7C030",
  part: 0,
  comment: null,
  organization: null,
  post: false,
  conversation: "120363043968066561@g.us",
  fromMe: true,
  author: null,
};

type PolicyChange = Partial<Omit<Policy, "emoji" | "who">> & {
  readonly emoji?: Partial<Policy["emoji"]>;
  readonly who?: Partial<Policy["who"]>;
};

export function policy({ emoji, who, ...rest }: PolicyChange = {}): Policy {
  return { ...DEFAULT_POLICY, ...rest, emoji: { ...DEFAULT_POLICY.emoji, ...emoji }, who: { ...DEFAULT_POLICY.who, ...who } };
}

export function link(name = "northwind", change: PolicyChange = {}, message: Message = MESSAGE): Link {
  return {
    name,
    channel: channelName(message),
    account: SLOT.account,
    conversation: SLOT.conversation,
    posts: false,
    asOrganization: null,
    mirrorTo: null,
    policy: policy(change),
    source: "config",
  };
}

export function judge(change: Partial<Judge> = {}): Judge {
  return { rules: WHATSAPP_MESSAGES, families: families({}), links: [link()], refused: [], ...change };
}

export function terms(change: Partial<Terms> = {}): Terms {
  return { denied: null, emoji: "👍", graceMs: 1_000, classes: ["members"], notify: true, ...change };
}

export function feed(message: Message = MESSAGE, change: Partial<Feed> = {}): Feed {
  return { ...message, key: messageKey(message), link: "northwind", linkedMs: START_MS, unread: false, frozen: null, ...change };
}

/** A mirror with one feed, about which nothing is known yet. */
export function mirror(change: Partial<Mirror> = {}): Mirror {
  return { ...newMirror("1", SLOT, START_MS), feeds: [feed()], ...change };
}

/** A fact as an allowed press makes it; its emoji names it. */
export function fact(person: string, emoji: string, atMs: number, change: Partial<Fact> = {}): Fact {
  return {
    source: messageKey(MESSAGE),
    link: "northwind",
    person,
    name: emoji,
    via: "reaction",
    emoji,
    held: true,
    atUs: us(atMs),
    sinceMs: ms(atMs),
    graceMs: 0,
    version: 1,
    denied: null,
    classes: ["members"],
    sentAs: null,
    notify: true,
    ...change,
  };
}

type ReactionChange = Partial<Omit<ReactionEvent, "kind" | "person" | "name">>;

/** An event of the source's time; its emoji names it unless it says otherwise. */
export function added(person: string, name: string, atMs: number | null, change: ReactionChange = {}): ReactionEvent {
  const atUs = atMs === null ? null : us(atMs);
  return { kind: "added", message: MESSAGE, person, name, emoji: name, via: "reaction", atUs, id: null, ...change };
}

export function removed(person: string, name: string, atMs: number | null, change: ReactionChange = {}): ReactionEvent {
  return { ...added(person, name, atMs, change), kind: "removed" };
}

export function cleared(person: string | null, name: string | null, atMs: number | null, message = MESSAGE): ClearedEvent {
  return { kind: "cleared", message, person, name, atUs: atMs === null ? null : us(atMs), id: null };
}

export function deleted(atMs: number | null, message = MESSAGE): DeletedEvent {
  return { kind: "deleted", message, atUs: atMs === null ? null : us(atMs) };
}

type Told = ReactionEvent | ClearedEvent | DeletedEvent;

/** Folds one event at a moment of the store's clock; an add is allowed on every link unless `said` says otherwise. */
export function told(before: Mirror, event: Told, nowMs: number, said: Partial<Terms> = {}): Mirror {
  const emoji = event.kind === "added" ? event.emoji : null;
  const all = before.feeds.map(({ link: name }) => [name, terms({ emoji, ...said })] as const);
  return fold(before, { event, terms: Object.fromEntries(all) }, ms(nowMs));
}

/** Folds events one after another, each one millisecond after the one before. */
export function toldAll(before: Mirror, events: readonly Told[], fromMs = 0): Mirror {
  return events.reduce((mirror, event, index) => told(mirror, event, fromMs + index), before);
}

/** What is held and may leave: `person emoji`, in the order of its keys. */
export function heldBy({ facts }: Mirror): readonly string[] {
  return facts
    .filter(({ held, denied }) => held && denied === null)
    .map(({ person, name }) => `${person} ${name}`)
    .sort();
}

export function failure(kind: FailureKind, change: Partial<Failure> = {}): Failure {
  return { kind, ambiguous: false, message: `It is ${kind}.`, vendor: { status: 500 }, ...change };
}

/** No answer came in time: the request may still be carried out. */
export const TIMEOUT: Failure = failure("transient", { ambiguous: true, connection: true, vendor: { status: 0, code: "timeout" } });

export function rules(change: Partial<ReactionRules> = {}): ReactionRules {
  return { ...WHATSAPP_MESSAGES, ...change };
}
