import { type Emoji, includes, same } from "./emoji.ts";
import type { Families } from "./ladder.ts";
import type { Link } from "./link.ts";
import { type Fact, type Mirror, mayShow, OWNER } from "./mirror.ts";
import type { ReactionRules } from "./network.ts";
import { outgoing, unrefused } from "./outgoing.ts";
import { type Conflict, emojiAllowed, leaves, maySpeak, meaning } from "./policy.ts";
import { type QuietHours, quietUntilMs } from "./quiet.ts";

/** What is in force now, against which a mirror is judged. */
export interface Judge {
  readonly rules: ReactionRules;
  readonly families: Families;
  /** In the order of their declaration. */
  readonly links: readonly Link[];
  /** What this account was refused before (`discover` only). */
  readonly refused: readonly Emoji[];
}

export interface Desire {
  /** What our account should show, the strongest first, never more than fit. */
  readonly wanted: readonly Emoji[];
  /** The facts behind it, and as what each goes out. */
  readonly speakers: ReadonlyMap<Fact, Emoji>;
  /** When the next press leaves its grace, or quiet hours are over; null when none waits for that. */
  readonly ripensMs: number | null;
  /** What quiet hours alone keep from showing, and which. */
  readonly quiet: ReadonlyMap<Fact, QuietHours>;
  /** What only the target's refusal keeps from competing. */
  readonly refused: readonly Fact[];
  /** A link of this mirror is switched off or dry: its work waits. */
  readonly waits: boolean;
}

/** What the target should show for what the sources hold. Pure: the same mirror, judge and moment give the same answer. */
export function desire(mirror: Mirror, judge: Judge, nowMs: number): Desire {
  const shown = mayShow(mirror);
  const rulesKey = fingerprint(judge.rules);
  const contenders = new Map<string, { emoji: Emoji; facts: Fact[] }>();
  const held = new Map<Fact, { readonly hours: QuietHours; readonly overMs: number }>();
  let ripensMs: number | null = null;
  const ripens = (ms: number) => {
    ripensMs = ripensMs === null ? ms : Math.min(ripensMs, ms);
  };
  const refused: Fact[] = [];
  for (const fact of mirror.facts) {
    if (!fact.held || fact.denied !== null || fact.emoji === null) continue;
    const candidates = candidatesOf(fact, judge, shown).filter((emoji) => !isOwnerOff(mirror, fact, emoji));
    if (candidates.length === 0) continue;
    const emoji = candidates.find((one) => !isRejected(mirror, fact, one, rulesKey));
    if (emoji === undefined) {
      refused.push(fact);
      continue;
    }
    const ripeMs = fact.sinceMs + fact.graceMs;
    if (nowMs < ripeMs) {
      ripens(ripeMs);
      continue;
    }
    // What shows already stays; nothing new comes, whenever it was pressed.
    const hours = includes(shown, emoji) ? undefined : quietHoursOf(fact, judge);
    const overMs = hours === undefined ? null : quietUntilMs(hours, nowMs);
    if (hours !== undefined && overMs !== null) held.set(fact, { hours, overMs });
    const contender = contenders.get(emoji) ?? { emoji, facts: [] };
    contender.facts.push(fact);
    contenders.set(emoji, contender);
  }
  const strongest = (isLoud: (fact: Fact) => boolean) => {
    const loud = [...contenders.values()].map(({ emoji, facts }) => ({ emoji, facts: facts.filter(isLoud) }));
    const some = loud.filter(({ facts }) => facts.length > 0);
    return rank(some, conflictOf(mirror, judge)).slice(0, judge.rules.perMessage);
  };
  const ranked = strongest((fact) => !held.has(fact));
  const quiet = new Map<Fact, QuietHours>();
  // What another one beats does not go when they are over either.
  for (const { emoji, facts } of held.size === 0 ? [] : strongest(() => true)) {
    if (ranked.some((one) => one.emoji === emoji)) continue;
    for (const fact of facts) {
      const { hours, overMs } = held.get(fact) ?? {};
      if (hours === undefined || overMs === undefined) continue;
      quiet.set(fact, hours);
      ripens(overMs);
    }
  }
  const speakers = new Map(ranked.flatMap(({ emoji, facts }) => facts.map((fact) => [fact, emoji] as const)));
  return { wanted: ranked.map(({ emoji }) => emoji), speakers, ripensMs, quiet, refused, waits: waitsForLink(mirror, judge) };
}

