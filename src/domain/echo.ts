import { changed } from "./due.ts";
import { type Emoji, includes, same } from "./emoji.ts";
import { type Fact, type Mirror, mayShow, OWNER, type StepTaken } from "./mirror.ts";
import type { ReactionRules } from "./network.ts";
import { CLOCK_STEP_MS, doubted } from "./pass.ts";
import { empties } from "./plan.ts";

const ECHO_MS = 30 * 60_000;

/** A change of what our own account shows, as the network tells it: of our making, or made on the phone. */
export interface Echo {
  readonly op: "add" | "remove";
  /** Null when a removal does not say what was there. */
  readonly emoji: Emoji | null;
  /** By the network's clock, in microseconds since 1970. */
  readonly atUs: number;
}

/**
 * An echo is ours if it equals a step stored in the last 30 minutes, or what such a step implies; each step answers for one echo
 * of each kind, and ours change nothing. Any other was made on the phone: it changes `observed` and is held by the owner.
 * Redeliveries must be sorted out before.
 */
export function echoed(
  mirror: Mirror,
  echo: Echo,
  rules: ReactionRules,
  nowMs: number,
): { readonly mirror: Mirror; readonly ours: boolean } {
  const strange = isStrange(mirror, echo);
  for (const [index, step] of mirror.taken.entries()) {
    const kind = step.atMs > nowMs - ECHO_MS ? answers(step, echo, strange && empties(step, rules)) : null;
    if (kind === null) continue;
    const taken = mirror.taken.map((one, at) => (at === index ? { ...one, echoed: [...one.echoed, kind] } : one));
    return { mirror: { ...mirror, taken }, ours: true };
  }
  return { mirror: ownersChange(mirror, echo, rules, nowMs), ours: false };
}

/**
 * What our account was found to show on a message that is only now linked: the owner put it there, before anything that the team
 * presses. Where something is known of the target already, that stands.
 */
export function adopted(mirror: Mirror, emoji: Emoji, nowMs: number): Mirror {
  if (mirror.taken.length > 0 || mayShow(mirror).length > 0 || mirror.facts.some(({ person }) => person === OWNER)) return mirror;
  const version = mirror.version + 1;
  return { ...mirror, version, changedMs: nowMs, observed: [emoji], facts: [...mirror.facts, ownersFact(emoji, 1, version, nowMs)] };
}

/**
 * Tells of the end of something that we had neither put there by then nor knew of: the owner's, of which word has not come yet. A step of ours
 * that emptied the slot ended it; had the owner, nothing would be lost but a removal of what was never seen.
 */
function isStrange(mirror: Mirror, { op, emoji, atUs }: Echo): boolean {
  if (op === "add" || emoji === null) return false;
  const adds = mirror.taken.filter((step) => step.op === "add" && same(step.emoji, emoji));
  return adds.length === 0 ? !includes(mayShow(mirror), emoji) : adds.every(({ atMs }) => (atMs - CLOCK_STEP_MS) * 1_000 > atUs);
}

/**
 * As which echo of a step this one counts; null when the step does not explain it, or has answered for it already. `emptied`: the
 * step explains whatever was taken away.
 */
function answers(step: StepTaken, echo: Echo, emptied: boolean): string | null {
  const is = (emoji: Emoji) => echo.emoji === null || same(emoji, echo.emoji);
  const kinds: string[] = step.op === echo.op && is(step.emoji) ? [step.op] : [];
  const implies = emptied && echo.emoji !== null ? [echo.emoji] : step.implies.filter(is);
  if (echo.op === "remove") kinds.push(...implies.map((emoji) => `implied:${emoji}`));
  return kinds.find((kind) => !step.echoed.includes(kind)) ?? null;
}

