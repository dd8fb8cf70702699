import { type Desire, desire, type Judge } from "./desire.ts";
import { type Emoji, includes } from "./emoji.ts";
import { type Fact, type Mirror, mayShow, readyMs } from "./mirror.ts";
import { type Denial, type Press, termsOf } from "./verdict.ts";

/** What the policy says of a press and another policy may say otherwise; what came of it afterwards is not among it. */
const JUDGED: readonly (Denial | null)[] = [
  ...(["direction", "who", "emoji", "dry-run", "stale", "unmapped", "unsupported", "unconfirmed"] as const),
];

/** What shows on a target that nothing else is going to change, and that is not wanted there any more. */
export function overtaken(mirror: Mirror, judge: Judge, nowMs: number): readonly Emoji[] {
  const dueMs = readyMs(mirror);
  if (mirror.lease !== null || mirror.parked || mirror.waits || (dueMs !== null && dueMs <= nowMs)) return [];
  const { wanted, waits } = desire(mirror, judge, nowMs);
  if (waits || !canGo(judge, wanted)) return [];
  return mayShow(mirror).filter((emoji) => !includes(wanted, emoji));
}

/** Whether what is not wanted any more can be taken off, or is replaced. */
function canGo({ rules: { canRemove, replaces } }: Judge, wanted: readonly Emoji[]): boolean {
  return canRemove || (replaces && wanted.length > 0);
}

/** What quiet hours put off until later than they ask for now, where nothing else holds it up. */
export function heldTooLong(mirror: Mirror, judge: Judge, nowMs: number): readonly Emoji[] {
  const { lease, parked, waits, change, wakeMs, failingSinceMs, desired } = mirror;
  const isPutOff = wakeMs !== null && wakeMs > nowMs && change === null && lease === null && !parked && !waits;
  if (!isPutOff || failingSinceMs !== null) return [];
  const wish = desire(mirror, judge, nowMs);
  // What was wanted at the last look waits for a call, not for an hour.
  return wish.waits ? [] : wish.wanted.filter((emoji) => !includes(desired, emoji) && !includes(mayShow(mirror), emoji));
}

/** What other rules would make of one mirror, each under the link of whoever pressed. */
export interface Rehearsed {
  readonly withdrawn: readonly { readonly link: string; readonly emoji: Emoji }[];
  /** What would show in the place of what shows now. */
  readonly instead: readonly { readonly link: string; readonly from: Emoji; readonly to: Emoji }[];
  /** Waits to go, and would not any more. */
  readonly stopped: readonly { readonly link: string; readonly emoji: Emoji }[];
  /** Stayed inside, and never leaves any more; under those rules it would have left when it was pressed. */
  readonly wouldHaveLeft: readonly { readonly link: string; readonly emoji: string; readonly because: Denial }[];
}

/** What other rules would make of what is stored, link by link; nothing of who pressed, or where. */
export interface Rehearsal {
  /** How many mirrors were looked at: those that changed within 7 days. */
  readonly mirrors: number;
  /** Those alone for which something changes. */
  readonly links: readonly RehearsedLink[];
}

export interface RehearsedLink {
  readonly name: string;
  readonly withdrawn: readonly { readonly emoji: Emoji; readonly count: number }[];
  readonly instead: readonly { readonly from: Emoji; readonly to: Emoji; readonly count: number }[];
  readonly stopped: readonly { readonly emoji: Emoji; readonly count: number }[];
  readonly wouldHaveLeft: readonly { readonly emoji: string; readonly because: string; readonly count: number }[];
}

/** Rehearses other rules over what is stored: `now` is in force, `then` would be. Pure. */
export function rehearse(mirror: Mirror, now: Judge, then: Judge, nowMs: number): Rehearsed {
  const [wishNow, wishThen] = [desire(mirror, now, nowMs), desire(mirror, then, nowMs)];
  const isStuck = mirror.parked || !canGo(then, wishThen.wanted);
  const gone = (isStuck ? [] : wishNow.wanted).filter((emoji) => includes(mirror.observed, emoji) && !includes(wishThen.wanted, emoji));
  const come = wishThen.wanted.filter((emoji) => !includes(mirror.observed, emoji));
  const changes = gone.flatMap((from, index) => linksOf(wishNow, from).map((link) => ({ link, from, to: come[index] })));
  return {
    withdrawn: changes.flatMap(({ link, from, to }) => (to === undefined ? [{ link, emoji: from }] : [])),
    instead: changes.flatMap(({ link, from, to }) => (to === undefined ? [] : [{ link, from, to }])),
    stopped: waiting(mirror, wishNow).flatMap((fact) =>
      mirror.parked || !isStopped(mirror, fact, then, nowMs) ? [] : [{ link: fact.link, emoji: fact.emoji ?? `:${fact.name}:` }],
    ),
    wouldHaveLeft: mirror.facts.flatMap((fact) => {
      const { held, denied, link, emoji, name } = fact;
      const isLet = held && denied !== null && JUDGED.includes(denied) && denialUnder(fact, then) === null;
      return isLet ? [{ link, emoji: emoji ?? `:${name}:`, because: denied }] : [];
    }),
  };
}

/** What is to show and does not yet: it waits for quiet hours to be over, or for a call. */
function waiting({ observed }: Mirror, { speakers, quiet }: Desire): readonly Fact[] {
  const unshown = [...speakers].filter(([, emoji]) => !includes(observed, emoji)).map(([fact]) => fact);
  return [...quiet.keys(), ...unshown];
}

/** Whether a press would come to nothing under these rules, were it the only one. */
function isStopped(mirror: Mirror, fact: Fact, judge: Judge, nowMs: number): boolean {
  const { wanted, ripensMs, refused, waits } = desire({ ...mirror, facts: [fact] }, judge, nowMs);
  return !waits && wanted.length === 0 && ripensMs === null && refused.length === 0;
}

function linksOf({ speakers }: Desire, shown: Emoji): readonly string[] {
  return [...new Set([...speakers].filter(([, emoji]) => includes([emoji], shown)).map(([{ link }]) => link))];
}

/** What other rules would have said of a press; of a link that they do not have, what was said. */
function denialUnder(fact: Fact, { links, rules, families }: Judge): Denial | null {
  const policy = links.find(({ name }) => name === fact.link)?.policy;
  return policy === undefined ? fact.denied : termsOf(pressOf(fact), policy, rules, families).denied;
}

/** As it came from its platform: what a custom emoji stands for is the policy's word. */
function pressOf({ name, emoji, custom, atUs, sinceMs, classes }: Fact): Press {
  return { name, emoji: custom === true ? null : emoji, ageMs: sinceMs - atUs / 1_000, classes };
}
