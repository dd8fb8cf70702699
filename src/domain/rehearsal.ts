import { type Desire, desire, type Judge } from "./desire.ts";
import { type Emoji, includes } from "./emoji.ts";
import { type Fact, type Mirror, mayShow, readyMs } from "./mirror.ts";
import { own } from "./own.ts";
import type { Policy } from "./policy.ts";
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
  const { canRemove, replaces } = judge.rules;
  if (waits || !(canRemove || (replaces && wanted.length > 0))) return [];
  return mayShow(mirror).filter((emoji) => !includes(wanted, emoji));
}

/** What other rules would make of one mirror, each under the link of whoever pressed. */
export interface Rehearsed {
  readonly withdrawn: readonly { readonly link: string; readonly emoji: Emoji }[];
  /** What would show in the place of what shows now. */
  readonly instead: readonly { readonly link: string; readonly from: Emoji; readonly to: Emoji }[];
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
  readonly wouldHaveLeft: readonly { readonly emoji: string; readonly because: string; readonly count: number }[];
}

/** Rehearses other rules over what is stored: `now` is in force, `then` would be. Pure. */
export function rehearse(mirror: Mirror, now: Judge, then: Judge, nowMs: number): Rehearsed {
  const [wishNow, wishThen] = [desire(mirror, now, nowMs), desire(mirror, then, nowMs)];
  const gone = wishNow.wanted.filter((emoji) => includes(mirror.observed, emoji) && !includes(wishThen.wanted, emoji));
  const come = wishThen.wanted.filter((emoji) => !includes(mirror.observed, emoji));
  const changes = gone.flatMap((from, index) => linksOf(wishNow, from).map((link) => ({ link, from, to: come[index] })));
  return {
    withdrawn: changes.flatMap(({ link, from, to }) => (to === undefined ? [{ link, emoji: from }] : [])),
    instead: changes.flatMap(({ link, from, to }) => (to === undefined ? [] : [{ link, from, to }])),
    wouldHaveLeft: mirror.facts.flatMap((fact) => {
      const { held, denied, link, emoji, name } = fact;
      const isLet = held && denied !== null && JUDGED.includes(denied) && denialUnder(fact, now, then) === null;
      return isLet ? [{ link, emoji: emoji ?? `:${name}:`, because: denied }] : [];
    }),
  };
}

function linksOf({ speakers }: Desire, shown: Emoji): readonly string[] {
  return [...new Set([...speakers].filter(([, emoji]) => includes([emoji], shown)).map(([{ link }]) => link))];
}

/** What other rules would have said of a press; of a link that they do not have, what was said. */
function denialUnder(fact: Fact, now: Judge, then: Judge): Denial | null {
  const policyOf = (judge: Judge) => judge.links.find(({ name }) => name === fact.link)?.policy;
  const policy = policyOf(then);
  return policy === undefined ? fact.denied : termsOf(pressOf(fact, policyOf(now)), policy, then.rules, then.families).denied;
}

/** As it came from its platform: what a custom emoji stands for is the policy's word. */
function pressOf({ name, emoji, atUs, sinceMs, classes }: Fact, policy: Policy | undefined): Press {
  const isCustom = policy !== undefined && own(policy.emoji.custom, name) === emoji;
  return { name, emoji: isCustom ? null : emoji, ageMs: sinceMs - atUs / 1_000, classes };
}