function ownersChange(mirror: Mirror, echo: Echo, rules: ReactionRules, nowMs: number): Mirror {
  const newest = newestOfOwner(mirror, rules.replaces ? null : echo.emoji);
  const version = mirror.version + 1;
  const held = echo.op === "add" && echo.emoji !== null && echo.atUs > newest ? echo.emoji : null;
  const late = echo.atUs <= newest;
  const off = { emoji: rules.replaces ? null : echo.emoji, atUs: echo.atUs };
  const next: Mirror = {
    ...mirror,
    version,
    observed: late ? mirror.observed : observedAfter(mirror, echo, rules),
    facts: held === null ? mirror.facts : [...ownersOthers(mirror, held, rules), ownersFact(held, echo.atUs, version, nowMs)],
    taken:
      held === null ? mirror.taken : mirror.taken.map((step, at) => (mayFollow(mirror, step, at, echo) ? ending(step, held, rules) : step)),
    ownerOff: echo.op === "remove" ? [...mirror.ownerOff, off] : mirror.ownerOff,
  };
  // Our own call may have landed on either side of it: what we believed may be there all the same.
  const racing = mirror.lease !== null || echo.atUs <= (mirror.lastCallMs + CLOCK_STEP_MS) * 1_000;
  const believed = racing ? [...mayShow(mirror), ...next.observed].map((emoji) => ({ op: "add", emoji }) as const) : [];
  const due = changed(next, nowMs, 0);
  return believed.length === 0 ? due : doubted(due, believed, rules.abandonedForMs, nowMs);
}

/** Whether a step may have been carried out after what the owner did. */
function mayFollow(mirror: Mirror, step: StepTaken, at: number, echo: Echo): boolean {
  const isLast = at === mirror.taken.length - 1;
  const began = isLast ? Math.max(step.atMs, mirror.lastCallMs) : step.atMs;
  const isOpen = mirror.possible.some(({ op, emoji }) => op === step.op && same(emoji, step.emoji));
  return isOpen || echo.atUs <= (began + CLOCK_STEP_MS) * 1_000;
}

/** Told of later, the end of what the owner had put there is this step's doing. */
function ending(step: StepTaken, emoji: Emoji, rules: ReactionRules): StepTaken {
  if (!empties(step, rules) || same(step.emoji, emoji) || includes(step.implies, emoji)) return step;
  return { ...step, implies: [...step.implies, emoji] };
}

function observedAfter(mirror: Mirror, echo: Echo, rules: ReactionRules): readonly Emoji[] {
  const { emoji } = echo;
  if (echo.op === "remove") return emoji === null || rules.replaces ? [] : mirror.observed.filter((one) => !same(one, emoji));
  if (emoji === null) return mirror.observed;
  if (rules.replaces) return [emoji];
  return includes(mirror.observed, emoji) ? mirror.observed : [...mirror.observed, emoji];
}

/** What else the owner holds: nothing where a new reaction ends the old one. */
function ownersOthers(mirror: Mirror, emoji: Emoji, rules: ReactionRules): readonly Fact[] {
  return mirror.facts.filter((fact) => fact.person !== OWNER || (!rules.replaces && fact.emoji !== null && !same(fact.emoji, emoji)));
}

function ownersFact(emoji: Emoji, atUs: number, version: number, nowMs: number): Fact {
  return {
    source: OWNER,
    link: OWNER,
    person: OWNER,
    name: emoji,
    via: "reaction",
    emoji,
    held: true,
    atUs,
    sinceMs: nowMs,
    graceMs: 0,
    version,
    denied: null,
    classes: [],
    sentAs: emoji,
    notify: false,
  };
}

function newestOfOwner(mirror: Mirror, emoji: Emoji | null): number {
  const about = (one: Emoji | null) => emoji === null || one === null || same(one, emoji);
  const moments = [
    ...mirror.facts.filter((fact) => fact.person === OWNER && about(fact.emoji)).map(({ atUs }) => atUs),
    ...mirror.ownerOff.filter((off) => about(off.emoji)).map(({ atUs }) => atUs),
  ];
  return moments.reduce((a, b) => Math.max(a, b), 0);
}