/** The owner's phone knows no quiet hours of ours. */
export function quietHoursOf({ person, link }: Fact, judge: Judge): QuietHours | undefined {
  return person === OWNER ? undefined : judge.links.find(({ name }) => name === link)?.policy.quietHours;
}

/** Which rules a refusal was made under; other rules give the emoji another chance. */
export function fingerprint(rules: ReactionRules): string {
  return typeof rules.allowed === "string" ? rules.allowed : rules.allowed.join(" ");
}

function candidatesOf(fact: Fact, judge: Judge, shown: readonly Emoji[]): readonly Emoji[] {
  if (fact.emoji === null) return [];
  if (fact.person === OWNER) return [fact.emoji];
  const link = judge.links.find(({ name }) => name === fact.link);
  // An unlinked channel is frozen and one that is switched off waits: what it shows stays, nothing new goes.
  if (link === undefined || isIdle(link)) return fact.sentAs !== null && includes(shown, fact.sentAs) ? [fact.sentAs] : [];
  const { policy } = link;
  const isCustom = fact.custom === true;
  const emoji = isCustom ? meaning(policy, fact.name) : fact.emoji;
  if (emoji === null || !emojiAllowed(policy, fact.name, isCustom ? null : emoji) || !maySpeak(policy, fact.classes)) return [];
  const rungs = unrefused(outgoing(emoji, policy, judge.rules, judge.families, isCustom), judge.refused).map(({ emoji }) => emoji);
  // That a refusal is forgotten is for new presses: nothing that is shown changes for it.
  const first = rungs.find((emoji) => fact.sentAs !== null && same(emoji, fact.sentAs) && includes(shown, emoji));
  return first === undefined ? rungs : [first, ...rungs.filter((emoji) => emoji !== first)];
}

/** Refused on this mirror until somebody presses it anew, the rules change, or a person retries by hand. */
function isRejected(mirror: Mirror, fact: Fact, emoji: Emoji, rules: string): boolean {
  return mirror.rejections.some((one) => same(one.emoji, emoji) && one.rules === rules && fact.version <= one.version);
}

function isOwnerOff(mirror: Mirror, fact: Fact, emoji: Emoji): boolean {
  return mirror.ownerOff.some((off) => fact.atUs <= off.atUs && (off.emoji === null || same(off.emoji, emoji)));
}

function conflictOf(mirror: Mirror, judge: Judge): Conflict {
  const names = new Set(mirror.feeds.map(({ link }) => link));
  return judge.links.find(({ name }) => names.has(name))?.policy.conflict ?? "latest";
}

function waitsForLink(mirror: Mirror, judge: Judge): boolean {
  const links = judge.links.filter(({ name }) => mirror.feeds.some((feed) => feed.link === name));
  return links.length > 0 && links.every(isIdle);
}

function isIdle({ policy }: Link): boolean {
  return !leaves(policy.direction) || policy.dryRun;
}

function rank(contenders: readonly { emoji: Emoji; facts: readonly Fact[] }[], conflict: Conflict) {
  const keyed = contenders.map((one) => ({
    ...one,
    people: new Set(one.facts.map(({ person }) => person)).size,
    first: one.facts.reduce((a, b) => (precedes(a, b) ? a : b)),
    latest: one.facts.reduce((a, b) => (precedes(a, b) ? b : a)),
  }));
  const newer = (a: Fact, b: Fact) => (precedes(b, a) ? -1 : 1);
  return keyed.sort((a, b) => {
    if (conflict === "first") return precedes(a.first, b.first) ? -1 : 1;
    if (conflict === "most" && a.people !== b.people) return b.people - a.people;
    return newer(a.latest, b.latest);
  });
}

/** Total order of presses: by the source's time, then by key. */
function precedes(a: Fact, b: Fact): boolean {
  return a.atUs !== b.atUs ? a.atUs < b.atUs : keyOf(a) < keyOf(b);
}

function keyOf(fact: Fact): string {
  return `${fact.source} ${fact.person} ${fact.name} ${fact.via}`;
}
